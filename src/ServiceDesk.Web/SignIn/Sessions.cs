using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Npgsql;

namespace ServiceDesk.Web.SignIn;

/// <summary>The sessions table: a random token in the cookie, its hash here, gone after twelve hours or when revoked.</summary>
internal sealed class Sessions(NpgsqlDataSource database, IClock clock)
{
    public static readonly Duration Lifetime = Duration.FromHours(12);

    public async Task<string> Open(string user, CancellationToken cancel)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var now = clock.GetCurrentInstant();
        await using var open = database.CreateCommand(
            """
            with expired as (delete from sessions where expires < $3)
            insert into sessions (token_hash, account, created, expires)
            values ($1, $2, $3, $4)
            """);
        open.Parameters.Add(new() { Value = Hash(token) });
        open.Parameters.Add(new() { Value = Accounts.Normalize(user) });
        open.Parameters.Add(new() { Value = now.ToDateTimeUtc() });
        open.Parameters.Add(new() { Value = (now + Lifetime).ToDateTimeUtc() });
        await open.ExecuteNonQueryAsync(cancel);
        return token;
    }

    public async Task<Person?> Find(string token, CancellationToken cancel)
    {
        await using var find = database.CreateCommand(
            """
            select person, user_name, display_name, email, roles, organization
            from sessions
            join accounts on name_normalized = account
            where token_hash = $1 and expires > $2 and revoked is null
            """);
        find.Parameters.Add(new() { Value = Hash(token) });
        find.Parameters.Add(new() { Value = clock.GetCurrentInstant().ToDateTimeUtc() });
        await using var row = await find.ExecuteReaderAsync(cancel);
        if (!await row.ReadAsync(cancel)) return null;
        return new Person(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            row.IsDBNull(3) ? null : row.GetString(3),
            row.GetFieldValue<string[]>(4),
            row.IsDBNull(5) ? null : row.GetString(5));
    }

    public async Task Revoke(string token, CancellationToken cancel)
    {
        await using var revoke = database.CreateCommand("update sessions set revoked = $2 where token_hash = $1 and revoked is null");
        revoke.Parameters.Add(new() { Value = Hash(token) });
        revoke.Parameters.Add(new() { Value = clock.GetCurrentInstant().ToDateTimeUtc() });
        await revoke.ExecuteNonQueryAsync(cancel);
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
