using System.Collections.Immutable;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Routing;

/// <summary>An agent of the team got a ticket. Stream <c>team-{id}</c>; committed together with the ticket's own event.</summary>
[StoredName("routing.assignment-taken.v1")]
internal sealed record AssignmentTaken(Guid Ticket, string Agent, Instant At);

/// <summary>An agent of the team has a ticket no longer. Stream <c>team-{id}</c>.</summary>
[StoredName("routing.assignment-released.v1")]
internal sealed record AssignmentReleased(Guid Ticket, string Agent, Instant At);

/// <summary>Who in a team has how much to do.</summary>
internal sealed record TeamLoad(ImmutableDictionary<Guid, string> Open, ImmutableDictionary<string, int> Loads, ImmutableDictionary<string, Instant> Last)
    : IState<TeamLoad>
{
    public static TeamLoad Initial { get; } = new(
        ImmutableDictionary<Guid, string>.Empty, ImmutableDictionary<string, int>.Empty, ImmutableDictionary<string, Instant>.Empty);

    public static string StreamOf(string team) => $"team-{team}";

    public int LoadOf(string agent) => Loads.GetValueOrDefault(agent);

    public TeamLoad Evolve(object @event) => @event switch
    {
        AssignmentTaken taken => new TeamLoad(
            Open.SetItem(taken.Ticket, taken.Agent), Loads.SetItem(taken.Agent, LoadOf(taken.Agent) + 1), Last.SetItem(taken.Agent, taken.At)),
        AssignmentReleased released => this with { Open = Open.Remove(released.Ticket), Loads = Loads.SetItem(released.Agent, LoadOf(released.Agent) - 1) },
        _ => this,
    };
}
