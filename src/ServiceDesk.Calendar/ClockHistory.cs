using System.Collections.Immutable;
using NodaTime;

namespace ServiceDesk.Calendar;

/// <summary>
/// What happened to a ticket, in the order in which it happened; facts of one instant in the order in which they were told, and what is
/// told to have happened before the opening counts at the opening. From it every clock can be
/// read as of any instant: facts after that instant do not count yet. Whoever asks what was known at a time leaves out the facts learnt later.
/// </summary>
/// <remarks>
/// Terms that are promised in mid-flight judge all of a running round from its original start, and what was counted and paused by then is carried over; a
/// round that has stopped keeps the terms under which it stopped, unless it is resumed. The first terms of a clock hold from its start, even when they were
/// promised later.
/// </remarks>
public sealed class ClockHistory
{
    private readonly Instant opened;

    private ClockHistory(Instant opened, ImmutableArray<ClockFact> facts) => (this.opened, Facts) = (opened, facts);

    /// <summary>Nothing has happened yet.</summary>
    public static ClockHistory Empty { get; } = new(Instant.MinValue, []);

    /// <summary>The facts in order.</summary>
    public ImmutableArray<ClockFact> Facts { get; }

    /// <summary>The history of these facts, which may come in any order.</summary>
    /// <param name="facts">What happened.</param>
    public static ClockHistory Of(IEnumerable<ClockFact> facts)
    {
        var told = facts.ToList();
        var opened = told.Find(fact => fact.Kind == FactKind.Opened)?.At ?? Instant.MinValue;
        return new ClockHistory(opened, [.. told.OrderBy(fact => Instant.Max(fact.At, opened)).ThenBy(fact => fact.Kind == FactKind.Opened ? 0 : 1)]);
    }

    /// <summary>The history with one more fact, after those of the same instant.</summary>
    /// <param name="fact">What happened.</param>
    public ClockHistory Add(ClockFact fact) => Of([.. Facts, fact]);

    /// <summary>All clocks that have begun, each in its last round, in the order in which they were promised.</summary>
    /// <param name="asOf">The instant of the reading.</param>
    /// <param name="calendars">Where calendars are found.</param>
    public IReadOnlyList<ClockStanding> Read(Instant asOf, Func<CalendarKey, WorkCalendar> calendars)
    {
        var end = EndOf(asOf);
        var standings = new List<ClockStanding>();
        foreach (var clock in Clocks(end ?? asOf))
        {
            if (Run(clock, end ?? asOf, calendars).Read(end is not null) is { } standing) standings.Add(standing);
        }
        return standings;
    }

    /// <summary>The certificates of all rounds of a clock; none while it has not begun.</summary>
    /// <param name="clock">The clock's name.</param>
    /// <param name="asOf">The instant of the reading.</param>
    /// <param name="calendars">Where calendars are found.</param>
    public IReadOnlyList<Certificate> Certify(string clock, Instant asOf, Func<CalendarKey, WorkCalendar> calendars)
    {
        var end = EndOf(asOf);
        return Clocks(end ?? asOf).Contains(clock) ? Run(clock, end ?? asOf, calendars).Certify(asOf, end is not null) : [];
    }

    internal static ClockTerms? TermsOf(ClockFact fact, string clock)
    {
        if (fact.Terms is null) return null;
        foreach (var terms in fact.Terms)
        {
            if (terms.Clock == clock) return terms;
        }
        return null;
    }

    private ClockRun Run(string clock, Instant until, Func<CalendarKey, WorkCalendar> calendars)
    {
        var run = new ClockRun(clock, calendars, Facts.First(fact => TermsOf(fact, clock) is not null));
        foreach (var fact in Facts)
        {
            var at = Instant.Max(fact.At, opened);
            if (at > until) break;
            run.Apply(fact, at);
        }
        run.Settle(until);
        return run;
    }

    /// <summary>When the work ended without a solution, if that holds at an instant.</summary>
    private Instant? EndOf(Instant asOf)
    {
        Instant? end = null;
        foreach (var fact in Facts)
        {
            if (fact.At > asOf) break;
            if (fact.Kind == FactKind.Ended) end ??= Instant.Max(fact.At, opened);
            if (fact.Kind == FactKind.Restored) end = null;
        }
        return end;
    }

    private List<string> Clocks(Instant until)
    {
        var clocks = new List<string>();
        foreach (var fact in Facts)
        {
            if (Instant.Max(fact.At, opened) > until) break;
            if (fact.Terms is null) continue;
            foreach (var terms in fact.Terms)
            {
                if (!clocks.Contains(terms.Clock)) clocks.Add(terms.Clock);
            }
        }
        return clocks;
    }
}
