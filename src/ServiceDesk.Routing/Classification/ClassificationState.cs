using System.Collections.Immutable;
using ServiceDesk.Contracts;

namespace ServiceDesk.Routing.Classification;

/// <summary>How the ticket was classified after its first routing, in order.</summary>
internal sealed record ClassificationState(ImmutableList<TicketClassified> Changes)
{
    public static ClassificationState Initial { get; } = new([]);

    public ClassificationState Evolve(object @event) => @event is TicketClassified classified ? new ClassificationState(Changes.Add(classified)) : this;
}
