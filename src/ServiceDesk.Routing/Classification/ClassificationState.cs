using System.Collections.Immutable;
using ServiceDesk.Contracts;

namespace ServiceDesk.Routing.Classification;

/// <summary>How the ticket was classified after its first routing, in order.</summary>
internal sealed record ClassificationState(ImmutableList<TicketClassified> Changes)
{
    public static ClassificationState Initial { get; } = new([]);

    /// <summary>Whether a person, or an escalation, said whose the ticket is since it was last classified.</summary>
    public bool IsAssignedSince { get; private init; }

    /// <summary>Whether the ticket is still of a category, and nobody who knew it said whose it is.</summary>
    public bool IsInForce(TicketClassified classified) => !IsAssignedSince && Changes.LastOrDefault()?.Category == classified.Category;

    public ClassificationState Evolve(object @event) => @event switch
    {
        TicketClassified classified => new ClassificationState(Changes.Add(classified)),
        TicketAssigned { By: not null } or TicketAssigned { Cause: AssignmentCause.Escalated } => this with { IsAssignedSince = true },
        _ => this,
    };
}
