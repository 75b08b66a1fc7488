using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Diagnosis;

/// <summary>The requester, or somebody for the requester, answers what was asked: the work goes on.</summary>
internal sealed record Answer(string Text, Instant? OccurredAt) : ITicketCommand<Answer>
{
    public static Answer Read(Input input) => new(input.RequiredText("answer", 100_000), input.Instant("occurredAt"));

    public Decision Decide(Ticket ticket, Actor actor, Instant at)
    {
        if (!ticket.IsOpen) return Work.NotOpen(ticket);
        if (ticket.WaitsFor != PauseReason.Requester) return Decision.Reject("not-asked", "The requester was not asked anything.");
        if (at < ticket.Diagnosis.Pause?.At) return Decision.Invalid("occurredAt", "lies before the question");
        var channel = actor.Via == "web" ? "portal" : "api";
        return Decision.Accept(new RequesterWrote(actor.Id, ticket.Requester, Text, channel, [], null, at), new WorkResumed(actor.Id, at));
    }

    /// <summary>Whether a word that came by the door is the answer: who wrote before the question, or in another ticket that was merged into this one, did not answer it.</summary>
    public static bool IsGivenBy(Ticket ticket, MessageReceived message) =>
        ticket is { IsOpen: true, WaitsFor: PauseReason.Requester } && message.FromNumber is null && !(message.At < ticket.Diagnosis.Pause?.At);
}
