using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Diagnosis;

/// <summary>The agent takes the work up. The requester hears nothing of it, so the response clock runs on.</summary>
internal sealed record Accept(Instant? OccurredAt) : ITicketCommand<Accept>
{
    public static Accept Read(Input input) => new(input.Instant("occurredAt"));

    public Decision Decide(Ticket ticket, Actor actor, Instant at)
    {
        if (!ticket.IsOpen) return Work.NotOpen(ticket);
        return ticket.Diagnosis.AcceptedBy == actor.Id ? Decision.Nothing : Decision.Accept(new WorkAccepted(actor.Id, at));
    }
}
