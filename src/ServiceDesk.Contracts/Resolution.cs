using System.Text.Json.Serialization;
using NodaTime;

namespace ServiceDesk.Contracts;

/// <summary>What was promised for a ticket.</summary>
/// <param name="PolicyVersion">The SLA policy's name and version.</param>
/// <param name="Priority">The priority it was chosen for.</param>
/// <param name="Response">Time until the first response.</param>
/// <param name="Resolution">Time until it is resolved.</param>
public sealed record Promise(string PolicyVersion, Priority Priority, Duration Response, Duration Resolution)
{
    /// <summary>Percent of a target after which the first policies warn.</summary>
    private static readonly int[] firstWarnings = [75];

    /// <summary>The version of the policies that it was chosen from; null = 1.</summary>
    public int? Policies { get; init; }

    /// <summary>Every clock that is promised, with its terms; null = response and resolution as the first policies promised them, counted at every hour, the resolution not while the work waits.</summary>
    public IReadOnlyList<ClockPromise>? Clocks { get; init; }

    /// <summary>In which people are told of warnings and breaches; null = at any hour.</summary>
    public CalendarVersion? NoticeCalendar { get; init; }

    /// <summary>Every clock that is promised, said or not.</summary>
    public IReadOnlyList<ClockPromise> EveryClock() => Clocks ??
    [
        new(ClockName.Response, Response, null, [], firstWarnings, Reopening.KeepFirst),
        new(ClockName.Resolution, Resolution, null, Enum.GetValues<PauseReason>(), firstWarnings, Reopening.Resume),
    ];

    /// <summary>Equal when everything that it says is.</summary>
    /// <param name="other">Another.</param>
    public bool Equals(Promise? other) => other is not null && PolicyVersion == other.PolicyVersion && Priority == other.Priority
        && Response == other.Response && Resolution == other.Resolution && Policies == other.Policies && NoticeCalendar == other.NoticeCalendar
        && (Clocks is null ? other.Clocks is null : other.Clocks is not null && Clocks.SequenceEqual(other.Clocks));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(PolicyVersion, Priority, Response, Resolution, Policies);
}

/// <summary>Resolution took the ticket under its care, under the policy's provisional priority, so that a target always exists.</summary>
/// <param name="Number">The ticket's number.</param>
/// <param name="Kind">Incident or request.</param>
/// <param name="Subject">One line.</param>
/// <param name="Requester">The opaque id.</param>
/// <param name="RequesterName">For display.</param>
/// <param name="Organization">The customer organisation.</param>
/// <param name="Channel">Through which it came.</param>
/// <param name="Promise">The provisional targets.</param>
/// <param name="At">When it was submitted; the clocks start here.</param>
[StoredName("resolution.case-opened.v1")]
public sealed record CaseOpened(
    string Number,
    TicketKind Kind,
    [property: Personal(nameof(CaseOpened.Requester))] string Subject,
    string Requester,
    [property: Personal(nameof(CaseOpened.Requester))] string RequesterName,
    string Organization,
    string Channel,
    Promise Promise,
    Instant At)
{
    /// <summary>The affected system as submitted; null when none was named.</summary>
    public string? AffectedSystem { get; init; }
}

/// <summary>Another promise holds from now on, because policies or calendars were defined anew for tickets that are open, or because what the policy is chosen by was corrected.</summary>
/// <param name="Promise">The targets from now on, counted from the original start.</param>
/// <param name="Because">Why: <c>policies</c>, <c>calendar</c> or <c>correction</c>.</param>
/// <param name="At">From when on.</param>
[StoredName("resolution.promise-changed.v1")]
public sealed record PromiseChanged(Promise Promise, string Because, Instant At);

