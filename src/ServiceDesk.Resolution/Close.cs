using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution;

/// <summary>The ticket is finished; only with the requester's consent.</summary>
internal sealed record Close(Instant? OccurredAt) : ITicketCommand<Close>
{
    public static Close Read(Input input) => new(input.Instant("occurredAt"));

    public Decision Decide(Ticket ticket, Actor actor, Instant at) => ticket.Status switch
    {
        TicketStatus.Closed => Decision.Nothing,
        TicketStatus.Confirmed => Decision.Accept(new TicketClosed(actor.Id, at)),
        _ when ticket.HasEnded => Work.NotOpen(ticket),
        _ => Decision.Reject("not-confirmed", "The requester has not confirmed the solution."),
    };
}
