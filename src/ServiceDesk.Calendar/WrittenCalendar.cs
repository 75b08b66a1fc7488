using NodaTime;
using NodaTime.Text;

namespace ServiceDesk.Calendar;

/// <summary>A span of a day as people write it.</summary>
/// <param name="From">For example <c>09:00</c>.</param>
/// <param name="To">For example <c>17:30</c>; <c>24:00</c> is the end of the day.</param>
public readonly record struct WrittenFrame(string From, string To);

/// <summary>A day that is not like the others, as people write it.</summary>
/// <param name="Date">For example <c>2026-10-01</c>.</param>
/// <param name="Frames">In order; none = closed.</param>
/// <param name="Reason">What the day is called.</param>
public readonly record struct WrittenDate(string Date, IReadOnlyList<WrittenFrame> Frames, string Reason);

/// <summary>A day that is closed every year, as people write it.</summary>
/// <param name="Day">Month and day, for example <c>12-25</c>.</param>
/// <param name="Name">What the day is called.</param>
public readonly record struct WrittenHoliday(string Day, string Name);

/// <summary>A calendar with its days and times of day as text, as it is sent and recorded.</summary>
/// <param name="Name">The calendar's name.</param>
/// <param name="Version">Counted from 1.</param>
/// <param name="Zone">The IANA time zone of all its times.</param>
/// <param name="Week">The frames of Monday to Sunday, in order.</param>
/// <param name="Dates">Days that are not like the others.</param>
/// <param name="Yearly">Days that are closed every year.</param>
public sealed record WrittenCalendar(
    string Name, int Version, string Zone, IReadOnlyList<IReadOnlyList<WrittenFrame>> Week, IReadOnlyList<WrittenDate> Dates, IReadOnlyList<WrittenHoliday> Yearly)
{
    private const string EndOfDay = "24:00";

    /// <summary>A leap year, so that the 29th of February is a day.</summary>
    private const string LeapYear = "2000-";

    private static readonly LocalTimePattern time = LocalTimePattern.CreateWithInvariantCulture("HH:mm");
    private static readonly LocalDatePattern date = LocalDatePattern.Iso;
    private static readonly IsoDayOfWeek[] days = [.. Enum.GetValues<IsoDayOfWeek>().Where(day => day != IsoDayOfWeek.None)];

    /// <summary>What is no day and no time, and what contradicts itself, by the paths of the document; empty = it can be read.</summary>
    public IEnumerable<(string Field, string Reason)> Problems()
    {
        foreach (var (day, frames) in days.Zip(Week))
        {
            foreach (var problem in Problems($"week.{day.ToString().ToLowerInvariant()}", frames)) yield return problem;
        }
        foreach (var (i, one) in Dates.Index())
        {
            if (!date.Parse(one.Date).Success) yield return ($"dates[{i}].date", "must be a date such as 2026-10-01");
            foreach (var problem in Problems($"dates[{i}].frames", one.Frames)) yield return problem;
        }
        foreach (var (i, one) in Yearly.Index())
        {
            if (!date.Parse(LeapYear + one.Day).Success) yield return ($"yearly[{i}].day", "must be month and day such as 12-25");
        }
        var seen = new HashSet<string>();
        foreach (var (i, one) in Dates.Index())
        {
            if (!seen.Add(one.Date)) yield return ($"dates[{i}].date", "is used twice");
        }
    }

    /// <summary>The calendar in the form that counts.</summary>
    /// <exception cref="UnparsableValueException">There are problems.</exception>
    public CalendarDefinition Read() => new(
        Name, Version, Zone,
        days.Zip(Week).ToDictionary(one => one.First, one => Read(one.Second)),
        Dates.ToDictionary(one => date.Parse(one.Date).Value, one => new DayException(one.Reason, Read(one.Frames))),
        [.. Yearly.Select(one => (Day: date.Parse(LeapYear + one.Day).Value, one.Name)).Select(one => new YearlyHoliday(one.Day.Month, one.Day.Day, one.Name))]);

    private static IEnumerable<(string Field, string Reason)> Problems(string path, IReadOnlyList<WrittenFrame> frames)
    {
        var end = -1;
        foreach (var (i, frame) in frames.Index())
        {
            var (from, to) = (Minute(frame.From, isEnd: false), Minute(frame.To, isEnd: true));
            if (from is null) yield return ($"{path}[{i}].from", "must be a time of day such as 09:00");
            if (to is null) yield return ($"{path}[{i}].to", $"must be a time of day such as 17:30, at most {EndOfDay}");
            if (from is null || to is null) continue;
            if (to <= from) yield return ($"{path}[{i}].to", "must be later than from");
            else if (from < end) yield return ($"{path}[{i}].from", "lies before the end of the frame before: frames must not overlap and stand in order");
            end = Math.Max(end, to.Value);
        }
    }

    /// <summary>The minute of the day; null when it is no time.</summary>
    private static int? Minute(string text, bool isEnd)
    {
        if (isEnd && text == EndOfDay) return 24 * 60;
        return time.Parse(text) is { Success: true, Value: var at } ? (at.Hour * 60) + at.Minute : null;
    }

    private static IReadOnlyList<Frame> Read(IReadOnlyList<WrittenFrame> frames) =>
        [.. frames.Select(one => new Frame(time.Parse(one.From).Value, one.To == EndOfDay ? LocalTime.Midnight : time.Parse(one.To).Value))];
}