/// <summary>Routing's decision arrived: whose it is and what was promised for its priority.</summary>
/// <param name="Category">The category.</param>
/// <param name="Priority">The priority.</param>
/// <param name="Team">The team, if one matched.</param>
/// <param name="Agent">The agent, if one was chosen.</param>
/// <param name="Promise">The targets from now on, counted from the original start.</param>
/// <param name="At">When it was decided.</param>
[StoredName("resolution.case-assigned.v1")]
public sealed record CaseAssigned(string Category, Priority Priority, string? Team, string? Agent, Promise Promise, Instant At);

/// <summary>The requester heard from an agent: the response clock stops.</summary>
/// <param name="By">Who.</param>
/// <param name="Requester">Whom the text is about.</param>
/// <param name="Message">What the requester sees.</param>
/// <param name="At">When.</param>
[StoredName("resolution.response-given.v1")]
public sealed record ResponseGiven(string By, string Requester, [property: Personal(nameof(ResponseGiven.Requester))] string Message, Instant At);

/// <summary>What was found out about the fault.</summary>
/// <param name="By">Who.</param>
/// <param name="Requester">Whom the text is about.</param>
/// <param name="Findings">What was found.</param>
/// <param name="At">When.</param>
[StoredName("resolution.diagnosis-recorded.v1")]
public sealed record DiagnosisRecorded(string By, string Requester, [property: Personal(nameof(DiagnosisRecorded.Requester))] string Findings, Instant At);

/// <summary>The agent declares the fault solved: the resolution clock stops, and the requester is asked to confirm.</summary>
/// <param name="By">Who.</param>
/// <param name="Requester">Whom the text is about.</param>
/// <param name="Solution">What was done.</param>
/// <param name="Cause">Why it had happened.</param>
/// <param name="Team">The team that solved it.</param>
/// <param name="Agent">The agent who had it.</param>
/// <param name="At">When.</param>
[StoredName("resolution.ticket-resolved.v1")]
public sealed record TicketResolved(
    string By,
    string Requester,
    [property: Personal(nameof(TicketResolved.Requester))] string Solution,
    [property: Personal(nameof(TicketResolved.Requester))] string? Cause,
    string? Team,
    string? Agent,
    Instant At)
{
    /// <summary>What was done so that it does not come back.</summary>
    [Personal(nameof(Requester))]
    public string? Measure { get; init; }

    /// <summary>What the requester can do so that it does not come back.</summary>
    [Personal(nameof(Requester))]
    public string? Precautions { get; init; }

    /// <summary>What holds for its closing; null = copied from another system, or recorded before there was a rule: it is closed only with the requester's consent.</summary>
    public ClosingTerms? Terms { get; init; }
}

/// <summary>The requester agrees that it is solved.</summary>
/// <param name="By">Who.</param>
/// <param name="Requester">Whom the text is about.</param>
/// <param name="Comment">In the requester's words.</param>
/// <param name="At">When.</param>
[StoredName("resolution.solution-confirmed.v1")]
public sealed record SolutionConfirmed(string By, string Requester, [property: Personal(nameof(SolutionConfirmed.Requester))] string? Comment, Instant At)
{
    /// <summary>What the requester agreed to; null = recorded before the three questions were asked.</summary>
    public ConfirmationAnswers? Answers { get; init; }
}

/// <summary>The requester says that it is not solved: the work and the resolution clock go on.</summary>
/// <param name="By">Who.</param>
/// <param name="Requester">Whom the text is about.</param>
/// <param name="Reason">In the requester's words.</param>
/// <param name="Team">The team that has it again.</param>
/// <param name="Agent">The agent who has it again.</param>
/// <param name="At">When.</param>
[StoredName("resolution.solution-rejected.v1")]
public sealed record SolutionRejected(
    string By, string Requester, [property: Personal(nameof(SolutionRejected.Requester))] string Reason, string? Team, string? Agent, Instant At);

/// <summary>The ticket is finished: with the requester's consent, by the rule for those who do not answer, or as another system's history tells.</summary>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
[StoredName("resolution.ticket-closed.v1")]
public sealed record TicketClosed(string By, Instant At)
{
    /// <summary>The rule that closed it without the requester's answer; null = a person did.</summary>
    public ClosedByRule? Rule { get; init; }

