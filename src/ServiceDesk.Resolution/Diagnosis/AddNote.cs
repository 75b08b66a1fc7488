using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Diagnosis;

/// <summary>Something for the agents among themselves; about finished tickets too.</summary>
internal sealed record AddNote(string Text, Instant? OccurredAt) : ITicketCommand<AddNote>
{
    public static AddNote Read(Input input) => new(input.RequiredText("text", 100_000), input.Instant("occurredAt"));

    public Decision Decide(Ticket ticket, Actor actor, Instant at) => Decision.Accept(new NoteAdded(actor.Id, ticket.Requester, Text, at));
}
