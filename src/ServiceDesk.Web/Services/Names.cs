using Microsoft.Extensions.Caching.Memory;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Services;

/// <summary>What teams, organisations and systems are called, as far as the visitor may know; who may not reads their ids.</summary>
public sealed class Names(ServicesClient services, Visitor visitor, IMemoryCache cache)
{
    // Pages ask anew every few seconds, names change once a year.
    private static readonly TimeSpan lasts = TimeSpan.FromMinutes(1);

    private Known known = new([], [], []);

    public string Team(string? id) => id is null ? "" : known.Teams.GetValueOrDefault(id, id);

    public string Organization(string id) => known.Organizations.GetValueOrDefault(id, id);

    /// <summary>A system that is named by its id or in another language; what is no known system is said as it was typed.</summary>
    public string System(string typed) => SystemName(known.Systems, typed, visitor.Language);

    /// <summary>The names of the systems that can be named, in the order of the visitor's language.</summary>
    public IReadOnlyList<string> Systems => [.. known.Systems.Select(one => one.Name(visitor.Language)).Distinct().Order(StringComparer.CurrentCulture)];

    internal static string SystemName(IReadOnlyList<KnownSystem> systems, string typed, string language) =>
        (systems.FirstOrDefault(one => one.Id == typed)
            ?? systems.FirstOrDefault(one => new[] { one.Id, one.NameZh, one.NameEn }.Contains(typed, StringComparer.OrdinalIgnoreCase)))?.Name(language) ?? typed;

    /// <summary>Asks the services unless it was asked lately; a page says names only after it.</summary>
    public async Task Know(CancellationToken cancel) => known = await cache.Find((typeof(Names), visitor.Person!.Id), lasts, async () =>
    {
        var asked = visitor.Person!.OnlyAsks ? Task.FromResult(default(Answer<Listing<Team>>)) : services.Teams(cancel);
        var found = services.Systems(cancel);
        var (organizations, teams, systems) = (await services.Organizations(cancel), await asked, await found);
        return (new Known(
            teams.Value?.Items.ToDictionary(team => team.Id, team => team.Name) ?? [],
            organizations.Value?.Items.ToDictionary(one => one.Id, one => one.Name) ?? [],
            systems.Value?.Items ?? []), teams.IsAnswered && organizations.IsAnswered && systems.IsAnswered);
    });

    private sealed record Known(Dictionary<string, string> Teams, Dictionary<string, string> Organizations, IReadOnlyList<KnownSystem> Systems);
}
