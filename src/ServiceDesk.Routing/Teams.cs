using System.Collections.Immutable;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Routing;

/// <summary>A team, the categories it takes and its members were set. Stream <c>teams</c>.</summary>
[StoredName("routing.team-defined.v1")]
internal sealed record TeamDefined(string Team, string Name, IReadOnlyList<string> Categories, IReadOnlyList<string> Members);

/// <summary>The teams of the desk, in the order in which they were first defined.</summary>
internal sealed record Teams(ImmutableList<TeamDefined> All) : IState<Teams>
{
    public const string Stream = "teams";

    public static Teams Initial { get; } = new([]);

    /// <summary>The first team that takes a category.</summary>
    public TeamDefined? For(string category) => All.Find(team => team.Categories.Contains(category));

    public Teams Evolve(object @event)
    {
        if (@event is not TeamDefined defined) return this;
        var at = All.FindIndex(team => team.Team == defined.Team);
        return new Teams(at < 0 ? All.Add(defined) : All.SetItem(at, defined));
    }
}
