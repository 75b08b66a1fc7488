using NodaTime;

namespace ServiceDesk.Calendar;

/// <summary>The reading of one clock of a history.</summary>
internal sealed class ClockRun
{
    private readonly string clock;
    private readonly Func<CalendarKey, WorkCalendar> calendars;
    private readonly ClockFact first;
    private readonly List<ClockRound> ended = [];
    private ClockTerms terms;
    private WorkCalendar calendar;
    private Instant targetSince = Instant.MinValue;
    private ClockRound? round;
    private string? waitsFor;

    /// <summary>A clock that has not begun; its first terms hold from the beginning.</summary>
    public ClockRun(string clock, Func<CalendarKey, WorkCalendar> calendars, ClockFact first)
    {
        (this.clock, this.calendars, this.first) = (clock, calendars, first);
        terms = ClockHistory.TermsOf(first, clock)!;
        calendar = calendars(terms.Calendar);
    }

    private bool IsPaused => waitsFor is not null && terms.Rule.PausedBy.Contains(waitsFor);

    public void Apply(ClockFact fact, Instant at)
    {
        Note(fact, at);
        var (starts, stops) = (terms.Rule.Starts.Contains(fact.Kind), terms.Rule.Stops.Contains(fact.Kind));
        if (round is null)
        {
            if (starts) Begin(at);
        }
        else if (round.IsStopped) Resume(fact, at, starts);
        else if (stops)
        {
            round.Goes(Activity.Stopped, null, at);
            if (starts && terms.Rule.Repeats) Begin(at);
        }
        if (round is { IsStopped: false }) round.Goes(IsPaused ? Activity.Paused : Activity.Counting, IsPaused ? waitsFor : null, at);
    }

    /// <summary>Everything until an instant is counted.</summary>
    public void Settle(Instant until)
    {
        if (round is { IsStopped: false }) round.Settle(until);
    }

    public ClockStanding? Read(bool isVoid)
    {
        if (round is null) return null;
        var standing = round.Read(isVoid);
        return ended.Count == 0 ? standing : standing with { Earlier = [.. ended.Select(one => one.Read(false))] };
    }

    public IReadOnlyList<Certificate> Certify(Instant asOf, bool isVoid) =>
        round is null ? [] : [.. ended.Select(one => one.Certify(asOf, false)), round.Certify(asOf, isVoid)];

    /// <summary>What a fact changes whether or not the clock runs.</summary>
    private void Note(ClockFact fact, Instant at)
    {
        switch (fact.Kind)
        {
            case FactKind.Promised when !ReferenceEquals(fact, first) && ClockHistory.TermsOf(fact, clock) is { } next:
                if (next.Target != terms.Target) targetSince = at;
                (terms, calendar) = (next, calendars(next.Calendar));
                if (round is { IsStopped: false }) round.Promise(terms, calendar, at);
                break;
            case FactKind.Paused:
                waitsFor = fact.Reason;
                break;
            case FactKind.Resumed or FactKind.Resolved or FactKind.Closed or FactKind.Reopened:
                waitsFor = null;
                break;
        }
    }

    private void Resume(ClockFact fact, Instant at, bool starts)
    {
        if (fact.Kind == FactKind.Reopened && terms.Rule.Reopening == ReopeningRule.Resume) Continue(at);
        else if ((fact.Kind == FactKind.Reopened && terms.Rule.Reopening == ReopeningRule.Restart) || (starts && terms.Rule.Repeats)) Begin(at);
    }

    private void Continue(Instant at)
    {
        round!.Goes(Activity.Counting, null, at);
        round.Promise(terms, calendar, at);
    }

    private void Begin(Instant at)
    {
        if (round is not null) ended.Add(round);
        round = new ClockRound(ended.Count + 1, at, terms, targetSince, calendar);
    }
}
