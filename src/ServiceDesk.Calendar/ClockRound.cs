using NodaTime;

namespace ServiceDesk.Calendar;

/// <summary>What a round does in a stretch of time.</summary>
internal enum Activity
{
    Counting,
    Paused,
    Stopped,
}

/// <summary>A stretch of a round in which it does one thing by one calendar.</summary>
/// <param name="From">When it begins.</param>
/// <param name="To">When it ends.</param>
/// <param name="Activity">What the round does.</param>
/// <param name="Reason">For whom it waits, when it is paused.</param>
/// <param name="Calendar">By which calendar time counts.</param>
/// <param name="Before">What had been counted before.</param>
/// <param name="Work">The working time in it, when it is counting or paused.</param>
internal readonly record struct Stretch(Instant From, Instant To, Activity Activity, string? Reason, WorkCalendar Calendar, Duration Before, Duration Work);

/// <summary>A round of a clock while its facts are read one after the other.</summary>
internal sealed class ClockRound
{
    private readonly int number;
    private readonly Instant started;
    private readonly List<Stretch> stretches = [];
    private readonly List<(Instant From, ClockTerms Terms)> promised;
    private WorkCalendar calendar;
    private Instant from;
    private Instant targetSince;
    private Activity activity = Activity.Counting;
    private string? reason;
    private Duration elapsed;
    private Duration paused;
    private Instant? stopped;

    /// <summary>A round that begins to count.</summary>
    public ClockRound(int number, Instant started, ClockTerms terms, Instant targetSince, WorkCalendar calendar)
    {
        (this.number, this.started, this.targetSince, this.calendar) = (number, started, targetSince, calendar);
        (promised, from) = ([(started, terms)], started);
    }

    public bool IsStopped => stopped is not null;

    private ClockTerms Judged => promised[^1].Terms;

    private bool IsCounting => activity == Activity.Counting;

    /// <summary>From an instant on the round does this.</summary>
    public void Goes(Activity does, string? waitsFor, Instant at)
    {
        if (does == activity && waitsFor == reason) return;
        Settle(at);
        (activity, reason) = (does, waitsFor);
        stopped = does == Activity.Stopped ? from : null;
    }

    /// <summary>Other terms are in force; what was counted under the old ones stays counted.</summary>
    public void Promise(ClockTerms next, WorkCalendar by, Instant at)
    {
        if (!ReferenceEquals(by, calendar)) Settle(at);
        if (next.Target != Judged.Target) targetSince = at;
        calendar = by;
        if (next != Judged) promised.Add((at, next));
    }

    /// <summary>Everything until an instant is counted; a round that has stopped is not touched any more.</summary>
    public void Settle(Instant at)
    {
        if (at <= from) return;
        var work = activity == Activity.Stopped ? Duration.Zero : calendar.Between(from, at);
        stretches.Add(new Stretch(from, at, activity, reason, calendar, elapsed, work));
        if (IsCounting) elapsed += work;
        if (activity == Activity.Paused) paused += work;
        from = at;
    }

    public ClockStanding Read(bool isVoid)
    {
        var target = Judged.Target;
        var isBreached = elapsed > target;
        var state = isVoid ? ClockState.Void : isBreached ? ClockState.Breached : IsStopped ? ClockState.Met : ClockState.Running;
        return new ClockStanding(
            number, state, started, stopped, reason, elapsed, paused, target - elapsed, Used(target),
            isBreached ? Instant.Max(Exceeded(target), targetSince) : null,
            !isBreached && IsCounting && !isVoid ? Exceeded(target) : null,
            Judged, Warnings(target, isVoid));
    }

    public Certificate Certify(Instant asOf, bool isVoid)
    {
        var standing = Read(isVoid);
        return new Certificate(
            standing.Clock, number, asOf, standing.State, started, stopped, elapsed, paused, Judged.Target, standing.Remaining, standing.Due, standing.BreachedAt,
            [.. promised.Select(one => new CertifiedTerms(one.From, one.Terms.Policy, one.Terms.Target, one.Terms.Calendar.Name, one.Terms.Calendar.Version, one.Terms.Rule.PausedBy))],
            [.. stretches.SelectMany(Spans)]);
    }

    private static IEnumerable<CertifiedSpan> Spans(Stretch stretch) => stretch.Activity switch
    {
        Activity.Counting => stretch.Calendar.Intervals(stretch.From, stretch.To).Select(span => new CertifiedSpan(span.From, span.To, KindOf(span), span.Holiday)),
        Activity.Paused => [new CertifiedSpan(stretch.From, stretch.To, SpanKind.Paused, stretch.Reason)],
        _ => [new CertifiedSpan(stretch.From, stretch.To, SpanKind.Stopped, null)],
    };

    private static SpanKind KindOf(CalendarSpan span) => span.IsOpen ? SpanKind.Counted : span.Holiday is null ? SpanKind.OutsideHours : SpanKind.Holiday;

    private List<ClockWarning> Warnings(Duration target, bool isVoid)
    {
        var warnings = new List<ClockWarning>(Judged.Rule.Warnings.Count);
        foreach (var percent in Judged.Rule.Warnings)
        {
            var share = target * percent / 100;
            var isReached = elapsed >= share;
            if (isReached || (IsCounting && !isVoid)) warnings.Add(new ClockWarning(percent, Instant.Max(Used(share), targetSince), isReached));
        }
        return warnings;
    }

    /// <summary>The first instant by which so much was counted, or would be if the round went on from where it stands.</summary>
    private Instant Used(Duration work)
    {
        foreach (var stretch in stretches)
        {
            if (stretch.Activity != Activity.Counting || stretch.Before + stretch.Work < work) continue;
            var at = stretch.Calendar.Add(stretch.From, work - stretch.Before);
            if (at <= stretch.To) return at;
        }
        return Onward(work);
    }

    /// <summary>The instant after which more than so much was counted, or would be.</summary>
    private Instant Exceeded(Duration work)
    {
        foreach (var stretch in stretches)
        {
            if (stretch.Activity != Activity.Counting || stretch.Before + stretch.Work <= work) continue;
            return stretch.Calendar.NextOpening(stretch.Calendar.Add(stretch.From, work - stretch.Before));
        }
        return calendar.NextOpening(Onward(work));
    }

    private Instant Onward(Duration work) => calendar.Add(from, work - elapsed);
}
