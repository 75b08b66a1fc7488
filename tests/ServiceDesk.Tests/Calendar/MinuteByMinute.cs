using NodaTime;
using ServiceDesk.Calendar;

namespace ServiceDesk.Tests;

/// <summary>
/// Working time the naive way: every minute is looked at by itself, by what the clock on the wall shows. Slow, and nothing in it is shared with the calendar
/// but the definition.
/// </summary>
internal sealed class MinuteByMinute(CalendarDefinition definition)
{
    public static readonly Duration Minute = Duration.FromMinutes(1);

    private readonly DateTimeZone zone = DateTimeZoneProviders.Tzdb[definition.Zone];

    public bool IsOpen(Instant at)
    {
        var local = at.InZone(zone).LocalDateTime;
        var minute = (local.Hour * 60) + local.Minute;
        return FramesOf(local.Date).Any(frame => minute >= Minutes(frame.From) && minute < (frame.To == LocalTime.Midnight ? 24 * 60 : Minutes(frame.To)));
    }

    /// <summary>The holiday's name, null outside the frames.</summary>
    public string? HolidayAt(Instant at)
    {
        var date = at.InZone(zone).Date;
        if (definition.Dates.TryGetValue(date, out var day)) return day.Frames.Count == 0 ? day.Reason : null;
        return definition.Yearly.FirstOrDefault(one => one.Month == date.Month && one.Day == date.Day)?.Name;
    }

    /// <summary>Open minutes from the first instant until the second, which is not earlier.</summary>
    public Duration Between(Instant from, Instant to)
    {
        var minutes = 0;
        for (var at = from; at < to; at += Minute) minutes += IsOpen(at) ? 1 : 0;
        return Duration.FromMinutes(minutes);
    }

    public Instant NextOpening(Instant at)
    {
        while (!IsOpen(at)) at += Minute;
        return at;
    }

    public Instant LastClosing(Instant at)
    {
        while (!IsOpen(at - Minute)) at -= Minute;
        return at;
    }

    public Instant Add(Instant from, int minutes)
    {
        if (minutes == 0) return NextOpening(from);
        var at = from;
        for (var left = minutes; left > 0; at += Minute) left -= IsOpen(at) ? 1 : 0;
        for (var left = minutes; left < 0; at -= Minute) left += IsOpen(at - Minute) ? 1 : 0;
        return at;
    }

    private IReadOnlyList<Frame> FramesOf(LocalDate date)
    {
        if (definition.Dates.TryGetValue(date, out var day)) return day.Frames;
        return definition.Yearly.Any(one => one.Month == date.Month && one.Day == date.Day) ? [] : definition.Week.GetValueOrDefault(date.DayOfWeek, []);
    }

    private static int Minutes(LocalTime time) => (time.Hour * 60) + time.Minute;
}
