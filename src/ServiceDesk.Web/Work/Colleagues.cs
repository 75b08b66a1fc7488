using Microsoft.Extensions.Caching.Memory;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Work;

/// <summary>The teams, who works in them, and what those people are called.</summary>
public sealed class Colleagues(ServicesClient services, Visitor visitor, IMemoryCache cache)
{
    // People and teams change rarely; pages ask anew every few seconds.
    private static readonly TimeSpan lasts = TimeSpan.FromMinutes(1);

    private Known known = new([], []);

    public IReadOnlyList<WorkTeam> Teams => known.Teams;

    /// <summary>The teams of which the visitor is a member.</summary>
    public IReadOnlyList<WorkTeam> OwnTeams => [.. Teams.Where(team => team.Has(visitor.Person!.Id))];

    public string NameOf(string person) => known.Names.GetValueOrDefault(person, person);

    public WorkTeam? Team(string? id) => Teams.FirstOrDefault(team => team.Id == id);

    /// <summary>The team that an address names, else the visitor's first one, else the first of all; null when there is none.</summary>
    public WorkTeam? Chosen(string? id) => Team(id) ?? OwnTeams.FirstOrDefault() ?? Teams.FirstOrDefault();

    /// <summary>Those who can have tickets, by name: of the team when one is given.</summary>
    public IEnumerable<(string Id, string Name)> Members(string? team) => Teams
        .Where(one => team is null || one.Id == team)
        .SelectMany(one => one.Members)
        .Select(member => member.Person)
        .Distinct()
        .Select(person => (person, NameOf(person)))
        .OrderBy(one => one.Item2, StringComparer.CurrentCulture);

    /// <summary>Asks the services unless it was asked lately; a page uses the rest only after it.</summary>
    public async Task Know(CancellationToken cancel) => known = await cache.Find((typeof(Colleagues), visitor.Person!.Id), lasts, async () =>
    {
        var (asked, agents, leads) = (services.WorkTeams(cancel), services.Colleagues("agent", cancel), services.Colleagues("lead", cancel));
        var (teams, people) = (await asked, await Task.WhenAll(agents, leads));
        var names = people.SelectMany(answer => answer.Value?.Items ?? []).DistinctBy(one => one.Id).ToDictionary(one => one.Id, one => one.Name);
        return (new Known(teams.Value?.Items ?? [], names), teams.IsAnswered && Array.TrueForAll(people, answer => answer.IsAnswered));
    });

    private sealed record Known(IReadOnlyList<WorkTeam> Teams, Dictionary<string, string> Names);
}
