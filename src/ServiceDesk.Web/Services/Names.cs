using Microsoft.Extensions.Caching.Memory;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Services;

/// <summary>What teams and organisations are called, as far as the visitor may know; who may not reads their ids.</summary>
public sealed class Names(ServicesClient services, Visitor visitor, IMemoryCache cache)
{
    // Pages ask anew every few seconds, names change once a year.
    private static readonly TimeSpan lasts = TimeSpan.FromMinutes(1);

    private Known known = new([], []);

    public string Team(string? id) => id is null ? "" : known.Teams.GetValueOrDefault(id, id);

    public string Organization(string id) => known.Organizations.GetValueOrDefault(id, id);

    /// <summary>Asks the services unless it was asked lately; a page says names only after it.</summary>
    public async Task Know(CancellationToken cancel) => known = await cache.Find((typeof(Names), visitor.Person!.Id), lasts, async () =>
    {
        var asked = visitor.Person!.OnlyAsks ? Task.FromResult(default(Answer<Listing<Team>>)) : services.Teams(cancel);
        var (organizations, teams) = (await services.Organizations(cancel), await asked);
        return (new Known(
            teams.Value?.Items.ToDictionary(team => team.Id, team => team.Name) ?? [],
            organizations.Value?.Items.ToDictionary(one => one.Id, one => one.Name) ?? []), teams.IsAnswered && organizations.IsAnswered);
    });

    private sealed record Known(Dictionary<string, string> Teams, Dictionary<string, string> Organizations);
}
