using NodaTime;

namespace ServiceDesk.Contracts;

/// <summary>A span of a day in which work is done, in the zone of its calendar: half-open, so that the end is no work any more.</summary>
/// <param name="From">For example <c>09:00</c>.</param>
/// <param name="To">For example <c>17:30</c>; <c>24:00</c> is the end of the day.</param>
public sealed record WorkingFrame(string From, string To);

/// <summary>When work is done in an ordinary week; a day without frames is closed.</summary>
/// <param name="Monday">Frames in order.</param>
/// <param name="Tuesday">Frames in order.</param>
/// <param name="Wednesday">Frames in order.</param>
/// <param name="Thursday">Frames in order.</param>
/// <param name="Friday">Frames in order.</param>
/// <param name="Saturday">Frames in order.</param>
/// <param name="Sunday">Frames in order.</param>
public sealed record WorkingWeek(
    IReadOnlyList<WorkingFrame> Monday,
    IReadOnlyList<WorkingFrame> Tuesday,
    IReadOnlyList<WorkingFrame> Wednesday,
    IReadOnlyList<WorkingFrame> Thursday,
    IReadOnlyList<WorkingFrame> Friday,
    IReadOnlyList<WorkingFrame> Saturday,
    IReadOnlyList<WorkingFrame> Sunday);

/// <summary>One day that differs from its week: closed, or worked in other frames, such as a make-up working day on a Sunday.</summary>
/// <param name="Date">For example <c>2026-10-01</c>.</param>
/// <param name="Frames">Frames in order; none = closed.</param>
/// <param name="Label">Why, such as the holiday's name.</param>
public sealed record DatedDay(string Date, IReadOnlyList<WorkingFrame> Frames, string Label);

/// <summary>A day that is closed in every year.</summary>
/// <param name="Day">Month and day, for example <c>12-25</c>.</param>
/// <param name="Label">The holiday's name.</param>
public sealed record YearlyDay(string Day, string Label);

/// <summary>A version of a working calendar was defined, complete. Stream <c>calendar-{name}</c>.</summary>
/// <param name="Calendar">The calendar's name.</param>
/// <param name="Version">Counts up by one from 1.</param>
/// <param name="EffectiveFrom">Tickets opened from then on are judged by it.</param>
/// <param name="Running">True when tickets that are open then go on under it, too.</param>
/// <param name="Zone">An IANA time zone.</param>
/// <param name="Week">The ordinary week.</param>
/// <param name="Dates">Days that differ.</param>
/// <param name="Yearly">Days that are closed every year; a dated day comes before them.</param>
/// <param name="By">Who defined it.</param>
/// <param name="At">When it was defined.</param>
[StoredName("resolution.working-calendar-defined.v1")]
public sealed record WorkingCalendarDefined(
    string Calendar,
    int Version,
    Instant EffectiveFrom,
    bool Running,
    string Zone,
    WorkingWeek Week,
    IReadOnlyList<DatedDay> Dates,
    IReadOnlyList<YearlyDay> Yearly,
    string By,
    Instant At) : IDefinition;

/// <summary>What becomes of a clock when a solved ticket is worked on again.</summary>
public enum Reopening
{
    /// <summary>It goes on with the time that it had used; the time while the ticket was solved does not count.</summary>
    Resume,

    /// <summary>It begins anew at the reopening.</summary>
    Restart,

    /// <summary>It stays stopped: the first solution is what was promised.</summary>
    KeepFirst,
}

/// <summary>The terms of one clock.</summary>
/// <param name="Target">How much time there is.</param>
/// <param name="Calendar">The calendar in which it counts; null = every hour of every day.</param>
/// <param name="Pauses">While the work waits for these, it does not count.</param>
/// <param name="Warnings">Percent of the target after which somebody is warned, ascending, below 100.</param>
/// <param name="Reopening">What a reopening does.</param>
public sealed record ClockTarget(
    Duration Target, string? Calendar, IReadOnlyList<PauseReason> Pauses, IReadOnlyList<int> Warnings, Reopening Reopening);

/// <summary>What is promised for a priority.</summary>
/// <param name="Priority">The priority.</param>
/// <param name="Response">Until the requester first hears from a person.</param>
/// <param name="Diagnosis">Until the diagnosis is completed; null = not promised.</param>
/// <param name="Update">How long the requester may be left without word; null = not promised.</param>
/// <param name="Resolution">Until it is solved.</param>
public sealed record SlaTargets(Priority Priority, ClockTarget Response, ClockTarget? Diagnosis, ClockTarget? Update, ClockTarget Resolution);

