using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution;

/// <summary>The requester agrees that it is solved.</summary>
internal sealed record Confirm(string? Comment, Instant? OccurredAt) : ITicketCommand<Confirm>
{
    public static Confirm Read(Input input) => new(input.Text("comment", 10_000), input.Instant("occurredAt"));

    public Decision Decide(Ticket ticket, Actor actor, Instant at) => ticket.Status switch
    {
        TicketStatus.Confirmed => Decision.Nothing,
        TicketStatus.Resolved => Decision.Accept(new SolutionConfirmed(actor.Id, ticket.Requester, Comment, at)),
        _ when ticket.HasEnded || ticket.Status == TicketStatus.Closed => Work.NotOpen(ticket),
        _ => Decision.Reject("not-resolved", "There is no solution to confirm yet."),
    };
}
