using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Messaging;

namespace ServiceDesk.Routing.Classification;

/// <summary>A ticket of another category is decided about anew, in the team that takes it; one of another priority weighs differently.</summary>
internal sealed class RerouteReaction(Func<string, bool> isNoAgent) : IReaction
{
    public string Name => "reroute";

    public string? StreamOf(RecordedEvent @event) => @event.Body switch
    {
        TicketClassified classified when classified.Category != classified.Before => @event.Stream,
        TicketGraded graded when graded.Priority != graded.Before => @event.Stream,
        _ => null,
    };

    public async Task React(RecordedEvent @event, ReactionSession session, CancellationToken cancel)
    {
        var ticket = await session.Load<Ticket>(@event.Stream, cancel);
        if (ticket.HasHandled(Name, @event.Id)) return;
        var (work, id) = (new ReactionWork(session, @event, cancel), Guid.Parse(@event.Subject));
        var tables = await RoutingTables.Load(work, isNoAgent);
        if (@event.Body is TicketGraded) await Assigning.Weigh(work, tables, id);
        else if (tables.Teams.For(ticket.State.Routed!.Category)?.Team != ticket.State.Routed.Team) await Assigning.Reroute(work, tables, id, null, new Move(AssignmentCause.Reclassified));
    }
}