/// <summary>One SLA policy: for whom it is, and what it promises.</summary>
/// <param name="Id">A lower-case word.</param>
/// <param name="Organizations">Ids of customer organisations; empty = all.</param>
/// <param name="Services">Ids of affected systems; empty = all, and tickets that name none.</param>
/// <param name="Kinds">Kinds of tickets; empty = all.</param>
/// <param name="NoticeCalendar">The calendar in which people are told of warnings and breaches; null = at any hour.</param>
/// <param name="Targets">At most one for each priority; a priority that is left out is up to the policies behind this one.</param>
public sealed record SlaPolicyDefinition(
    string Id,
    IReadOnlyList<string> Organizations,
    IReadOnlyList<string> Services,
    IReadOnlyList<TicketKind> Kinds,
    string? NoticeCalendar,
    IReadOnlyList<SlaTargets> Targets);

/// <summary>A version of the SLA policies was defined, complete: the first that fits a ticket is the ticket's. Stream <c>sla-policies</c>; version 1 is shipped and stands in no log.</summary>
/// <param name="Version">Counts up by one.</param>
/// <param name="EffectiveFrom">Tickets opened from then on are judged by it.</param>
/// <param name="Running">True when tickets that are open then go on under it, too.</param>
/// <param name="Policies">In the order in which they are tried.</param>
/// <param name="By">Who defined it.</param>
/// <param name="At">When it was defined.</param>
[StoredName("resolution.sla-policies-defined.v1")]
public sealed record SlaPoliciesDefined(
    int Version, Instant EffectiveFrom, bool Running, IReadOnlyList<SlaPolicyDefinition> Policies, string By, Instant At) : IDefinition;

/// <summary>A version of a working calendar.</summary>
/// <param name="Name">The calendar.</param>
/// <param name="Version">Its version.</param>
public sealed record CalendarVersion(string Name, int Version);

/// <summary>What was promised of one clock, with the version of the calendar that counts.</summary>
/// <param name="Clock">Which clock.</param>
/// <param name="Target">How much time there is.</param>
/// <param name="Calendar">In which it counts; null = every hour of every day.</param>
/// <param name="Pauses">While the work waits for these, it does not count.</param>
/// <param name="Warnings">Percent of the target after which somebody is warned, ascending.</param>
/// <param name="Reopening">What a reopening does.</param>
public sealed record ClockPromise(
    ClockName Clock, Duration Target, CalendarVersion? Calendar, IReadOnlyList<PauseReason> Pauses, IReadOnlyList<int> Warnings, Reopening Reopening)
{
    /// <summary>Equal when everything that it says is.</summary>
    /// <param name="other">Another.</param>
    public bool Equals(ClockPromise? other) => other is not null && Clock == other.Clock && Target == other.Target && Calendar == other.Calendar
        && Pauses.SequenceEqual(other.Pauses) && Warnings.SequenceEqual(other.Warnings) && Reopening == other.Reopening;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Clock, Target, Calendar, Reopening);
}

/// <summary>What a clock has come to.</summary>
public enum ClockOutcome
{
    /// <summary>Nothing yet: what was judged before holds no more.</summary>
    Running,

    /// <summary>It stopped at or before its due time.</summary>
    Met,

    /// <summary>Its due time passed before it stopped.</summary>
    Breached,

    /// <summary>The work ended without a solution: neither kept nor broken.</summary>
    Void,
}

/// <summary>What was promised, from an instant on.</summary>
/// <param name="From">From when on.</param>
/// <param name="Policy">The policy's name and version.</param>
/// <param name="Target">How much working time it may take.</param>
/// <param name="Calendar">The calendar's name; <c>24x7</c> = every hour of every day.</param>
/// <param name="CalendarVersion">The calendar's version.</param>
/// <param name="PausedBy">The reasons of waiting that are left out.</param>
public sealed record CertificateTerms(Instant From, string Policy, Duration Target, string Calendar, int CalendarVersion, IReadOnlyList<string> PausedBy);

/// <summary>A span of a clock: counted, or skipped for a reason.</summary>
/// <param name="From">When it begins.</param>
/// <param name="To">When it ends.</param>
/// <param name="Kind"><c>counted</c>, <c>outside-hours</c>, <c>holiday</c>, <c>paused</c> or <c>stopped</c>.</param>
/// <param name="Name">The holiday, or for whom the work waited; else null.</param>
public sealed record CertificateSpan(Instant From, Instant To, string Kind, string? Name);

