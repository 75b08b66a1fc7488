using System.Collections.Immutable;
using NodaTime;
using ServiceDesk.Contracts;

namespace ServiceDesk.Routing;

/// <summary>The agent works on the ticket, or the requester was answered. Stream <c>ticket-{id}</c>.</summary>
[StoredName("routing.ticket-taken-up.v1")]
internal sealed record TicketTakenUp(string By, Instant At);

/// <summary>What became of a ticket's assignment after its first routing.</summary>
internal sealed record AssignmentState
{
    public static AssignmentState Initial { get; } = new();

    /// <summary>Whether the work is over, for now or for good.</summary>
    public bool HasEnded { get; private init; }

    /// <summary>How often it has been escalated.</summary>
    public int Hops { get; private init; }

    /// <summary>Those who declined it, or did not take it up in time: it is not offered to them again.</summary>
    public ImmutableList<string> Declined { get; private init; } = [];

    public AssignmentState Evolve(object @event) => @event switch
    {
        TicketAssigned assigned => this with
        {
            Hops = assigned.Hops,
            Declined = assigned is { Cause: AssignmentCause.Declined or AssignmentCause.NotTakenUp, AgentBefore: { } before } && !Declined.Contains(before)
                ? Declined.Add(before)
                : Declined,
        },
        WorkEnded => this with { HasEnded = true },
        WorkResumed => this with { HasEnded = false },
        _ => this,
    };
}
