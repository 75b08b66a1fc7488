using NodaTime;

namespace ServiceDesk.Calendar;

/// <summary>A stretch of a day in which work is done, by the clock on the wall: from the first instant until just before the last.</summary>
/// <param name="From">When it opens.</param>
/// <param name="To">When it closes; midnight means the end of the day.</param>
public readonly record struct Frame(LocalTime From, LocalTime To)
{
    /// <summary>All of a day.</summary>
    public static Frame WholeDay { get; } = new(LocalTime.Midnight, LocalTime.Midnight);

    internal long Opens => From.NanosecondOfDay;

    internal long Closes => To == LocalTime.Midnight ? NodaConstants.NanosecondsPerDay : To.NanosecondOfDay;
}

/// <summary>A day that is not like the others of its weekday: a holiday, a shorter day, a make-up working day. It wins over a yearly holiday.</summary>
/// <param name="Reason">What the day is called.</param>
/// <param name="Frames">The frames of this day; none = closed.</param>
public sealed record DayException(string Reason, IReadOnlyList<Frame> Frames);

/// <summary>A day that is closed every year; 29 February in leap years only.</summary>
/// <param name="Month">1 to 12.</param>
/// <param name="Day">The day of the month.</param>
/// <param name="Name">What the day is called.</param>
public sealed record YearlyHoliday(int Month, int Day, string Name);

/// <summary>Which calendar, and which version of it.</summary>
/// <param name="Name">The calendar's name.</param>
/// <param name="Version">Counted from 1.</param>
public readonly record struct CalendarKey(string Name, int Version);

/// <summary>When work is done, as people define it.</summary>
/// <param name="Name">The calendar's name.</param>
/// <param name="Version">Counted from 1.</param>
/// <param name="Zone">The IANA time zone of all its times.</param>
/// <param name="Week">The frames of each weekday; a weekday without any is closed.</param>
/// <param name="Dates">Days that are not like the others.</param>
/// <param name="Yearly">Days that are closed every year.</param>
public sealed record CalendarDefinition(
    string Name,
    int Version,
    string Zone,
    IReadOnlyDictionary<IsoDayOfWeek, IReadOnlyList<Frame>> Week,
    IReadOnlyDictionary<LocalDate, DayException> Dates,
    IReadOnlyList<YearlyHoliday> Yearly)
{
    /// <summary>Which calendar and version this is.</summary>
    public CalendarKey Key => new(Name, Version);
}