/// <summary>
/// How a figure of a clock came about, for somebody who has nothing but this and the calendars: the spans lie end to end from start to stop, or to the
/// instant of the reading, and the counted ones make the elapsed time, which against the last target is the outcome.
/// </summary>
/// <param name="Clock">Which clock.</param>
/// <param name="Round">Counted from 1; a clock that begins anew begins its next round.</param>
/// <param name="AsOf">The instant of the reading.</param>
/// <param name="State">The outcome.</param>
/// <param name="Started">When the round began.</param>
/// <param name="Stopped">When it stopped; null while it has not.</param>
/// <param name="Elapsed">Working time counted.</param>
/// <param name="Paused">Working time left out because of pauses.</param>
/// <param name="Target">The target by which it is judged: that of the last terms.</param>
/// <param name="Remaining">Target less elapsed.</param>
/// <param name="Due">When the target was or would be used up.</param>
/// <param name="BreachedAt">The instant after which more than the target was counted; null when it was not.</param>
/// <param name="Terms">What was promised, in order.</param>
/// <param name="Spans">Counted and skipped spans, in order.</param>
public sealed record ClockCertificate(
    ClockName Clock,
    int Round,
    Instant AsOf,
    ClockOutcome State,
    Instant Started,
    Instant? Stopped,
    Duration Elapsed,
    Duration Paused,
    Duration Target,
    Duration Remaining,
    Instant Due,
    Instant? BreachedAt,
    IReadOnlyList<CertificateTerms> Terms,
    IReadOnlyList<CertificateSpan> Spans);

/// <summary>A part of a target is used up. Stream <c>clocks-{ticket}</c>, as all that follows.</summary>
/// <param name="Clock">Which clock.</param>
/// <param name="Round">Which round of it.</param>
/// <param name="Percent">So much of the target.</param>
/// <param name="Judgement">Counts the judgements of the round before; it warns once of a threshold between two judgements.</param>
/// <param name="DueAt">When the target is used up, if nothing happens.</param>
/// <param name="Number">The ticket's number, so that a receiver needs nothing else.</param>
/// <param name="Organization">The customer organisation.</param>
/// <param name="Priority">The priority.</param>
/// <param name="Team">The team that has it.</param>
/// <param name="Agent">The agent who has it.</param>
/// <param name="NotifyAt">When people are to be told, by the calendar of notices.</param>
/// <param name="At">When the part was used up.</param>
[StoredName("resolution.clock-warned.v1")]
public sealed record ClockWarned(
    ClockName Clock, int Round, int Percent, int Judgement, Instant DueAt, string Number, string Organization, Priority Priority, string? Team, string? Agent, Instant NotifyAt, Instant At);

/// <summary>The due time passed while the clock ran.</summary>
/// <param name="Clock">Which clock.</param>
/// <param name="Judgement">The number of this judgement of the round, from 1.</param>
/// <param name="Number">The ticket's number.</param>
/// <param name="Organization">The customer organisation.</param>
/// <param name="Priority">The priority.</param>
/// <param name="Team">The team that has it.</param>
/// <param name="Agent">The agent who has it.</param>
/// <param name="NotifyAt">When people are to be told, by the calendar of notices.</param>
/// <param name="Certificate">How it came about, read at the instant of recording, which is after the due time.</param>
/// <param name="At">The due time.</param>
[StoredName("resolution.clock-breached.v1")]
public sealed record ClockBreached(
    ClockName Clock,
    int Judgement,
    string Number,
    string Organization,
    Priority Priority,
    string? Team,
    string? Agent,
    Instant NotifyAt,
    ClockCertificate Certificate,
    Instant At);

/// <summary>The clock came to an outcome: it stopped in time, stopped after it was breached, or is void.</summary>
/// <param name="Clock">Which clock.</param>
/// <param name="Judgement">The number of this judgement of the round, from 1.</param>
/// <param name="Number">The ticket's number.</param>
/// <param name="Organization">The customer organisation.</param>
/// <param name="Priority">The priority.</param>
/// <param name="Team">The team that had it.</param>
/// <param name="Certificate">How it came about.</param>
/// <param name="At">When the outcome came about; of a clock that is void, the instant of recording.</param>
[StoredName("resolution.clock-judged.v1")]
public sealed record ClockJudged(
    ClockName Clock, int Judgement, string Number, string Organization, Priority Priority, string? Team, ClockCertificate Certificate, Instant At);

/// <summary>A fact that was learned later changed an outcome. What was judged before stays readable; this is what counts.</summary>
/// <param name="Clock">Which clock.</param>
/// <param name="Judgement">The number of this judgement of the round.</param>
/// <param name="Number">The ticket's number.</param>
/// <param name="Organization">The customer organisation.</param>
/// <param name="Priority">The priority.</param>
/// <param name="Team">The team that has it.</param>
/// <param name="Before">The certificate of the judgement before.</param>
/// <param name="Certificate">The certificate now.</param>
/// <param name="CausedBy">The newest event of the ticket, as <c>log/position</c>.</param>
/// <param name="At">When the outcome came about: the stop, else the breach; the instant of recording when there is no outcome now, or the clock is void.</param>
[StoredName("resolution.clock-rejudged.v1")]
public sealed record ClockRejudged(
    ClockName Clock,
    int Judgement,
    string Number,
    string Organization,
    Priority Priority,
    string? Team,
    ClockCertificate? Before,
    ClockCertificate Certificate,
    string CausedBy,
    Instant At);
