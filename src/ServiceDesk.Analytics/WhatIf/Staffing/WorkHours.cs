using NodaTime;
using ServiceDesk.Calendar;

namespace ServiceDesk.Analytics.WhatIf.Staffing;

/// <summary>When an agent is there, within a window of time; in microseconds since 1970, so that counting is quick.</summary>
internal sealed class WorkHours
{
    private readonly long[] opens;
    private readonly long[] closes;

    /// <summary>How much was worked before each span.</summary>
    private readonly long[] before;

    /// <summary>The spans, which neither touch nor overlap, in order.</summary>
    public WorkHours(IReadOnlyList<(long From, long To)> spans)
    {
        (opens, closes, before) = ([.. spans.Select(one => one.From)], [.. spans.Select(one => one.To)], new long[spans.Count]);
        for (var i = 1; i < before.Length; i++) before[i] = before[i - 1] + closes[i - 1] - opens[i - 1];
    }

    /// <summary>The open spans of a calendar between two instants, less the absences.</summary>
    public static WorkHours Of(WorkCalendar calendar, IEnumerable<(Instant From, Instant To)> absences, Instant from, Instant to)
    {
        var spans = calendar.Intervals(from, to).Where(one => one.IsOpen).Select(one => (From: Of(one.From), To: Of(one.To))).ToList();
        foreach (var (gone, back) in absences.Select(one => (Of(one.From), Of(one.To))))
            spans = [.. spans.SelectMany(one => ((long From, long To)[])[(one.From, Math.Min(one.To, gone)), (Math.Max(one.From, back), one.To)]).Where(one => one.From < one.To)];
        return new WorkHours(spans);
    }

    /// <summary>Whether the agent is there at all.</summary>
    public bool HasAny => opens.Length > 0;

    public static long Of(Instant at) => at.ToUnixTimeTicks() / 10;

    public bool IsOpen(long at) => SpanAt(at) is >= 0 and var span && at < closes[span];

    /// <summary>The first instant at or after one at which the agent is there; null when there is none in the window.</summary>
    public long? NextOpening(long at)
    {
        if (IsOpen(at)) return at;
        var next = SpanAt(at) + 1;
        return next < opens.Length ? opens[next] : null;
    }

    /// <summary>When the agent comes next after the end of the shift that goes on, or of the last one.</summary>
    public long? NextShift(long at)
    {
        var next = SpanAt(at) + 1;
        return next < opens.Length ? opens[next] : null;
    }

    /// <summary>When so much work is done, a microsecond or more, that begins while the agent is there; null when the window ends before.</summary>
    public long? After(long at, long work)
    {
        var wanted = Worked(at) + work;
        var span = Array.BinarySearch(before, wanted);
        // Work that ends exactly at closing time ends then, not when the next shift begins.
        span = span >= 0 ? span - 1 : ~span - 1;
        var end = opens[span] + wanted - before[span];
        return end <= closes[span] ? end : null;
    }

    /// <summary>How much is worked between two instants.</summary>
    public long Between(long from, long to) => Worked(to) - Worked(from);

    private long Worked(long at)
    {
        var span = SpanAt(at);
        return span < 0 ? 0 : before[span] + Math.Min(at, closes[span]) - opens[span];
    }

    /// <summary>The last span that has begun; -1 before the first.</summary>
    private int SpanAt(long at)
    {
        var found = Array.BinarySearch(opens, at);
        return found >= 0 ? found : ~found - 1;
    }
}
