using System.Collections.Concurrent;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Routing;

/// <summary>Shifts as calendars. Those who work alike share one, because a calendar keeps the years that it has worked out.</summary>
internal static class ShiftCalendars
{
    public const string EndOfDay = "24:00";

    private const int MostKept = 1000;

    private static readonly LocalTimePattern time = LocalTimePattern.CreateWithInvariantCulture("HH:mm");
    private static readonly ConcurrentDictionary<string, WorkCalendar> kept = new();

    /// <summary>The calendar of shifts without problems; null without any frame.</summary>
    public static WorkCalendar? Of(string? zone, WorkingWeek? shifts)
    {
        if (shifts is null || Days(shifts).All(day => day.Frames.Count == 0)) return null;
        if (kept.Count >= MostKept) kept.Clear();
        return kept.GetOrAdd(JsonSerializer.Serialize(new { zone, shifts }, HttpJson.Options), _ => WorkCalendar.Create(Definition(zone, shifts)));
    }

    /// <summary>The days of a week by the names of their fields.</summary>
    public static IReadOnlyList<(IsoDayOfWeek Day, string Field, IReadOnlyList<WorkingFrame> Frames)> Days(WorkingWeek week) =>
    [
        (IsoDayOfWeek.Monday, "monday", week.Monday), (IsoDayOfWeek.Tuesday, "tuesday", week.Tuesday), (IsoDayOfWeek.Wednesday, "wednesday", week.Wednesday),
        (IsoDayOfWeek.Thursday, "thursday", week.Thursday), (IsoDayOfWeek.Friday, "friday", week.Friday), (IsoDayOfWeek.Saturday, "saturday", week.Saturday),
        (IsoDayOfWeek.Sunday, "sunday", week.Sunday),
    ];

    /// <summary>A time of day as written in frames; null when it is none. Midnight at the end of a day is written 24:00.</summary>
    public static LocalTime? Time(string text, bool isEnd)
    {
        if (isEnd && text == EndOfDay) return LocalTime.Midnight;
        return time.Parse(text) is { Success: true, Value: var at } && !(isEnd && at == LocalTime.Midnight) ? at : null;
    }

    /// <summary>The shifts in the form that counts; frames that are no times are left out.</summary>
    public static CalendarDefinition Definition(string? zone, WorkingWeek shifts) => new(
        "shifts", 1, zone ?? "Etc/UTC", Days(shifts).ToDictionary(day => day.Day, IReadOnlyList<Frame> (day) => [.. day.Frames.Select(Read).OfType<Frame>()]),
        new Dictionary<LocalDate, DayException>(), []);

    private static Frame? Read(WorkingFrame frame) => Time(frame.From, isEnd: false) is { } from && Time(frame.To, isEnd: true) is { } to ? new Frame(from, to) : null;
}

/// <summary>Days of the roster as spans of time.</summary>
internal static class RosterDays
{
    public static LocalDate? Date(string? text) => text is not null && LocalDatePattern.Iso.Parse(text) is { Success: true, Value: var day } ? day : null;

    /// <summary>From the beginning of the first day to the end of the last one; without a day there is no limit.</summary>
    public static (Instant From, Instant To) Span(string? first, string? last, string? zone)
    {
        var clock = DateTimeZoneProviders.Tzdb[zone ?? "Etc/UTC"];
        return (
            Date(first) is { } from ? clock.AtStartOfDay(from).ToInstant() : Instant.MinValue,
            Date(last) is { } until ? clock.AtStartOfDay(until.PlusDays(1)).ToInstant() : Instant.MaxValue);
    }
}
