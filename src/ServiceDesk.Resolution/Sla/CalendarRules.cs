using System.Globalization;
using NodaTime;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;

namespace ServiceDesk.Resolution.Sla;

/// <summary>What makes a calendar whole, and how its recorded form becomes one that counts.</summary>
internal static class CalendarRules
{
    public const int MostFrames = 48;
    public const int MostDates = 5000;

    /// <summary>So long after it took effect a calendar must still hold the longest target: some ticket may be opened then.</summary>
    private const int YearsInUse = 50;

    private static string TooLittle => string.Create(CultureInfo.InvariantCulture,
        $"holds too little working time: the longest target, {PolicyRules.LongestTarget.Days} days of it, begun {YearsInUse} years after the calendar takes effect, must end by the year 2260, until which time is counted");

    /// <summary>What is no calendar at all, by the paths of the document: days and times that are none, frames and dates that contradict each other.</summary>
    public static IEnumerable<(string Field, string Reason)> Check(string zone, WorkingWeek week, IReadOnlyList<DatedDay> dates, IReadOnlyList<YearlyDay> yearly) =>
        Written("", 1, zone, week, dates, yearly).Problems();

    /// <summary>Why time cannot be counted by a calendar whose form is right, for as long as anything may ask it; by field, empty when it can.</summary>
    public static IReadOnlyDictionary<string, string> Uncountable(WorkingCalendarDefined defined)
    {
        var definition = Definition(defined);
        var problems = WorkCalendar.Problems(definition);
        if (problems.Count == 0 && !WorkCalendar.Create(definition).Holds(defined.EffectiveFrom + Duration.FromDays(365 * YearsInUse), PolicyRules.LongestTarget))
            problems = [("week", TooLittle)];
        return problems.GroupBy(one => one.Field).ToDictionary(one => one.Key, one => string.Join("; ", one.Select(each => each.Reason)));
    }

    /// <summary>The calendar in the form that counts.</summary>
    public static CalendarDefinition Definition(WorkingCalendarDefined one) => Written(one.Calendar, one.Version, one.Zone, one.Week, one.Dates, one.Yearly).Read();

    private static WrittenCalendar Written(string name, int version, string zone, WorkingWeek week, IReadOnlyList<DatedDay> dates, IReadOnlyList<YearlyDay> yearly)
    {
        IReadOnlyList<WorkingFrame>[] days = [week.Monday, week.Tuesday, week.Wednesday, week.Thursday, week.Friday, week.Saturday, week.Sunday];
        return new WrittenCalendar(
            name, version, zone, [.. days.Select(Frames)], [.. dates.Select(one => new WrittenDate(one.Date, Frames(one.Frames), one.Label))],
            [.. yearly.Select(one => new WrittenHoliday(one.Day, one.Label))]);
    }

    private static IReadOnlyList<WrittenFrame> Frames(IReadOnlyList<WorkingFrame> frames) => [.. frames.Select(one => new WrittenFrame(one.From, one.To))];
}
