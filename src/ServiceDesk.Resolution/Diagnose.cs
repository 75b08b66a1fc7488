using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution;

/// <summary>The agent records what was found out.</summary>
internal sealed record Diagnose(string Findings, Instant? OccurredAt) : ITicketCommand<Diagnose>
{
    public static Diagnose Read(Input input) => new(input.RequiredText("findings", 100_000), input.Instant("occurredAt"));

    public Decision Decide(Ticket ticket, Actor actor, Instant at) =>
        ticket.IsOpen ? Decision.Accept(new DiagnosisRecorded(actor.Id, ticket.Requester, Findings, at)) : Work.NotOpen(ticket);
}
