using NodaTime;

namespace ServiceDesk.Calendar;

/// <summary>What can happen to a ticket, as far as its clocks care.</summary>
public enum FactKind
{
    /// <summary>It came in.</summary>
    Opened,

    /// <summary>Targets were promised, or others from now on.</summary>
    Promised,

    /// <summary>The requester wrote and waits for a word.</summary>
    RequesterWrote,

    /// <summary>The requester got a word from a person of the desk.</summary>
    RequesterTold,

    /// <summary>A first answer was noted that is no written word to the requester.</summary>
    Responded,

    /// <summary>The diagnosis was completed.</summary>
    Diagnosed,

    /// <summary>The work waits for somebody. A second pause replaces the reason of the first.</summary>
    Paused,

    /// <summary>The work goes on after a pause.</summary>
    Resumed,

    /// <summary>It was declared solved; a pause ends with it.</summary>
    Resolved,

    /// <summary>It was closed; a pause ends with it.</summary>
    Closed,

    /// <summary>The work goes on although it had been resolved or closed; a pause ends with it.</summary>
    Reopened,

    /// <summary>The work ended without a solution: no clock is judged any more.</summary>
    Ended,

    /// <summary>That end was a mistake: the clocks count as though it had never been.</summary>
    Restored,
}

/// <summary>Something that happened to a ticket.</summary>
/// <param name="Kind">What.</param>
/// <param name="At">When it happened in the world.</param>
/// <param name="Reason">For whom the work waits, of a pause; else null.</param>
/// <param name="Terms">What is promised from then on, by clock, of a promise; clocks that it does not name keep their terms. Else null.</param>
public sealed record ClockFact(FactKind Kind, Instant At, string? Reason, IReadOnlyList<ClockTerms>? Terms)
{
    /// <summary>A fact that needs no more words.</summary>
    /// <param name="kind">What happened.</param>
    /// <param name="at">When.</param>
    public static ClockFact Of(FactKind kind, Instant at) => new(kind, at, null, null);

    /// <summary>The work waits for somebody.</summary>
    /// <param name="reason">For whom, in the words of the rules.</param>
    /// <param name="at">When it began to.</param>
    public static ClockFact Paused(string reason, Instant at) => new(FactKind.Paused, at, reason, null);

    /// <summary>Targets were promised.</summary>
    /// <param name="terms">By clock.</param>
    /// <param name="at">From when on.</param>
    public static ClockFact Promised(IReadOnlyList<ClockTerms> terms, Instant at) => new(FactKind.Promised, at, null, terms);
}
