using System.Globalization;
using NodaTime;
using NodaTime.Text;
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

    private const string MidnightAtTheEnd = "24:00";
    private static readonly LocalTimePattern time = LocalTimePattern.CreateWithInvariantCulture("HH:mm");
    private static readonly LocalDatePattern date = LocalDatePattern.Iso;

    private static string TooLittle => string.Create(CultureInfo.InvariantCulture,
        $"holds too little working time: the longest target, {PolicyRules.LongestTarget.Days} days of it, begun {YearsInUse} years after the calendar takes effect, must end by the year 2260, until which time is counted");

    /// <summary>A leap year, so that the 29th of February is a day.</summary>
    private const string LeapYear = "2000-";

    /// <summary>What is no calendar at all, by the paths of the document: days and times that are none, frames and dates that contradict each other.</summary>
    public static IEnumerable<WrongValue> Check(WorkingWeek week, IReadOnlyList<DatedDay> dates, IReadOnlyList<YearlyDay> yearly)
    {
        foreach (var wrong in Days(week).SelectMany(one => Frames($"week.{one.Day.ToString().ToLowerInvariant()}", one.Frames))) yield return wrong;
        foreach (var (i, one) in dates.Index())
        {
            if (one.Date.Length > 0 && !date.Parse(one.Date).Success) yield return new WrongValue($"dates[{i}].date", "must be a date such as 2026-10-01");
            foreach (var wrong in Frames($"dates[{i}].frames", one.Frames)) yield return wrong;
        }
        foreach (var (i, one) in yearly.Index())
        {
            if (one.Day.Length > 0 && !date.Parse(LeapYear + one.Day).Success) yield return new WrongValue($"yearly[{i}].day", "must be month and day such as 12-25");
        }
        var seen = new HashSet<string>();
        foreach (var (i, one) in dates.Index().Where(one => one.Item.Date.Length > 0 && !seen.Add(one.Item.Date))) yield return new WrongValue($"dates[{i}].date", "is used twice");
    }

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
    public static CalendarDefinition Definition(WorkingCalendarDefined defined) => new(
        defined.Calendar, defined.Version, defined.Zone,
        Days(defined.Week).ToDictionary(one => one.Day, one => Frames(one.Frames)),
        defined.Dates.ToDictionary(one => date.Parse(one.Date).Value, one => new DayException(one.Label, Frames(one.Frames))),
        [.. defined.Yearly.Select(one => date.Parse(LeapYear + one.Day).Value).Zip(defined.Yearly, (day, one) => new YearlyHoliday(day.Month, day.Day, one.Label))]);

    private static IEnumerable<(IsoDayOfWeek Day, IReadOnlyList<WorkingFrame> Frames)> Days(WorkingWeek week) =>
    [
        (IsoDayOfWeek.Monday, week.Monday), (IsoDayOfWeek.Tuesday, week.Tuesday), (IsoDayOfWeek.Wednesday, week.Wednesday), (IsoDayOfWeek.Thursday, week.Thursday),
        (IsoDayOfWeek.Friday, week.Friday), (IsoDayOfWeek.Saturday, week.Saturday), (IsoDayOfWeek.Sunday, week.Sunday),
    ];

    private static IEnumerable<WrongValue> Frames(string path, IReadOnlyList<WorkingFrame> frames)
    {
        var end = -1;
        foreach (var (i, frame) in frames.Index())
        {
            var (from, to) = (Minute(frame.From, isEnd: false), Minute(frame.To, isEnd: true));
            if (from is null && frame.From.Length > 0) yield return new WrongValue($"{path}[{i}].from", "must be a time of day such as 09:00");
            if (to is null && frame.To.Length > 0) yield return new WrongValue($"{path}[{i}].to", $"must be a time of day such as 17:30, at most {MidnightAtTheEnd}");
            if (from is null || to is null) continue;
            if (to <= from) yield return new WrongValue($"{path}[{i}].to", "must be later than from");
            else if (from < end) yield return new WrongValue($"{path}[{i}].from", "lies before the end of the frame before: frames must not overlap and stand in order");
            end = Math.Max(end, to.Value);
        }
    }

    /// <summary>The minute of the day; null when it is no time.</summary>
    private static int? Minute(string text, bool isEnd)
    {
        if (isEnd && text == MidnightAtTheEnd) return 24 * 60;
        return time.Parse(text) is { Success: true, Value: var at } ? (at.Hour * 60) + at.Minute : null;
    }

    private static IReadOnlyList<Frame> Frames(IReadOnlyList<WorkingFrame> frames) =>
        [.. frames.Select(one => new Frame(time.Parse(one.From).Value, one.To == MidnightAtTheEnd ? LocalTime.Midnight : time.Parse(one.To).Value))];
}
