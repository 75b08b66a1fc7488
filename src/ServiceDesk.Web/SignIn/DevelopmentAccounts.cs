using System.Text.Json;

namespace ServiceDesk.Web.SignIn;

internal sealed record DevelopmentAccount(
    string Name, string User, string Password, string Person, IReadOnlyList<string> Roles, string? Organization, string? Email);

/// <summary>What the sign-in page shows of a development account.</summary>
public sealed record KnownAccount(string User, string Name, IReadOnlyList<string> Roles);

/// <summary>The accounts of a development system, from a JSON file that production does not have.</summary>
internal sealed class DevelopmentAccounts(IConfiguration configuration, Accounts accounts)
{
    public IReadOnlyList<KnownAccount> Known { get; private set; } = [];

    public async Task Import(CancellationToken cancel)
    {
        if (configuration["Web:DevelopmentAccounts"] is not { Length: > 0 } path) return;
        await using var file = File.OpenRead(path);
        var all = await JsonSerializer.DeserializeAsync<DevelopmentAccount[]>(file, JsonSerializerOptions.Web, cancel) ?? [];
        await Task.WhenAll(all.Select(account => Task.Run(() => accounts.Import(account, cancel), cancel)));
        Known = [.. all.Select(account => new KnownAccount(account.User, account.Name, account.Roles))];
    }
}
