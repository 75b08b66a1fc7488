using System.Collections.Immutable;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Resolution.Closing;

/// <summary>A call-back as it counts for the closing, whichever way it was recorded.</summary>
internal sealed record CallBack(string By, bool Reached, bool? ProcessSatisfied, bool? ResultSatisfied, Instant At)
{
    public static CallBack? Of(object @event) => @event switch
    {
        CallBackRecorded one => new CallBack(one.By, one.Reached, one.ProcessSatisfied, one.ResultSatisfied, one.At),
        ContactNoted { Purpose: ContactPurpose.CallBack } one => new CallBack(
            one.By, one.Outcome != "not-reached", null, one.Outcome switch { "satisfied" => true, "not-satisfied" => false, _ => null }, one.At),
        _ => null,
    };
}

/// <summary>What is known for the closing of a ticket. Solution, consent and call-back are those since the ticket was last reopened.</summary>
/// <param name="Resolved">The solution that stands.</param>
/// <param name="Confirmed">The requester's consent to it.</param>
/// <param name="CallBacks">Call-backs about it.</param>
/// <param name="RequesterSpoke">Whether the requester said anything after it: that is an answer, and a person must look at it.</param>
/// <param name="Closed">How it was closed.</param>
/// <param name="Survey">The requester's rating; it outlives a reopening.</param>
/// <param name="Reopened">How often the work went on after it had been solved.</param>
/// <param name="RepeatContacts">How often the requester had to come back for that.</param>
internal sealed record ClosingState(
    TicketResolved? Resolved, SolutionConfirmed? Confirmed, ImmutableList<CallBack> CallBacks, bool RequesterSpoke, TicketClosed? Closed, SurveyAnswered? Survey, int Reopened,
    int RepeatContacts) : IState<ClosingState>
{
    /// <summary>The mandatory sub-tasks that are open; they outlive a reopening.</summary>
    public ImmutableList<int> Subtasks { get; init; } = [];

    public static ClosingState Initial { get; } = new(null, null, [], RequesterSpoke: false, null, null, 0, 0);

    public ClosingTerms? Terms => Resolved?.Terms;

    public ClosingState Evolve(object @event) => @event switch
    {
        TicketResolved resolved => this with { Resolved = resolved, Confirmed = null, CallBacks = [], RequesterSpoke = false, Closed = null },
        SolutionConfirmed confirmed => this with { Confirmed = confirmed },
        SolutionRejected => GoesOn(repeatContact: true),
        CaseReopened reopened => GoesOn(repeatContact: RequesterSpoke || reopened.By == reopened.Requester),
        TicketClosed closed => this with { Closed = closed },
        SurveyAnswered answered => this with { Survey = answered },
        SubtasksAwaited awaited => this with { Subtasks = [.. awaited.Open] },
        RequesterWrote or ContactNoted { Incoming: true } => this with { RequesterSpoke = Resolved is not null || Closed is not null },
        _ when CallBack.Of(@event) is { } callBack => this with { CallBacks = CallBacks.Add(callBack) },
        _ => this,
    };

    private ClosingState GoesOn(bool repeatContact) => Initial with
    {
        Survey = Survey,
        Subtasks = Subtasks,
        Reopened = Reopened + 1,
        RepeatContacts = RepeatContacts + (repeatContact ? 1 : 0),
    };
}
