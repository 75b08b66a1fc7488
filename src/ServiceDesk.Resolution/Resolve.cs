using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution;

/// <summary>The agent declares the fault solved; the resolution clock stops at this instant.</summary>
internal sealed record Resolve(string Solution, string? Cause, Instant? OccurredAt) : ITicketCommand<Resolve>
{
    public static Resolve Read(Input input) => new(input.RequiredText("solution", 100_000), input.Text("cause", 10_000), input.Instant("occurredAt"));

    public Decision Decide(Ticket ticket, Actor actor, Instant at) => ticket.Status switch
    {
        TicketStatus.Resolved => Decision.Nothing,
        _ when ticket.IsOpen => Decision.Accept(new TicketResolved(actor.Id, ticket.Requester, Solution, Cause, ticket.Team, ticket.Agent, at)),
        _ => Work.NotOpen(ticket),
    };
}
