using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution;

/// <summary>The agent tells the requester something; the first time stops the response clock.</summary>
internal sealed record Respond(string Message, Instant? OccurredAt) : ITicketCommand<Respond>
{
    public static Respond Read(Input input) => new(input.RequiredText("message", 100_000), input.Instant("occurredAt"));

    public Decision Decide(Ticket ticket, Actor actor, Instant at) =>
        ticket.IsOpen ? Decision.Accept(new ResponseGiven(actor.Id, ticket.Requester, Message, at)) : Work.NotOpen(ticket);
}
