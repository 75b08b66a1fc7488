using NodaTime;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.Resolution.Sla;

namespace ServiceDesk.Resolution.Closing;

/// <summary>Deadlines that are given in working days.</summary>
internal static class WorkingDays
{
    /// <summary>Monday to Friday in UTC, for tickets whose solution is promised by no calendar.</summary>
    public static readonly WorkCalendar Usual = WorkCalendar.Create(new CalendarDefinition(
        "working-days", 1, "Etc/UTC",
        new[] { IsoDayOfWeek.Monday, IsoDayOfWeek.Tuesday, IsoDayOfWeek.Wednesday, IsoDayOfWeek.Thursday, IsoDayOfWeek.Friday }
            .ToDictionary(day => day, IReadOnlyList<Frame> (_) => [Frame.WholeDay]),
        new Dictionary<LocalDate, DayException>(), []));

    /// <summary>The days on which a ticket is worked on: those of the calendar by which its solution is promised.</summary>
    public static WorkCalendar Of(Ticket ticket, Func<CalendarKey, WorkCalendar> calendars) =>
        ticket.Clocks.Promise?.Clocks?.FirstOrDefault(one => one.Clock == ClockName.Resolution)?.Calendar is { } version ? calendars(PromisedClocks.Key(version)) : Usual;

    /// <summary>
    /// The same time of day so many working days later: days on which the calendar opens at all. From a day off counting begins when the next
    /// working day opens.
    /// </summary>
    public static Instant After(WorkCalendar calendar, Instant from, int days)
    {
        var local = from.InZone(calendar.Zone).LocalDateTime;
        var opening = Opening(calendar, local.Date);
        if (opening.Date != local.Date) local = opening;
        var date = local.Date;
        for (var passed = 0; passed < days; passed++) date = Opening(calendar, date.PlusDays(1)).Date;
        return (date + local.TimeOfDay).InZoneLeniently(calendar.Zone).ToInstant();
    }

    /// <summary>The first opening on a date or later.</summary>
    private static LocalDateTime Opening(WorkCalendar calendar, LocalDate date) =>
        calendar.NextOpening(calendar.Zone.AtStartOfDay(date).ToInstant()).InZone(calendar.Zone).LocalDateTime;
}
