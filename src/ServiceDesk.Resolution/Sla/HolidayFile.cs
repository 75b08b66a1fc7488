using System.Globalization;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Evaluation;
using NodaTime;
using ServiceDesk.Contracts;

namespace ServiceDesk.Resolution.Sla;

/// <summary>The holidays of an iCalendar file: whole days, once or over and over.</summary>
internal sealed record HolidayFile(IReadOnlyList<DatedDay> Dates, IReadOnlyList<YearlyDay> Yearly)
{
    /// <summary>Bytes.</summary>
    public const int Largest = 256 * 1024;

    /// <summary>A repetition that is no simple anniversary is written down for so many years from today, or from its start when that comes later.</summary>
    private const int YearsAhead = 10;

    private const int MostEvents = 2000;
    private const int LongestEvent = 60;
    private const int LongestLabel = 200;

    /// <summary>The 29th of February comes in 12 of 96 months at worst; a rule that finds nothing for longer, such as a 30th, never does.</summary>
    private static readonly EvaluationOptions patience = new() { MaxUnmatchedIncrementsLimit = 1000 };

    /// <summary>Reads a file; what is wrong with it is noted by the place of the event. Days of a repetition that are past everywhere on Earth are left out.</summary>
    public static HolidayFile Read(string text, Instant now, List<WrongValue> wrong)
    {
        var none = new HolidayFile([], []);
        CalendarEvent[] events;
        try
        {
            events = [.. CalendarCollection.Load(text).SelectMany(calendar => calendar.Events)];
        }
        catch (Exception unreadable) when (unreadable is not OutOfMemoryException) // the reader throws whatever its parts throw
        {
            wrong.Add(new WrongValue("body", $"is no iCalendar file: {unreadable.Message}"));
            return none;
        }
        if (events.Length is 0 or > MostEvents)
        {
            wrong.Add(new WrongValue("body", string.Create(CultureInfo.InvariantCulture, $"must hold 1 to {MostEvents} events, not {events.Length}")));
            return none;
        }
        var today = new CalDateTime(now.WithOffset(Offset.FromHours(-12)).Date.ToDateOnly());
        var (dates, yearly) = (new SortedDictionary<string, DatedDay>(StringComparer.Ordinal), new SortedDictionary<string, YearlyDay>(StringComparer.Ordinal));
        foreach (var (i, one) in events.Index())
        {
            try
            {
                if (Refusal(one) is { } reason) wrong.Add(new WrongValue($"events[{i}]", reason));
                else Add(one, today, dates, yearly);
            }
            catch (Exception uncountable) when (uncountable is not OutOfMemoryException) // as above: a rule is first understood when its days are asked for
            {
                wrong.Add(new WrongValue($"events[{i}]", $"has days that cannot be told: {uncountable.Message}"));
            }
        }
        return new HolidayFile([.. dates.Values], [.. yearly.Values]);
    }

    private static string? Refusal(CalendarEvent one)
    {
        if (one.Start is not { } start) return "has no start";
        if (!one.IsAllDay || start.HasTime) return "is no whole day";
        if (Days(one) is < 1 or > LongestEvent) return $"must last 1 to {LongestEvent} days";
        if (one.RecurrenceRule is { Frequency: not (FrequencyType.Yearly or FrequencyType.Monthly) }) return "repeats more often than every month";
        if (start.Year is < 1950 or > 2200) return "lies too far away";
        if (string.IsNullOrWhiteSpace(one.Summary)) return "has no summary, which is the holiday's name";
        return one.Summary.Contains('\0', StringComparison.Ordinal) ? "holds a NUL character in its summary" : null;
    }

    private static void Add(CalendarEvent one, CalDateTime today, SortedDictionary<string, DatedDay> dates, SortedDictionary<string, YearlyDay> yearly)
    {
        var label = one.Summary!.Trim();
        if (label.Length > LongestLabel) label = label[..(char.IsHighSurrogate(label[LongestLabel - 1]) ? LongestLabel - 1 : LongestLabel)];
        if (IsAnniversary(one))
        {
            for (var day = 0; day < Days(one); day++)
            {
                var month = one.Start!.Date.AddDays(day).ToString("MM-dd", CultureInfo.InvariantCulture);
                yearly.TryAdd(month, new YearlyDay(month, label));
            }
            return;
        }
        var current = one.Start! < today ? today : one.Start!;
        var (begin, end) = (one.RecurrenceRule is null ? one.Start! : current, current.AddYears(YearsAhead));
        foreach (var occurrence in one.GetOccurrences(begin, patience).TakeWhile(next => next.Period.StartTime < end).Take(MostEvents))
        {
            for (var day = 0; day < Days(one); day++)
            {
                var date = occurrence.Period.StartTime.Date.AddDays(day);
                if (date < begin.Date) continue;
                var text = date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                dates.TryAdd(text, new DatedDay(text, [], label));
            }
        }
    }

    /// <summary>The same day of every year, without end and without exceptions.</summary>
    private static bool IsAnniversary(CalendarEvent one) =>
        one.RecurrenceRule is { Frequency: FrequencyType.Yearly, Interval: 1, Count: null, Until: null } rule
        && rule.ByDay.Count == 0 && rule.ByWeekNo.Count == 0 && rule.ByYearDay.Count == 0 && rule.BySetPosition.Count == 0
        && rule.ByMonth.All(month => month == one.Start!.Month) && rule.ByMonthDay.All(day => day == one.Start!.Day)
        && !one.ExceptionDates.GetAllDates().Any();

    /// <summary>An event without an end is one day.</summary>
    private static int Days(CalendarEvent one) => one.End is { } end ? end.Date.DayNumber - one.Start!.Date.DayNumber : one.Duration is { } duration ? Math.Max(1, (int)duration.ToTimeSpanUnspecified().TotalDays) : 1;
}
