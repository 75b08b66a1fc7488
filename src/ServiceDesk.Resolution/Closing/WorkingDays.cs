using NodaTime;

namespace ServiceDesk.Resolution.Closing;

/// <summary>Deadlines that are given in working days: Monday to Friday in UTC.</summary>
internal static class WorkingDays
{
    /// <summary>The same time of day so many working days later. From a day off counting begins with the next working day.</summary>
    public static Instant After(Instant from, int days)
    {
        var local = from.InUtc().LocalDateTime;
        if (!IsWorked(local.Date)) local = Next(local.Date).AtMidnight();
        var date = local.Date;
        for (var passed = 0; passed < days; passed++) date = Next(date);
        return (date + local.TimeOfDay).InUtc().ToInstant();
    }

    private static LocalDate Next(LocalDate date)
    {
        do date = date.PlusDays(1);
        while (!IsWorked(date));
        return date;
    }

    private static bool IsWorked(LocalDate date) => date.DayOfWeek is not (IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday);
}
