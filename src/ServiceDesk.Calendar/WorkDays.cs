using NodaTime;

namespace ServiceDesk.Calendar;

/// <summary>A part of a calendar day in which the zone's offset does not change: a day on which it does comes in several parts.</summary>
/// <param name="Day">Days since 1970.</param>
/// <param name="Midnight">The instant at which the clock on the wall would have shown the day's beginning by this part's offset.</param>
/// <param name="From">When the part begins.</param>
/// <param name="To">When it ends.</param>
internal readonly record struct DayPart(int Day, long Midnight, long From, long To);

/// <summary>A definition made ready for looking up days. Instants are nanoseconds since 1970.</summary>
internal sealed class WorkDays
{
    private const long Day = NodaConstants.NanosecondsPerDay;

    private static readonly LocalDate epoch = new(1970, 1, 1);

    private readonly DateTimeZone zone;
    private readonly Frame[][] week;
    private readonly Dictionary<int, DayException> dates;
    private readonly Dictionary<(int, int), string> yearly;

    public WorkDays(CalendarDefinition definition, DateTimeZone zone)
    {
        this.zone = zone;
        week = [.. Enumerable.Range(1, 7).Select(day => definition.Week.TryGetValue((IsoDayOfWeek)day, out var frames) ? InOrder(frames) : [])];
        dates = definition.Dates.ToDictionary(pair => Number(pair.Key), pair => pair.Value with { Frames = InOrder(pair.Value.Frames) });
        yearly = definition.Yearly.ToDictionary(day => (day.Month, day.Day), day => day.Name);
    }

    /// <summary>Whether every instant is open.</summary>
    public bool NeverClose => dates.Count == 0 && yearly.Count == 0 && week.All(frames => frames is [var frame] && frame == Frame.WholeDay);

    private bool HasHolidays => dates.Count > 0 || yearly.Count > 0;

    /// <summary>The spans in which the clock on the wall shows a time within a frame: an hour that comes twice is open twice, one that is left out never.</summary>
    public WorkTable Compile(long from, long to)
    {
        var (opens, closes) = (new List<long>(), new List<long>());
        foreach (var part in Parts(from, to))
        {
            foreach (var frame in FramesOf(part.Day))
            {
                var (open, close) = (Math.Max(part.From, part.Midnight + frame.Opens), Math.Min(part.To, part.Midnight + frame.Closes));
                if (open >= close) continue;
                if (closes.Count > 0 && closes[^1] == open) closes.RemoveAt(closes.Count - 1);
                else opens.Add(open);
                closes.Add(close);
            }
        }
        return new WorkTable([.. opens], [.. closes]);
    }

    /// <summary>The parts of a closed span with what closed them: a holiday's name, or null outside the frames.</summary>
    public IEnumerable<(long From, long To, string? Holiday)> Closed(long from, long to)
    {
        if (!HasHolidays)
        {
            yield return (from, to, null);
            yield break;
        }
        var (begin, end, holiday) = (from, from, (string?)null);
        foreach (var part in Parts(from, to))
        {
            var name = HolidayOn(part.Day);
            if (name != holiday && end > begin)
            {
                yield return (begin, end, holiday);
                begin = end;
            }
            (end, holiday) = (part.To, name);
        }
        yield return (begin, to, holiday);
    }

    private IEnumerable<DayPart> Parts(long from, long to)
    {
        foreach (var interval in zone.GetZoneIntervals(WorkCalendar.ToInstant(from), WorkCalendar.ToInstant(to)))
        {
            var offset = interval.WallOffset.Nanoseconds;
            var begin = interval.HasStart ? Math.Max(from, WorkCalendar.Nanoseconds(Instant.Max(interval.Start, WorkCalendar.ToInstant(from)))) : from;
            var end = interval.HasEnd ? WorkCalendar.Nanoseconds(Instant.Min(interval.End, WorkCalendar.ToInstant(to))) : to;
            for (var day = DayOf(begin + offset); (day * Day) - offset < end; day++)
            {
                var midnight = (day * Day) - offset;
                yield return new DayPart(day, midnight, Math.Max(begin, midnight), Math.Min(end, midnight + Day));
            }
        }
    }

    private IReadOnlyList<Frame> FramesOf(int day)
    {
        if (dates.TryGetValue(day, out var exception)) return exception.Frames;
        return HolidayOn(day) is null ? week[WeekdayOf(day)] : [];
    }

    /// <summary>Why a whole day is closed though its weekday may not be.</summary>
    private string? HolidayOn(int day)
    {
        if (dates.TryGetValue(day, out var exception)) return exception.Frames.Count == 0 ? exception.Reason : null;
        if (yearly.Count == 0) return null;
        var date = epoch.PlusDays(day);
        return yearly.GetValueOrDefault((date.Month, date.Day));
    }

    private static int DayOf(long local) => (int)((local >= 0 ? local : local - Day + 1) / Day);

    /// <summary>Monday = 0; the first day of 1970 was a Thursday.</summary>
    private static int WeekdayOf(int day) => (((day + 3) % 7) + 7) % 7;

    private static int Number(LocalDate date) => Period.DaysBetween(epoch, date);

    private static Frame[] InOrder(IReadOnlyList<Frame> frames) => [.. frames.OrderBy(frame => frame.Opens)];
}
