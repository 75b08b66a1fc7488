using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Routing;

/// <summary>The agent's work on the ticket is over for now; it no longer counts as load.</summary>
[StoredName("routing.work-ended.v1")]
internal sealed record WorkEnded(Instant At);

/// <summary>The work on the ticket goes on; it counts as load again.</summary>
[StoredName("routing.work-resumed.v1")]
internal sealed record WorkResumed(Instant At);

/// <summary>A ticket as Routing knows it: the decision, and whether it counts as load.</summary>
internal sealed record Ticket(TicketRouted? Routed, bool Counts) : IState<Ticket>
{
    public static Ticket Initial { get; } = new(null, false);

    public Ticket Evolve(object @event) => @event switch
    {
        TicketRouted routed => new Ticket(routed, routed.Agent is not null),
        WorkEnded => this with { Counts = false },
        WorkResumed => this with { Counts = true },
        _ => this,
    };
}
