using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Messaging;

namespace ServiceDesk.Routing.Classification;

/// <summary>A ticket of another category goes to who can do it, in a team that takes it; one of another priority weighs differently.</summary>
internal sealed class RerouteReaction(Func<string, AgentStanding> standingOf) : IReaction
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
        var work = new ReactionWork(session, @event, cancel);
        await Answer(work, await RoutingTables.Load(work, standingOf), Guid.Parse(@event.Subject), @event.Body!);
    }

    /// <summary>What follows of a change of a ticket, which may have changed again since.</summary>
    public static async Task Answer(IRoutingWork work, RoutingTables tables, Guid id, object change)
    {
        var ticket = (await work.Load<Ticket>(Streams.Ticket(id))).State;
        switch (change)
        {
            case TicketGraded graded: await Assigning.Weigh(work, tables, id, graded.Before); break;
            case TicketClassified classified when ticket.Classification.IsInForce(classified):
                await Assigning.Refit(work, tables, id, facts => facts with { Category = classified.Before });
                break;
        }
    }
}
