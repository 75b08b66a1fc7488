using System.Text.RegularExpressions;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>Who called whom.</summary>
internal enum CallDirection
{
    Incoming,
    Outgoing,
}

/// <summary>An agent records a call, a visit or a chat about the ticket. A ticket whose work ended takes them too.</summary>
internal sealed partial record RecordContact(
    ContactPurpose Purpose, CallDirection Direction, string? Caller, Duration? Length, string Transcript, string? Outcome, Instant? OccurredAt)
    : ITicketCommand<RecordContact, Ticket>
{
    /// <summary>By what way; null = a call.</summary>
    public ContactChannel? Channel { get; init; }

    private static readonly Duration longest = Duration.FromHours(24);

    public static RecordContact Read(Input input)
    {
        var contact = new RecordContact(
            input.RequiredWord<ContactPurpose>("purpose"), input.RequiredWord<CallDirection>("direction"), ReadCaller(input), ReadLength(input), ReadTranscript(input),
            ReadOutcome(input), input.Instant("occurredAt"))
        {
            Channel = input.Word<ContactChannel>("channel"),
        };
        if (contact is { Purpose: ContactPurpose.CallBack, Outcome: null }) input.Require("outcome");
        return contact;
    }

    public Decision Decide(Ticket ticket, Actor actor, Instant at) => Decision.Accept(
        new ContactRecorded(actor.Id, ticket.Submitted!.Requester, Purpose, Direction == CallDirection.Incoming, Caller, Length, Transcript, Outcome, at) { Channel = Channel });

    public static string? ReadCaller(Input input) => input.Text("caller", 200);

    public static Duration? ReadLength(Input input) => input.Duration("length", longest);

    public static string ReadTranscript(Input input) => input.RequiredText("transcript", 100_000);

    public static string? ReadOutcome(Input input)
    {
        var outcome = input.Text("outcome", 50);
        if (outcome is not null && !OutcomeShape().IsMatch(outcome)) input.Refuse("outcome", "must be a lower-case word such as reached, not-reached, satisfied");
        return outcome;
    }

    [GeneratedRegex(@"^[a-z][a-z0-9-]*\z")]
    private static partial Regex OutcomeShape();
}
