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

/// <summary>The history of an imported ticket tells what it was and whose from then on, in the other system's words; nobody here got it, so nobody's load changes.</summary>
[StoredName("routing.assignment-imported.v1")]
internal sealed record AssignmentImported(string Category, Priority Priority, string? Team, string? Agent, Instant At);

/// <summary>A ticket as Routing knows it: the decision, and whether it counts as load.</summary>
internal sealed record Ticket(TicketRouted? Routed, bool Counts) : IState<Ticket>
{
    public static Ticket Initial { get; } = new(null, false);

    /// <summary>From when on the imported owners hold; null when there are none.</summary>
    public Instant? ImportedAt { get; init; }

    /// <summary>Whether an agent of the desk has it, so that its going on counts as load.</summary>
    public bool IsAssignedHere => Routed is { Agent: not null, AssignmentReason: not RouteTicket.Imported };

    public Ticket Evolve(object @event) => @event switch
    {
        TicketRouted routed => new Ticket(routed, routed is { Agent: not null, AssignmentReason: not RouteTicket.Imported }),
        AssignmentImported imported when Routed is not null => this with
        {
            ImportedAt = imported.At,
            Routed = Routed with { Category = imported.Category, Priority = imported.Priority, Team = imported.Team, Agent = imported.Agent },
        },
        WorkEnded => this with { Counts = false },
        WorkResumed => this with { Counts = true },
        _ => this,
    };
}
