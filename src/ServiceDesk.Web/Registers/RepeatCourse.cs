using NodaTime;
using ServiceDesk.Web.Reports;

namespace ServiceDesk.Web.Registers;

/// <summary>How often something came in each period of a filter, also in those in which it did not.</summary>
internal static class RepeatCourse
{
    /// <summary>The periods up to today, each with its first day; weeks begin on Monday, as the service counts them.</summary>
    public static IReadOnlyList<(LocalDate First, int Count)> Of(IReadOnlyList<PeriodCount> counted, ReportFilter filter, DateTimeZone zone, LocalDate today)
    {
        var counts = counted.ToDictionary(one => one.From.InZone(zone).Date, one => one.Count);
        var (first, step) = filter.Step switch
        {
            "month" => (filter.First.With(DateAdjusters.StartOfMonth), Period.FromMonths(1)),
            "week" => (filter.First.PlusDays(1 - (int)filter.First.DayOfWeek), Period.FromWeeks(1)),
            _ => (filter.First, Period.FromDays(1)),
        };
        var course = new List<(LocalDate, int)>();
        for (var day = first; day <= filter.Last && day <= today; day += step) course.Add((day, counts.GetValueOrDefault(day)));
        return course;
    }
}
