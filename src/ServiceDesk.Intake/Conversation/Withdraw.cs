using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>The requester needs no help any more.</summary>
internal sealed record Withdraw(string? Reason, Instant? OccurredAt) : ITicketCommand<Withdraw, Ticket>
{
    public static Withdraw Read(Input input) => new(input.Text("reason", 10_000), input.Instant("occurredAt"));

    public Decision Decide(Ticket ticket, Actor actor, Instant at) => ticket.End switch
    {
        null => Decision.Accept(new TicketWithdrawn(actor.Id, ticket.Submitted!.Requester, Reason, at)),
        TicketEnd.Withdrawn => Decision.Nothing,
        _ => Ended.Refuse(ticket),
    };
}
