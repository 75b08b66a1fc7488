using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Diagnosis;

/// <summary>The agent asks the requester something, and the work waits for the answer. A question is a word to the requester: the first one stops the response clock.</summary>
internal sealed record Ask(string Question, Instant? Until, Instant? OccurredAt) : ITicketCommand<Ask>
{
    public static Ask Read(Input input) => new(input.RequiredText("question", 100_000), input.Instant("until"), input.Instant("occurredAt"));

    public Decision Decide(Ticket ticket, Actor actor, Instant at) => Wait.Pause(
        ticket, new WorkPaused(actor.Id, PauseReason.Requester, at) { Requester = ticket.Requester, Question = Question, Until = Until });
}
