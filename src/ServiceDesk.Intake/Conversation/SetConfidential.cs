using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>Everybody who reads the ticket is to be on record, or need not be any longer.</summary>
internal sealed record SetConfidential(bool Confidential, string? Reason, Instant? OccurredAt) : ITicketCommand<SetConfidential, Ticket>
{
    public static SetConfidential Read(Input input) => new(input.Truth("confidential") ?? true, input.Text("reason", 10_000), input.Instant("occurredAt"));

    public Decision Decide(Ticket ticket, Actor actor, Instant at) => ticket.IsConfidential == Confidential
        ? Decision.Nothing
        : Decision.Accept(new TicketConfidentialityChanged(actor.Id, Confidential, ticket.Submitted!.Requester, Reason, at));
}
