using NodaTime;
using NodaTime.Text;
using ServiceDesk.Calendar;

namespace ServiceDesk.Tests;

/// <summary>Calendars for tests.</summary>
internal static class Calendars
{
    /// <summary>Monday to Friday from nine to five.</summary>
    public static CalendarDefinition Office(string zone) => Definition(
        zone, [Frame("09:00", "17:00")], IsoDayOfWeek.Monday, IsoDayOfWeek.Tuesday, IsoDayOfWeek.Wednesday, IsoDayOfWeek.Thursday, IsoDayOfWeek.Friday);

    public static WorkCalendar Of(string zone, (string From, string To) frame, params IsoDayOfWeek[] weekdays) =>
        WorkCalendar.Create(Definition(zone, [Frame(frame.From, frame.To)], weekdays));

    public static Frame Frame(string from, string to) => new(Time(from), Time(to));

    private static CalendarDefinition Definition(string zone, IReadOnlyList<Frame> frames, params IsoDayOfWeek[] weekdays) =>
        new("office", 1, zone, weekdays.ToDictionary(day => day, _ => frames), new Dictionary<LocalDate, DayException>(), []);

    private static LocalTime Time(string text) => text == "24:00" ? LocalTime.Midnight : LocalTimePattern.CreateWithInvariantCulture("HH:mm").Parse(text).Value;
}
