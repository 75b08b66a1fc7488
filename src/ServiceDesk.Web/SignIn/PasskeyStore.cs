using Microsoft.AspNetCore.Identity;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace ServiceDesk.Web.SignIn;

/// <summary>The passkeys table, as ASP.NET Core's passkey handler asks for it.</summary>
internal sealed class PasskeyStore(NpgsqlDataSource database, IClock clock) : IUserPasskeyStore<Account>
{
    private const string Columns =
        "credential, public_key, created, sign_count, transports, user_verified, backup_eligible, backed_up, attestation, client_data, passkeys.name";

    public async Task AddOrUpdatePasskeyAsync(Account user, UserPasskeyInfo passkey, CancellationToken cancellationToken)
    {
        await using var upsert = database.CreateCommand(
            """
            insert into passkeys (credential, account, name, public_key, created, sign_count, transports, user_verified, backup_eligible, backed_up, attestation, client_data)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            on conflict (credential) do update
            set name = excluded.name, sign_count = excluded.sign_count, user_verified = excluded.user_verified, backed_up = excluded.backed_up, used = $13
            where passkeys.account = excluded.account
            """);
        upsert.Parameters.Add(new() { Value = passkey.CredentialId });
        upsert.Parameters.Add(new() { Value = user.Name });
        upsert.Parameters.Add(new() { Value = passkey.Name ?? "" });
        upsert.Parameters.Add(new() { Value = passkey.PublicKey });
        upsert.Parameters.Add(new() { Value = passkey.CreatedAt.UtcDateTime });
        upsert.Parameters.Add(new() { Value = (long)passkey.SignCount });
        upsert.Parameters.Add(new() { Value = passkey.Transports ?? [], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        upsert.Parameters.Add(new() { Value = passkey.IsUserVerified });
        upsert.Parameters.Add(new() { Value = passkey.IsBackupEligible });
        upsert.Parameters.Add(new() { Value = passkey.IsBackedUp });
        upsert.Parameters.Add(new() { Value = passkey.AttestationObject });
        upsert.Parameters.Add(new() { Value = passkey.ClientDataJson });
        upsert.Parameters.Add(new() { Value = clock.GetCurrentInstant().ToDateTimeUtc() });
        await upsert.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(Account user, CancellationToken cancellationToken)
    {
        await using var list = database.CreateCommand($"select {Columns} from passkeys where account = $1 order by created");
        list.Parameters.Add(new() { Value = user.Name });
        await using var rows = await list.ExecuteReaderAsync(cancellationToken);
        var all = new List<UserPasskeyInfo>();
        while (await rows.ReadAsync(cancellationToken)) all.Add(Passkey(rows));
        return all;
    }

    public async Task<Account?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken)
    {
        await using var find = database.CreateCommand(
            "select name_normalized, user_name, display_name from passkeys join accounts on name_normalized = account where credential = $1");
        find.Parameters.Add(new() { Value = credentialId });
        return await One(find, cancellationToken);
    }

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(Account user, byte[] credentialId, CancellationToken cancellationToken)
    {
        await using var find = database.CreateCommand($"select {Columns} from passkeys where account = $1 and credential = $2");
        find.Parameters.Add(new() { Value = user.Name });
        find.Parameters.Add(new() { Value = credentialId });
        await using var row = await find.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) ? Passkey(row) : null;
    }

    public async Task RemovePasskeyAsync(Account user, byte[] credentialId, CancellationToken cancellationToken)
    {
        await using var remove = database.CreateCommand("delete from passkeys where account = $1 and credential = $2");
        remove.Parameters.Add(new() { Value = user.Name });
        remove.Parameters.Add(new() { Value = credentialId });
        await remove.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<Account?> FindByIdAsync(string userId, CancellationToken cancellationToken)
    {
        await using var find = database.CreateCommand("select name_normalized, user_name, display_name from accounts where name_normalized = $1");
        find.Parameters.Add(new() { Value = userId });
        return await One(find, cancellationToken);
    }

    public Task<Account?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => FindByIdAsync(normalizedUserName, cancellationToken);

    public Task<string> GetUserIdAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.Name);

    public Task<string?> GetUserNameAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.User);

    public Task<string?> GetNormalizedUserNameAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Name);

    // Accounts are made and changed elsewhere; a passkey changes nothing of them.
    public Task SetUserNameAsync(Account user, string? userName, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task SetNormalizedUserNameAsync(Account user, string? normalizedName, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IdentityResult> CreateAsync(Account user, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IdentityResult> UpdateAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(IdentityResult.Success);

    public Task<IdentityResult> DeleteAsync(Account user, CancellationToken cancellationToken) => throw new NotSupportedException();

    public void Dispose() { }

    private static async Task<Account?> One(NpgsqlCommand find, CancellationToken cancel)
    {
        await using var row = await find.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? new Account(row.GetString(0), row.GetString(1), row.GetString(2)) : null;
    }

    private static UserPasskeyInfo Passkey(NpgsqlDataReader row) => new(
        row.GetFieldValue<byte[]>(0),
        row.GetFieldValue<byte[]>(1),
        new DateTimeOffset(row.GetDateTime(2), TimeSpan.Zero),
        (uint)row.GetInt64(3),
        row.GetFieldValue<string[]>(4),
        row.GetBoolean(5),
        row.GetBoolean(6),
        row.GetBoolean(7),
        row.GetFieldValue<byte[]>(8),
        row.GetFieldValue<byte[]>(9))
    { Name = row.GetString(10) };
}
