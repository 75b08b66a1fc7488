using NodaTime;

namespace ServiceDesk.Calendar;

/// <summary>Why a span of a clock was counted or skipped.</summary>
public enum SpanKind
{
    /// <summary>Working time that counts.</summary>
    Counted,

    /// <summary>Outside the frames of the calendar.</summary>
    OutsideHours,

    /// <summary>The calendar is closed for a holiday.</summary>
    Holiday,

    /// <summary>The work waited for somebody.</summary>
    Paused,

    /// <summary>The clock had stopped and was resumed later.</summary>
    Stopped,
}

/// <summary>A span of a clock's round.</summary>
/// <param name="From">When it begins.</param>
/// <param name="To">When it ends.</param>
/// <param name="Kind">Counted, or why not.</param>
/// <param name="Name">The holiday, or for whom the work waited; else null.</param>
public sealed record CertifiedSpan(Instant From, Instant To, SpanKind Kind, string? Name);

/// <summary>What was promised, from an instant on.</summary>
/// <param name="From">From when on.</param>
/// <param name="Policy">The policy's name and version.</param>
/// <param name="Target">How much working time it may take.</param>
/// <param name="Calendar">The calendar's name.</param>
/// <param name="CalendarVersion">The calendar's version.</param>
/// <param name="PausedBy">The reasons of waiting that are left out.</param>
public sealed record CertifiedTerms(Instant From, string Policy, Duration Target, string Calendar, int CalendarVersion, IReadOnlyList<string> PausedBy);

/// <summary>
/// How a figure of a clock came about, for somebody who has nothing but this and the calendars: the spans lie end to end from start to stop, or to the
/// instant of the reading, and the counted ones make the elapsed time.
/// </summary>
/// <param name="Clock">The clock's name.</param>
/// <param name="Round">Counted from 1.</param>
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
public sealed record Certificate(
    string Clock,
    int Round,
    Instant AsOf,
    ClockState State,
    Instant Started,
    Instant? Stopped,
    Duration Elapsed,
    Duration Paused,
    Duration Target,
    Duration Remaining,
    Instant Due,
    Instant? BreachedAt,
    IReadOnlyList<CertifiedTerms> Terms,
    IReadOnlyList<CertifiedSpan> Spans);
