using Microsoft.AspNetCore.Identity;
using NodaTime;
using Npgsql;

namespace ServiceDesk.Web.SignIn;

internal enum SignInOutcome
{
    Welcome,
    Refused,
    Locked,
}

/// <summary>The accounts table: passwords, and the lock after too many wrong ones.</summary>
internal sealed class Accounts(NpgsqlDataSource database, IClock clock)
{
    public const int ShortestPassword = 12;
    public const int LongestPassword = 1000;
    private const int FailuresAllowed = 10;
    private static readonly Duration lockedFor = Duration.FromMinutes(15);

    private readonly PasswordHasher<string> hasher = new();

    public static string Normalize(string user) => user.Trim().ToUpperInvariant();

    public async Task<SignInOutcome> Check(string user, string password, CancellationToken cancel)
    {
        var name = Normalize(user);
        var now = clock.GetCurrentInstant();
        var known = await Find(name, now, cancel);
        if (known is not { } account)
        {
            // Costs as much as a real check, so that the time taken tells nobody which users exist.
            hasher.HashPassword(name, password);
            return SignInOutcome.Refused;
        }

        if (account.Failures >= FailuresAllowed) return SignInOutcome.Locked;
        if (hasher.VerifyHashedPassword(name, account.Hash, password) == PasswordVerificationResult.Failed)
        {
            await RecordFailure(name, now, cancel);
            return SignInOutcome.Refused;
        }

        await using var forget = database.CreateCommand("update accounts set failures = 0, failing_since = null where name_normalized = $1 and failures > 0");
        forget.Parameters.Add(new() { Value = name });
        await forget.ExecuteNonQueryAsync(cancel);
        return SignInOutcome.Welcome;
    }

    public async Task SetPassword(string user, string password, CancellationToken cancel)
    {
        var name = Normalize(user);
        await using var set = database.CreateCommand("update accounts set password_hash = $2, failures = 0, failing_since = null where name_normalized = $1");
        set.Parameters.Add(new() { Value = name });
        set.Parameters.Add(new() { Value = hasher.HashPassword(name, password) });
        await set.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>The user name of the only account with that e-mail address; null when there is none or several.</summary>
    public async Task<string?> ByEmail(string email, CancellationToken cancel)
    {
        await using var find = database.CreateCommand("select min(user_name) from accounts where lower(email) = lower($1) having count(*) = 1");
        find.Parameters.Add(new() { Value = email });
        return await find.ExecuteScalarAsync(cancel) as string;
    }

    public async Task Import(DevelopmentAccount account, CancellationToken cancel)
    {
        var name = Normalize(account.User);
        await using var upsert = database.CreateCommand(
            """
            insert into accounts (name_normalized, user_name, display_name, email, person, roles, organization, password_hash)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict (name_normalized) do update
            set user_name = excluded.user_name,
                display_name = excluded.display_name,
                email = excluded.email,
                person = excluded.person,
                roles = excluded.roles,
                organization = excluded.organization,
                password_hash = excluded.password_hash,
                failures = 0,
                failing_since = null
            """);
        upsert.Parameters.Add(new() { Value = name });
        upsert.Parameters.Add(new() { Value = account.User });
        upsert.Parameters.Add(new() { Value = account.Name });
        upsert.Parameters.Add(new() { Value = (object?)account.Email ?? DBNull.Value });
        upsert.Parameters.Add(new() { Value = account.Person });
        upsert.Parameters.Add(new() { Value = account.Roles.ToArray() });
        upsert.Parameters.Add(new() { Value = (object?)account.Organization ?? DBNull.Value });
        upsert.Parameters.Add(new() { Value = hasher.HashPassword(name, account.Password) });
        await upsert.ExecuteNonQueryAsync(cancel);
    }

    private async Task<(string Hash, int Failures)?> Find(string name, Instant now, CancellationToken cancel)
    {
        await using var find = database.CreateCommand(
            """
            select password_hash, case when failing_since > $2 then failures else 0 end
            from accounts
            where name_normalized = $1
            """);
        find.Parameters.Add(new() { Value = name });
        find.Parameters.Add(new() { Value = (now - lockedFor).ToDateTimeUtc() });
        await using var row = await find.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? (row.GetString(0), row.GetInt32(1)) : null;
    }

    private async Task RecordFailure(string name, Instant now, CancellationToken cancel)
    {
        await using var fail = database.CreateCommand(
            """
            update accounts
            set failures = case when failing_since > $2 then failures + 1 else 1 end,
                failing_since = case when failing_since > $2 then failing_since else $3 end
            where name_normalized = $1
            """);
        fail.Parameters.Add(new() { Value = name });
        fail.Parameters.Add(new() { Value = (now - lockedFor).ToDateTimeUtc() });
        fail.Parameters.Add(new() { Value = now.ToDateTimeUtc() });
        await fail.ExecuteNonQueryAsync(cancel);
    }
}
