namespace ServiceDesk.Dev.Demo;

/// <summary>When people write to the desk: seasons, holidays, weekdays and hours of their own place, over the days before an instant.</summary>
internal sealed class Season
{
    private static readonly double[] months = [1.08, 0.95, 1.1, 1.04, 0.98, 1.0, 0.92, 0.84, 1.1, 1.02, 1.12, 0.9];
    private static readonly double[] weekdays = [0.16, 1.28, 1.12, 1.04, 1.0, 0.92, 0.24]; // from Sunday
    private static readonly double[] hours =
        [0.08, 0.05, 0.04, 0.04, 0.05, 0.1, 0.3, 0.8, 2.2, 3.4, 3.2, 2.5, 1.3, 2.2, 2.9, 2.7, 2.1, 1.4, 0.7, 0.45, 0.35, 0.28, 0.2, 0.12];

    /// <summary>The first days of the lunar year by the common calendar.</summary>
    private static readonly Dictionary<int, DateOnly> springFestivals = new()
    {
        [2024] = new(2024, 2, 10),
        [2025] = new(2025, 1, 29),
        [2026] = new(2026, 2, 17),
        [2027] = new(2027, 2, 6),
        [2028] = new(2028, 1, 26),
        [2029] = new(2029, 2, 13),
        [2030] = new(2030, 2, 3),
    };

    private readonly DateOnly first;
    private readonly Dictionary<string, double[]> daysByZone = [];
    private readonly DateTimeOffset now;

    internal Season(DateTimeOffset now, int days)
    {
        this.now = now;
        first = DateOnly.FromDateTime(now.UtcDateTime).AddDays(-days);
        Days = days;
    }

    internal int Days { get; }

    /// <summary>An instant of the year that has passed, as people in a zone would choose it.</summary>
    internal DateTimeOffset Choose(Dice dice, string zone)
    {
        if (!daysByZone.TryGetValue(zone, out var weights))
            daysByZone[zone] = weights = [.. Enumerable.Range(0, Days).Select(day => Weight(first.AddDays(day), zone) * (0.85 + (0.3 * day / Days)))];
        while (true)
        {
            var local = first.AddDays(dice.Weighted(weights)).ToDateTime(new TimeOnly(dice.Weighted(hours), dice.Between(0, 59), dice.Between(0, 59)));
            var at = InZone(local, zone);
            if (at < now) return at;
        }
    }

    /// <summary>An instant of a clock on the wall; the hour that is left out in spring counts as the next.</summary>
    internal static DateTimeOffset InZone(DateTime local, string zone)
    {
        var place = TimeZoneInfo.FindSystemTimeZoneById(zone);
        if (place.IsInvalidTime(local)) local = local.AddHours(1);
        return new DateTimeOffset(local, place.GetUtcOffset(local)).ToUniversalTime();
    }

    private static double Weight(DateOnly day, string zone)
    {
        var quiet = zone == "Asia/Shanghai" ? IsChineseHoliday(day) : day is { Month: 12, Day: >= 24 } or { Month: 1, Day: 1 };
        return months[day.Month - 1] * weekdays[(int)day.DayOfWeek] * (quiet ? 0.15 : 1);
    }

    private static bool IsChineseHoliday(DateOnly day) =>
        day is { Month: 10, Day: <= 7 } || (springFestivals.TryGetValue(day.Year, out var spring) && day.DayNumber - spring.DayNumber is >= -1 and < 7);
}
