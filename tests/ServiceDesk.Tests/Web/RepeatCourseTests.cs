using NodaTime;
using ServiceDesk.Web.Registers;
using ServiceDesk.Web.Reports;

namespace ServiceDesk.Tests.Web;

public class RepeatCourseTests
{
    private static readonly LocalDate monday = new(2026, 3, 2);

    [Fact]
    public void A_week_without_incidents_counts_none_and_what_lies_ahead_is_left_out()
    {
        var filter = new ReportFilter(new LocalDate(2026, 3, 4), new LocalDate(2026, 5, 31), null, null, null, null);
        PeriodCount[] counted = [new(monday.AtStartOfDayInZone(DateTimeZone.Utc).ToInstant(), 3), new(monday.PlusWeeks(2).AtStartOfDayInZone(DateTimeZone.Utc).ToInstant(), 1)];

        var course = RepeatCourse.Of(counted, filter, DateTimeZone.Utc, monday.PlusWeeks(2));

        course.ShouldBe([(monday, 3), (monday.PlusWeeks(1), 0), (monday.PlusWeeks(2), 1)]);
    }

    [Fact]
    public void A_long_time_is_told_by_months()
    {
        var filter = new ReportFilter(new LocalDate(2026, 1, 15), new LocalDate(2026, 12, 31), null, null, null, null);

        RepeatCourse.Of([], filter, DateTimeZone.Utc, new LocalDate(2026, 4, 1)).Select(one => one.First.Month).ShouldBe([1, 2, 3, 4]);
    }
}
