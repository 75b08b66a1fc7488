using NodaTime;
using ServiceDesk.Calendar;
using ServiceDesk.Resolution.Closing;

namespace ServiceDesk.Tests;

public class WorkingDaysTests
{
    [Theory]
    [InlineData("a day", "2026-03-02T08:30", 1, "2026-03-03T08:30")]
    [InlineData("over a weekend", "2026-03-05T08:30", 2, "2026-03-09T08:30")]
    [InlineData("a week", "2026-03-06T08:30", 5, "2026-03-13T08:30")]
    [InlineData("from a Saturday", "2026-03-07T15:00", 1, "2026-03-10T00:00")]
    [InlineData("from a Sunday", "2026-03-08T15:00", 5, "2026-03-16T00:00")]
    [InlineData("none", "2026-03-07T15:00", 0, "2026-03-09T00:00")]
    public void Saturdays_and_Sundays_do_not_count(string what, string from, int days, string to) =>
        WorkingDays.After(WorkingDays.Usual, Utc(from), days).ShouldBe(Utc(to), what);

    [Fact]
    public void A_calendar_of_its_own_counts_its_holidays_make_up_days_and_clock_changes()
    {
        var frames = new Frame[] { new(new LocalTime(9, 0), new LocalTime(17, 0)) };
        var berlin = WorkCalendar.Create(new CalendarDefinition(
            "berlin", 1, "Europe/Berlin",
            Enumerable.Range(1, 5).ToDictionary(day => (IsoDayOfWeek)day, IReadOnlyList<Frame> (_) => frames),
            new Dictionary<LocalDate, DayException>
            {
                [new LocalDate(2026, 3, 27)] = new("inventory", []),
                [new LocalDate(2026, 3, 28)] = new("make-up day", frames),
            },
            []));

        // Thursday 10:00 by the winter's clock; Friday is closed, Saturday is worked, then comes Monday by the summer's clock.
        WorkingDays.After(berlin, Utc("2026-03-26T09:00"), 1).ShouldBe(Utc("2026-03-28T09:00"));
        WorkingDays.After(berlin, Utc("2026-03-26T09:00"), 2).ShouldBe(Utc("2026-03-30T08:00"));
        WorkingDays.After(berlin, Utc("2026-03-27T12:00"), 0).ShouldBe(Utc("2026-03-28T08:00"));
    }

    private static Instant Utc(string local) => NodaTime.Text.LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm").Parse(local).Value.InUtc().ToInstant();
}