    /// <summary>Until when the requester may rate the work; null = the requester is not asked.</summary>
    public Instant? SurveyUntil { get; init; }
}

/// <summary>The ticket ended long ago: from now on it is only read. What goes on about it goes on in a new one.</summary>
/// <param name="By">Who.</param>
/// <param name="Organization">The customer.</param>
/// <param name="Requester">The requester.</param>
/// <param name="RuleVersion">The version of the closing rule.</param>
/// <param name="AfterDays">After how many days it said so.</param>
/// <param name="At">When.</param>
[StoredName("resolution.ticket-archived.v1")]
public sealed record TicketArchived(string By, string Organization, string Requester, int RuleVersion, int AfterDays, Instant At);

/// <summary>Why the work on a ticket ended without a solution.</summary>
public enum CaseEnd
{
    /// <summary>The requester needs no help any more.</summary>
    Withdrawn,

    /// <summary>It was no valid request.</summary>
    Invalid,

    /// <summary>Another ticket goes on for it.</summary>
    Merged,
}

/// <summary>The work ended without a solution: from now on the promises are neither kept nor broken, and the ticket is nobody's load.</summary>
/// <param name="End">In which way it ended.</param>
/// <param name="By">Who ended it.</param>
/// <param name="Requester">Whom the text is about.</param>
/// <param name="Reason">Why.</param>
/// <param name="Into">The ticket that goes on for this one, when it was merged.</param>
/// <param name="IntoNumber">Its number.</param>
/// <param name="At">When.</param>
[StoredName("resolution.case-ended.v1")]
public sealed record CaseEnded(
    CaseEnd End, string By, string Requester, [property: Personal(nameof(CaseEnded.Requester))] string? Reason, Guid? Into, string? IntoNumber, Instant At);

/// <summary>The end was a mistake: the ticket stands where it stood, and its clocks count as though it had never ended.</summary>
/// <param name="By">Who.</param>
/// <param name="Requester">Whom the text is about.</param>
/// <param name="Reason">Why.</param>
/// <param name="WorkGoesOn">True when somebody works on it again; false when it had been solved before it ended.</param>
/// <param name="At">When.</param>
[StoredName("resolution.case-resumed.v1")]
public sealed record CaseResumed(
    string By, string Requester, [property: Personal(nameof(CaseResumed.Requester))] string? Reason, bool WorkGoesOn, Instant At);

/// <summary>What was submitted was corrected.</summary>
/// <param name="By">Who.</param>
/// <param name="Requester">Whom the texts are about.</param>
/// <param name="Values">By field what is right, in the words of <see cref="TicketCorrected"/>.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When.</param>
[StoredName("resolution.case-corrected.v1")]
public sealed record CaseCorrected(
    string By,
    string Requester,
    [property: Personal(nameof(CaseCorrected.Requester))] IReadOnlyDictionary<string, string> Values,
    [property: Personal(nameof(CaseCorrected.Requester))] string? Reason,
    Instant At);

/// <summary>The requester, or somebody for the requester, said something more and waits for an answer.</summary>
/// <param name="By">Who wrote it down.</param>
/// <param name="Requester">Whom the text is about.</param>
/// <param name="Text">What was said.</param>
/// <param name="Channel">Through which it came.</param>
/// <param name="Attachments">Ids of attachments that came with it.</param>
/// <param name="FromNumber">The number of the merged ticket to which it was written; null = to this one.</param>
/// <param name="At">When.</param>
[StoredName("resolution.requester-wrote.v1")]
public sealed record RequesterWrote(
    string By,
    string Requester,
    [property: Personal(nameof(RequesterWrote.Requester))] string Text,
    string Channel,
    IReadOnlyList<string> Attachments,
    string? FromNumber,
    Instant At);

