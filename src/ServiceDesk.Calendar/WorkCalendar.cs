using NodaTime;

namespace ServiceDesk.Calendar;

/// <summary>A span of a calendar.</summary>
/// <param name="From">When it begins.</param>
/// <param name="To">When it ends; this instant is no part of it.</param>
/// <param name="IsOpen">Whether work is done.</param>
/// <param name="Holiday">The name of the holiday that closes it; null when it is open, or merely outside the frames.</param>
public readonly record struct CalendarSpan(Instant From, Instant To, bool IsOpen, string? Holiday);

/// <summary>
/// Working time. An instant is open when the clock on the wall of the calendar's zone shows a time within a frame of that day. Time is what really passes:
/// an hour that the clock skips is nowhere, one that it shows twice counts twice. Immutable and safe to share; about a year at a time is worked out when it
/// is first asked for, and then kept. Covers the years 1680 to 2260; instants outside are refused by an exception, except by a calendar that never closes.
/// </summary>
public sealed class WorkCalendar
{
    /// <summary>A table covers 2^55 ns, a little more than a year.</summary>
    private const int TableBits = 55;

    /// <summary>The tables at both ends reach beyond what nanoseconds can count, so they are left out.</summary>
    private const int FirstTable = -255;

    private const int LastTable = 254;

    private static readonly Instant last = ToInstant((((long)LastTable + 1) << TableBits) - 1);

    private readonly WorkDays days;
    private readonly bool neverCloses;
    private readonly WorkTable?[] tables = new WorkTable?[LastTable - FirstTable + 1];

    private WorkCalendar(CalendarDefinition definition)
    {
        Definition = definition;
        Zone = DateTimeZoneProviders.Tzdb[definition.Zone];
        days = new WorkDays(definition, Zone);
        neverCloses = days.NeverClose;
    }

    /// <summary>24×7: open at every instant.</summary>
    public static WorkCalendar AlwaysOpen { get; } = Create(new CalendarDefinition(
        "24x7",
        1,
        "Etc/UTC",
        Enum.GetValues<IsoDayOfWeek>().Where(day => day != IsoDayOfWeek.None).ToDictionary(day => day, IReadOnlyList<Frame> (_) => [Frame.WholeDay]),
        new Dictionary<LocalDate, DayException>(),
        []));

    /// <summary>What it was made of.</summary>
    public CalendarDefinition Definition { get; }

    /// <summary>Which calendar and version this is.</summary>
    public CalendarKey Key => Definition.Key;

    /// <summary>The time zone of all its times.</summary>
    public DateTimeZone Zone { get; }

    /// <summary>A calendar by a definition without problems.</summary>
    /// <param name="definition">Frames, exceptions and holidays.</param>
    /// <exception cref="ArgumentException">The definition has problems.</exception>
    public static WorkCalendar Create(CalendarDefinition definition)
    {
        var problems = Problems(definition);
        if (problems.Count > 0) throw new ArgumentException(string.Join("; ", problems.Select(problem => $"{problem.Field} {problem.Reason}")), nameof(definition));
        return new WorkCalendar(definition);
    }

    /// <summary>Everything that is wrong with a definition, with the path of the field; empty when nothing is.</summary>
    /// <param name="definition">What to look at.</param>
    public static IReadOnlyList<(string Field, string Reason)> Problems(CalendarDefinition definition) => [.. CalendarRules.Check(definition)];

    /// <summary>Whether work is done at an instant. A frame's closing time is closed.</summary>
    /// <param name="at">The instant.</param>
    public bool IsOpen(Instant at)
    {
        if (neverCloses) return true;
        var instant = Nanoseconds(at);
        return TableOf(IndexOf(instant)).IsOpen(instant);
    }

    /// <summary>The working time between two instants; negative when the second is earlier.</summary>
    /// <param name="from">The first.</param>
    /// <param name="to">The second.</param>
    public Duration Between(Instant from, Instant to)
    {
        if (neverCloses) return to - from;
        if (to < from) return -Between(to, from);
        var (begin, end) = (Nanoseconds(from), Nanoseconds(to));
        var (first, last) = (IndexOf(begin), IndexOf(end));
        var work = TableOf(last).Before(end) - TableOf(first).Before(begin);
        for (var index = first; index < last; index++) work += TableOf(index).Total;
        return Duration.FromNanoseconds(work);
    }

