using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Diagnosis;

/// <summary>What the work waited for has come, or is waited for no more.</summary>
internal sealed record Continue(Instant? OccurredAt) : ITicketCommand<Continue>
{
    public static Continue Read(Input input) => new(input.Instant("occurredAt"));

    public Decision Decide(Ticket ticket, Actor actor, Instant at)
    {
        if (!ticket.IsOpen) return Work.NotOpen(ticket);
        if (ticket.Status != TicketStatus.Waiting) return Decision.Nothing;
        return at < ticket.Diagnosis.Pause?.At ? Decision.Invalid("occurredAt", "lies before the wait began") : Decision.Accept(new WorkResumed(actor.Id, at));
    }
}
