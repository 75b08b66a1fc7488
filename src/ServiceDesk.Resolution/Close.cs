using NodaTime;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Resolution.Closing;

namespace ServiceDesk.Resolution;

/// <summary>The ticket is finished; only with the requester's consent, and when nothing is missing.</summary>
internal sealed record Close(Instant? OccurredAt) : ITicketCommand<Close>
{
    public static Close Read(Input input) => new(input.Instant("occurredAt"));

    public Decision Decide(Ticket ticket, Actor actor, Instant at)
    {
        if (ticket.Status == TicketStatus.Closed) return Decision.Nothing;
        if (ticket.HasEnded) return Work.NotOpen(ticket);
        var missing = ClosingGate.Missing(ticket);
        if (missing.Count == 0) return Decision.Accept(ClosingGate.Close(ticket, actor.Id, rule: null, at));
        return missing.ContainsKey(ClosingGate.Confirmation)
            ? Decision.Reject("not-confirmed", "The requester has not confirmed the solution.", missing)
            : Decision.Reject("incomplete", "Something is missing before the ticket can be closed.", missing);
    }
}