    /// <summary>
    /// The instant by which so much working time has passed: the first one going forward, so work that ends exactly at closing time ends then; going back
    /// with negative work the last one, so at opening time. No work at all leads to the next opening.
    /// </summary>
    /// <param name="from">Where to begin; outside the frames counting begins at the next opening, or backwards at the last closing.</param>
    /// <param name="work">How much.</param>
    public Instant Add(Instant from, Duration work)
    {
        if (neverCloses) return from + work;
        var amount = work.ToInt64Nanoseconds();
        if (amount == 0) return NextOpening(from);
        var begin = Nanoseconds(from);
        var index = IndexOf(begin);
        var table = TableOf(index);
        var wanted = table.Before(begin) + amount;
        if (amount > 0)
        {
            while (wanted > table.Total)
            {
                wanted -= table.Total;
                table = TableOf(++index);
            }
            return ToInstant(table.Reached(wanted));
        }
        while (wanted < 0)
        {
            table = TableOf(--index);
            wanted += table.Total;
        }
        return ToInstant(table.Left(wanted));
    }

    /// <summary>Whether more than so much working time lies between an instant and the end of what is counted, so that it can be added and work goes on after it.</summary>
    /// <param name="from">Where to begin, not before what is counted.</param>
    /// <param name="work">How much.</param>
    public bool Holds(Instant from, Duration work) => neverCloses || (from < last && Between(from, last) > work);

    /// <summary>The first open instant at or after an instant: itself when it is open.</summary>
    /// <param name="at">The instant.</param>
    public Instant NextOpening(Instant at)
    {
        if (neverCloses) return at;
        var instant = Nanoseconds(at);
        var index = IndexOf(instant);
        var table = TableOf(index);
        if (table.IsOpen(instant)) return at;
        var span = table.SpanAt(instant) + 1;
        while (span >= table.Count) (table, span) = (TableOf(++index), 0);
        return ToInstant(table[span].Opens);
    }

    /// <summary>The last closing at or before an instant: itself when work was done just before it.</summary>
    /// <param name="at">The instant.</param>
    public Instant LastClosing(Instant at)
    {
        if (neverCloses) return at;
        var instant = Nanoseconds(at);
        var index = IndexOf(instant - 1);
        var table = TableOf(index);
        if (table.IsOpen(instant - 1)) return at;
        var span = table.SpanAt(instant - 1);
        while (span < 0)
        {
            table = TableOf(--index);
            span = table.Count - 1;
        }
        return ToInstant(table[span].Closes);
    }

    /// <summary>The open and closed spans between two instants, without a gap; none when the second is not later.</summary>
    /// <param name="from">The first.</param>
    /// <param name="to">The second.</param>
    public IEnumerable<CalendarSpan> Intervals(Instant from, Instant to)
    {
        if (to <= from) yield break;
        if (neverCloses)
        {
            yield return new CalendarSpan(from, to, true, null);
            yield break;
        }
        var (at, end) = (Nanoseconds(from), Nanoseconds(to));
        foreach (var (opens, closes) in OpenSpans(at, end))
        {
            foreach (var closed in ClosedSpans(at, opens)) yield return closed;
            yield return new CalendarSpan(ToInstant(opens), ToInstant(closes), true, null);
            at = closes;
        }
        foreach (var closed in ClosedSpans(at, end)) yield return closed;
    }

    internal static long Nanoseconds(Instant at) => (at - NodaConstants.UnixEpoch).ToInt64Nanoseconds();

    internal static Instant ToInstant(long nanoseconds) => NodaConstants.UnixEpoch + Duration.FromNanoseconds(nanoseconds);

    private static int IndexOf(long instant) => (int)(instant >> TableBits);

    /// <summary>Two threads may work out the same table; both are equal, and one is kept.</summary>
    private WorkTable TableOf(int index)
    {
        if (index is < FirstTable or > LastTable) throw new ArgumentOutOfRangeException(nameof(index), "Working time is counted from the year 1680 to 2260.");
        return Volatile.Read(ref tables[index - FirstTable]) ?? Compile(index);
    }

    private WorkTable Compile(int index)
    {
        var compiled = days.Compile((long)index << TableBits, (long)(index + 1) << TableBits);
        Volatile.Write(ref tables[index - FirstTable], compiled);
        return compiled;
    }

    private IEnumerable<CalendarSpan> ClosedSpans(long from, long to) => from >= to
        ? []
        : days.Closed(from, to).Select(part => new CalendarSpan(ToInstant(part.From), ToInstant(part.To), false, part.Holiday));

    /// <summary>The open spans, cut to what is asked for; one that crosses the border of two tables is put together again.</summary>
    private IEnumerable<(long Opens, long Closes)> OpenSpans(long from, long to)
    {
        (long Opens, long Closes)? held = null;
        for (var index = IndexOf(from); index <= IndexOf(to); index++)
        {
            var table = TableOf(index);
            for (var span = Math.Max(0, table.SpanAt(from)); span < table.Count && table[span].Opens < to; span++)
            {
                var (opens, closes) = (Math.Max(from, table[span].Opens), Math.Min(to, table[span].Closes));
                if (opens >= closes) continue;
                if (held is { } before && before.Closes == opens) opens = before.Opens;
                else if (held is { } apart) yield return apart;
                held = (opens, closes);
            }
        }
        if (held is { } last) yield return last;
    }
}
