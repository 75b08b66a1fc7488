using System.Collections.Immutable;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Routing;

/// <summary>A team, the categories it takes and its members were set. Stream <c>teams</c>.</summary>
[StoredName("routing.team-defined.v1")]
internal sealed record TeamDefined(string Team, string Name, IReadOnlyList<string> Categories, IReadOnlyList<string> Members)
{
    /// <summary>How deep its knowledge goes: 1 to 3; null = it has no place in the order.</summary>
    public int? Tier { get; init; }

    /// <summary>Who leads it; null = nobody is named.</summary>
    public string? Lead { get; init; }

    /// <summary>The team to which it hands what it cannot solve; null = none is named.</summary>
    public string? Next { get; init; }

    /// <summary>Whether another definition says the same.</summary>
    public bool SaysTheSame(TeamDefined other) =>
        Categories.SequenceEqual(other.Categories) && Members.SequenceEqual(other.Members) && this == other with { Categories = Categories, Members = Members };
}

/// <summary>The teams of the desk, in the order in which they were first defined.</summary>
internal sealed record Teams(ImmutableList<TeamDefined> All) : IState<Teams>
{
    public const string Stream = "teams";

    // Worked out at the first question; decisions ask it at every turn.
    private readonly Lazy<ILookup<string, string>> sharing = new(() => SharingIn(All));

    public static Teams Initial { get; } = new([]);

    /// <summary>The first team that takes a category.</summary>
    public TeamDefined? For(string category) => All.Find(team => team.Categories.Contains(category));

    /// <summary>A team by its id; null when there is none.</summary>
    public TeamDefined? Find(string? team) => All.Find(one => one.Team == team);

    /// <summary>
    /// The team to which one hands what it cannot solve: the one it names, else the first of the next tier that takes the category, else the first of that tier;
    /// null when there is none.
    /// </summary>
    public TeamDefined? After(TeamDefined team, string category) => Find(team.Next) ?? OfTier(team.Tier + 1, category);

    private TeamDefined? OfTier(int? tier, string category) => tier is null
        ? null
        : All.Find(one => one.Tier == tier && one.Categories.Contains(category)) ?? All.Find(one => one.Tier == tier);

    /// <summary>The other teams that have a member of a team as theirs.</summary>
    public IEnumerable<string> SharingMembersWith(string team) => sharing.Value[team];

    public Teams Evolve(object @event)
    {
        if (@event is not TeamDefined defined) return this;
        var at = All.FindIndex(team => team.Team == defined.Team);
        return new Teams(at < 0 ? All.Add(defined) : All.SetItem(at, defined));
    }

    private static ILookup<string, string> SharingIn(ImmutableList<TeamDefined> teams)
    {
        var teamsOf = teams.SelectMany(team => team.Members.Select(member => (member, team.Team))).ToLookup(pair => pair.member, pair => pair.Team);
        var pairs = teams.SelectMany(team => team.Members.SelectMany(member => teamsOf[member]).Where(other => other != team.Team).Distinct().Select(other => (team.Team, other)));
        return pairs.ToLookup(pair => pair.Team, pair => pair.other);
    }
}
