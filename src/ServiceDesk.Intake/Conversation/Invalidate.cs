using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>The desk finds that this is no valid request, and says why.</summary>
internal sealed record Invalidate(string Reason, Instant? OccurredAt) : ITicketCommand<Invalidate, Ticket>
{
    public static Invalidate Read(Input input) => new(input.RequiredText("reason", 10_000), input.Instant("occurredAt"));

    public Decision Decide(Ticket ticket, Actor actor, Instant at) => ticket.End switch
    {
        null => Decision.Accept(new TicketInvalidated(actor.Id, ticket.Submitted!.Requester, Reason, at)),
        TicketEnd.Invalid => Decision.Nothing,
        _ => Ended.Refuse(ticket),
    };
}
