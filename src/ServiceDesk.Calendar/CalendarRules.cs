using System.Globalization;
using NodaTime;

namespace ServiceDesk.Calendar;

/// <summary>What a calendar must be like, so that working time can be counted by it.</summary>
internal static class CalendarRules
{
    /// <summary>A leap year, so that every day of every year is one of its days.</summary>
    private const int LeapYear = 2000;

    public static IEnumerable<(string Field, string Reason)> Check(CalendarDefinition definition)
    {
        if (string.IsNullOrWhiteSpace(definition.Name)) yield return ("name", "is required");
        if (definition.Version < 1) yield return ("version", "must be 1 or more");
        if (string.IsNullOrWhiteSpace(definition.Zone) || DateTimeZoneProviders.Tzdb.GetZoneOrNull(definition.Zone) is null)
        {
            yield return ("zone", "must be an IANA time zone such as Asia/Shanghai");
        }
        foreach (var problem in CheckWeek(definition.Week)) yield return problem;
        foreach (var (date, day) in definition.Dates.OrderBy(pair => pair.Key))
        {
            var field = $"dates.{date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)}";
            if (string.IsNullOrWhiteSpace(day.Reason)) yield return ($"{field}.reason", "is required");
            foreach (var problem in CheckFrames($"{field}.frames", day.Frames)) yield return problem;
        }
        foreach (var problem in CheckYearly(definition.Yearly)) yield return problem;
    }

    private static IEnumerable<(string Field, string Reason)> CheckWeek(IReadOnlyDictionary<IsoDayOfWeek, IReadOnlyList<Frame>> week)
    {
        if (week.Values.Sum(frames => frames.Count) == 0) yield return ("week", "must have a frame");
        foreach (var (day, frames) in week.OrderBy(pair => pair.Key))
        {
            if (day is < IsoDayOfWeek.Monday or > IsoDayOfWeek.Sunday) yield return ("week", "must name days from Monday to Sunday");
            foreach (var problem in CheckFrames($"week.{day.ToString().ToLowerInvariant()}", frames)) yield return problem;
        }
    }

    private static IEnumerable<(string Field, string Reason)> CheckFrames(string field, IReadOnlyList<Frame> frames)
    {
        for (var i = 0; i < frames.Count; i++)
        {
            var frame = frames[i];
            if (frame.Opens >= frame.Closes) yield return ($"{field}[{i}]", "must close after it opens");
            else if (FirstOverlap(frames, i) is { } other) yield return ($"{field}[{i}]", $"overlaps [{other}]");
        }
    }

    private static int? FirstOverlap(IReadOnlyList<Frame> frames, int index)
    {
        for (var other = 0; other < index; other++)
        {
            if (frames[index].Opens < frames[other].Closes && frames[other].Opens < frames[index].Closes) return other;
        }
        return null;
    }

    private static IEnumerable<(string Field, string Reason)> CheckYearly(IReadOnlyList<YearlyHoliday> yearly)
    {
        var seen = new HashSet<(int, int)>();
        for (var i = 0; i < yearly.Count; i++)
        {
            var (month, day, name) = yearly[i];
            if (string.IsNullOrWhiteSpace(name)) yield return ($"yearly[{i}].name", "is required");
            if (month is < 1 or > 12) yield return ($"yearly[{i}].month", "must be 1 to 12");
            else if (day < 1 || day > CalendarSystem.Iso.GetDaysInMonth(LeapYear, month)) yield return ($"yearly[{i}].day", "must be a day of this month");
            else if (!seen.Add((month, day))) yield return ($"yearly[{i}]", "is there twice");
        }
        if (seen.Count >= CalendarSystem.Iso.GetDaysInYear(LeapYear) - 1) yield return ("yearly", "must leave days on which work is done");
    }
}
