using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Npgsql;

namespace ServiceDesk.Web.SignIn;

/// <summary>A session that is open; its id is the hash of its token.</summary>
public sealed record OpenSession(string Id, Instant Created, Instant Expires, string? Browser, bool IsCurrent);

/// <summary>The sessions table: a random token in the cookie, its hash here, over after twelve hours or when revoked.</summary>
internal sealed class Sessions(NpgsqlDataSource database, IClock clock)
{
    public static readonly Duration Lifetime = Duration.FromHours(12);
    /// <summary>How long after its end it is still known whose session it was: what they typed meanwhile is theirs.</summary>
    public static readonly Duration KnownFor = Duration.FromDays(7);
    private const int LongestBrowser = 300;

    /// <param name="user">Whose session.</param>
    /// <param name="browser">What the browser says of itself.</param>
    /// <param name="cancel">Ends the attempt.</param>
    /// <returns>The token for the cookie.</returns>
    public async Task<string> Open(string user, string? browser, CancellationToken cancel)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var now = clock.GetCurrentInstant();
        await using var open = database.CreateCommand(
            """
            with expired as (delete from sessions where expires < $6)
            insert into sessions (token_hash, account, created, expires, browser)
            values ($1, $2, $3, $4, $5)
            """);
        open.Parameters.Add(new() { Value = Hash(token) });
        open.Parameters.Add(new() { Value = Accounts.Normalize(user) });
        open.Parameters.Add(new() { Value = now.ToDateTimeUtc() });
        open.Parameters.Add(new() { Value = (now + Lifetime).ToDateTimeUtc() });
        open.Parameters.Add(new() { Value = (object?)browser?[..Math.Min(browser.Length, LongestBrowser)] ?? DBNull.Value });
        open.Parameters.Add(new() { Value = (now - KnownFor).ToDateTimeUtc() });
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

    /// <summary>The account's sessions that are open: the present one, then the newest first.</summary>
    public async Task<IReadOnlyList<OpenSession>> Of(string user, string current, CancellationToken cancel)
    {
        await using var list = database.CreateCommand(
            """
            select token_hash, created, expires, browser
            from sessions
            where account = $1 and expires > $2 and revoked is null
            order by token_hash = $3 desc, created desc
            limit 50
            """);
        list.Parameters.Add(new() { Value = Accounts.Normalize(user) });
        list.Parameters.Add(new() { Value = clock.GetCurrentInstant().ToDateTimeUtc() });
        var here = Hash(current);
        list.Parameters.Add(new() { Value = here });
        await using var rows = await list.ExecuteReaderAsync(cancel);
        var all = new List<OpenSession>();
        while (await rows.ReadAsync(cancel))
        {
            var hash = rows.GetFieldValue<byte[]>(0);
            all.Add(new OpenSession(
                Convert.ToHexStringLower(hash), Instant.FromDateTimeUtc(rows.GetDateTime(1)), Instant.FromDateTimeUtc(rows.GetDateTime(2)),
                rows.IsDBNull(3) ? null : rows.GetString(3), hash.AsSpan().SequenceEqual(here)));
        }
        return all;
    }

    /// <summary>Ends sessions of the account: one, or with null all but the present one.</summary>
    public async Task End(string user, string? id, string current, CancellationToken cancel)
    {
        await using var end = database.CreateCommand(
            """
            update sessions set revoked = $2
            where account = $1 and revoked is null and case when $3::text is null then token_hash <> $4 else encode(token_hash, 'hex') = $3 end
            """);
        end.Parameters.Add(new() { Value = Accounts.Normalize(user) });
        end.Parameters.Add(new() { Value = clock.GetCurrentInstant().ToDateTimeUtc() });
        end.Parameters.Add(new() { Value = (object?)id ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        end.Parameters.Add(new() { Value = Hash(current) });
        await end.ExecuteNonQueryAsync(cancel);
    }

    internal static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
