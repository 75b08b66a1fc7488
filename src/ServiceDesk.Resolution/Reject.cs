using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution;

/// <summary>The requester says that it is not solved: the work and the resolution clock go on.</summary>
internal sealed record Reject(string Reason, Instant? OccurredAt) : ITicketCommand<Reject>
{
    public static Reject Read(Input input) => new(input.RequiredText("reason", 10_000), input.Instant("occurredAt"));

    public Decision Decide(Ticket ticket, Actor actor, Instant at) => ticket.Status switch
    {
        TicketStatus.Resolved or TicketStatus.Confirmed => Decision.Accept(new SolutionRejected(actor.Id, ticket.Requester, Reason, ticket.Team, ticket.Agent, at)),
        _ when ticket.HasEnded || ticket.Status == TicketStatus.Closed => Work.NotOpen(ticket),
        _ => Decision.Reject("not-resolved", "There is no solution to reject."),
    };
}