/// <summary>A call, a visit or a chat stands in the ticket. It moves no clock: only what is written to the requester proves that the requester was told.</summary>
/// <param name="By">The agent who recorded it.</param>
/// <param name="Requester">Whom the texts are about.</param>
/// <param name="Purpose">What it was for.</param>
/// <param name="Incoming">True when the other side called.</param>
/// <param name="Transcript">What was said.</param>
/// <param name="Outcome">For example <c>reached</c>.</param>
/// <param name="At">When it began.</param>
[StoredName("resolution.contact-noted.v1")]
public sealed record ContactNoted(
    string By,
    string Requester,
    ContactPurpose Purpose,
    bool Incoming,
    [property: Personal(nameof(ContactNoted.Requester))] string Transcript,
    string? Outcome,
    Instant At)
{
    /// <summary>By what way; null = a call.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ContactChannel? Channel { get; init; }
}

/// <summary>The requester was told where the ticket stands and what comes next. Like any answer by a person, the first one stops the response clock.</summary>
/// <param name="By">Who.</param>
/// <param name="Requester">Whom the texts are about.</param>
/// <param name="Message">Where it stands.</param>
/// <param name="NextStep">What will be done next.</param>
/// <param name="NextUpdateAt">When the requester will hear again; null = within the policy's interval.</param>
/// <param name="At">When.</param>
[StoredName("resolution.progress-reported.v1")]
public sealed record ProgressReported(
    string By,
    string Requester,
    [property: Personal(nameof(ProgressReported.Requester))] string Message,
    [property: Personal(nameof(ProgressReported.Requester))] string NextStep,
    Instant? NextUpdateAt,
    Instant At);

/// <summary>The work goes on although the ticket had been resolved or closed, and so does the resolution clock.</summary>
/// <param name="By">Who.</param>
/// <param name="Requester">Whom the text is about.</param>
/// <param name="Reason">Why; null when nobody told.</param>
/// <param name="Team">The team that has it again.</param>
/// <param name="Agent">The agent who has it again.</param>
/// <param name="At">When.</param>
[StoredName("resolution.case-reopened.v1")]
public sealed record CaseReopened(
    string By, string Requester, [property: Personal(nameof(CaseReopened.Requester))] string? Reason, string? Team, string? Agent, Instant At);

/// <summary>For whom the work waits.</summary>
public enum PauseReason
{
    /// <summary>The requester, who was asked something.</summary>
    Requester,

    /// <summary>A vendor or another outside party.</summary>
    Vendor,

    /// <summary>Those who must approve what is going to be done.</summary>
    Approval,

    /// <summary>Something else.</summary>
    Other,
}

/// <summary>The work waits for somebody outside the desk: the resolution clock stands still.</summary>
/// <param name="By">Who declared it.</param>
/// <param name="Reason">For whom; the requester was asked, which is a response.</param>
/// <param name="At">When.</param>
[StoredName("resolution.work-paused.v1")]
public sealed record WorkPaused(string By, PauseReason Reason, Instant At)
{
    /// <summary>Whom the question is about; null when nothing was asked.</summary>
    public string? Requester { get; init; }

    /// <summary>What the requester was asked, which the requester sees; null when it is not known.</summary>
    [Personal(nameof(Requester))]
    public string? Question { get; init; }

    /// <summary>Who is waited for outside the desk; null when nobody was named.</summary>
    public string? Vendor { get; init; }

    /// <summary>How they call the matter, such as their ticket's number.</summary>
    public string? Reference { get; init; }

    /// <summary>When it is expected to go on, or looked at again; null = not told.</summary>
    public Instant? Until { get; init; }
}

/// <summary>The work began, or goes on after a pause: the resolution clock runs.</summary>
/// <param name="By">Who declared it.</param>
/// <param name="At">When.</param>
[StoredName("resolution.work-resumed.v1")]
public sealed record WorkResumed(string By, Instant At);
