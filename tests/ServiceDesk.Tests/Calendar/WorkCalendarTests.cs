using NodaTime;
using NodaTime.Text;
using ServiceDesk.Calendar;

namespace ServiceDesk.Tests;

public class WorkCalendarTests
{
    private static readonly WorkCalendar office = WorkCalendar.Create(Calendars.Office("Europe/Berlin"));

    [Fact]
    public void A_frame_is_open_from_its_beginning_until_just_before_its_end()
    {
        office.IsOpen(Berlin("2026-03-02T08:59:59")).ShouldBeFalse();
        office.IsOpen(Berlin("2026-03-02T09:00:00")).ShouldBeTrue();
        office.IsOpen(Berlin("2026-03-02T17:00:00") - Duration.Epsilon).ShouldBeTrue();
        office.IsOpen(Berlin("2026-03-02T17:00:00")).ShouldBeFalse();
    }

    [Fact]
    public void Work_that_ends_exactly_at_closing_time_ends_then() =>
        office.Add(Berlin("2026-03-02T09:00:00"), Duration.FromHours(8)).ShouldBe(Berlin("2026-03-02T17:00:00"));

    [Fact]
    public void Work_counted_back_to_opening_time_begins_then() =>
        office.Add(Berlin("2026-03-02T17:00:00"), Duration.FromHours(-8)).ShouldBe(Berlin("2026-03-02T09:00:00"));

    [Fact]
    public void A_start_outside_the_frames_counts_from_the_next_opening() =>
        office.Add(Berlin("2026-02-28T12:00:00"), Duration.FromHours(1)).ShouldBe(Berlin("2026-03-02T10:00:00"));

    [Fact]
    public void A_start_outside_the_frames_counts_back_from_the_last_closing() =>
        office.Add(Berlin("2026-02-28T12:00:00"), Duration.FromHours(-1)).ShouldBe(Berlin("2026-02-27T16:00:00"));

    [Fact]
    public void No_work_at_all_leads_to_the_next_opening() =>
        office.Add(Berlin("2026-02-27T17:00:00"), Duration.Zero).ShouldBe(Berlin("2026-03-02T09:00:00"));

    [Fact]
    public void Working_time_backwards_is_negative()
    {
        office.Between(Berlin("2026-02-27T16:00:00"), Berlin("2026-03-02T10:00:00")).ShouldBe(Duration.FromHours(2));
        office.Between(Berlin("2026-03-02T10:00:00"), Berlin("2026-02-27T16:00:00")).ShouldBe(Duration.FromHours(-2));
    }

    [Fact]
    public void The_next_opening_of_an_open_instant_is_itself_and_so_is_its_last_closing()
    {
        office.NextOpening(Berlin("2026-03-02T10:00:00")).ShouldBe(Berlin("2026-03-02T10:00:00"));
        office.LastClosing(Berlin("2026-03-02T10:00:00")).ShouldBe(Berlin("2026-03-02T10:00:00"));
        office.LastClosing(Berlin("2026-03-02T17:00:00")).ShouldBe(Berlin("2026-03-02T17:00:00"));
        office.LastClosing(Berlin("2026-03-02T09:00:00")).ShouldBe(Berlin("2026-02-27T17:00:00"));
        office.NextOpening(Berlin("2026-02-27T17:00:00")).ShouldBe(Berlin("2026-03-02T09:00:00"));
    }

    [Fact]
    public void An_hour_that_the_clock_skips_is_no_working_time()
    {
        var night = Calendars.Of("Europe/Berlin", ("01:00", "04:00"), IsoDayOfWeek.Sunday);

        night.Between(Berlin("2026-03-29T00:00:00"), Berlin("2026-03-29T12:00:00")).ShouldBe(Duration.FromHours(2));
        night.Add(Berlin("2026-03-29T01:30:00"), Duration.FromHours(1)).ShouldBe(Berlin("2026-03-29T03:30:00"));
    }

    [Fact]
    public void An_hour_that_the_clock_shows_twice_is_worked_twice()
    {
        var night = Calendars.Of("Europe/Berlin", ("02:00", "02:30"), IsoDayOfWeek.Sunday);
        var first = Instant.FromUtc(2026, 10, 25, 0, 0);

        night.Between(first - Duration.FromHours(2), first + Duration.FromHours(5)).ShouldBe(Duration.FromHours(1));
        night.Add(first, Duration.FromMinutes(45)).ShouldBe(first + Duration.FromMinutes(75));
        night.Add(first + Duration.FromHours(3), Duration.FromMinutes(-45)).ShouldBe(first + Duration.FromMinutes(15));
    }

    [Fact]
    public void A_day_may_close_at_midnight_and_the_next_open_there()
    {
        var calendar = Calendars.Of("Asia/Shanghai", ("18:00", "00:00"), IsoDayOfWeek.Monday);

        calendar.Between(Instant.FromUtc(2026, 3, 2, 0, 0), Instant.FromUtc(2026, 3, 3, 0, 0)).ShouldBe(Duration.FromHours(6));
    }

    [Fact]
    public void A_dated_exception_wins_over_a_yearly_holiday_and_over_the_week()
    {
        var definition = Calendars.Office("Asia/Shanghai") with
        {
            Yearly = [new YearlyHoliday(10, 1, "国庆节"), new YearlyHoliday(10, 2, "国庆节")],
            Dates = new Dictionary<LocalDate, DayException>
            {
                [new LocalDate(2026, 10, 2)] = new("half a day", [Calendars.Frame("09:00", "12:00")]),
                [new LocalDate(2026, 10, 10)] = new("make-up day", [Calendars.Frame("09:00", "17:00")]),
            },
        };
        var calendar = WorkCalendar.Create(definition);

        Hours(calendar, new LocalDate(2026, 10, 1)).ShouldBe(0);
        Hours(calendar, new LocalDate(2026, 10, 2)).ShouldBe(3);
        Hours(calendar, new LocalDate(2026, 10, 10)).ShouldBe(8);
        Hours(calendar, new LocalDate(2026, 10, 11)).ShouldBe(0);
    }

    [Fact]
    public void Every_closed_span_tells_why()
    {
        var calendar = WorkCalendar.Create(Calendars.Office("Europe/Berlin") with { Yearly = [new YearlyHoliday(5, 1, "Tag der Arbeit")] });

        calendar.Intervals(Berlin("2026-04-30T16:00:00"), Berlin("2026-05-04T10:00:00")).ShouldBe(
        [
            new CalendarSpan(Berlin("2026-04-30T16:00:00"), Berlin("2026-04-30T17:00:00"), true, null),
            new CalendarSpan(Berlin("2026-04-30T17:00:00"), Berlin("2026-05-01T00:00:00"), false, null),
            new CalendarSpan(Berlin("2026-05-01T00:00:00"), Berlin("2026-05-02T00:00:00"), false, "Tag der Arbeit"),
            new CalendarSpan(Berlin("2026-05-02T00:00:00"), Berlin("2026-05-04T09:00:00"), false, null),
            new CalendarSpan(Berlin("2026-05-04T09:00:00"), Berlin("2026-05-04T10:00:00"), true, null),
        ]);
    }

    [Fact]
    public void Around_the_clock_every_instant_is_open_even_the_first_and_the_last()
    {
        var always = WorkCalendar.AlwaysOpen;

        always.Add(Instant.MinValue, Duration.FromDays(1)).ShouldBe(Instant.MinValue + Duration.FromDays(1));
        always.Between(Instant.MinValue, Instant.MaxValue).ShouldBe(Instant.MaxValue - Instant.MinValue);
        always.IsOpen(Instant.MaxValue).ShouldBeTrue();
    }

    [Fact]
    public void What_a_calendar_holds_can_be_added()
    {
        var from = Instant.FromUtc(2026, 1, 1, 0, 0);
        var hourly = WorkCalendar.Create(Calendars.Office("Etc/UTC") with
        {
            Week = new Dictionary<IsoDayOfWeek, IReadOnlyList<Frame>> { [IsoDayOfWeek.Monday] = [Calendars.Frame("09:00", "10:00")] },
        });

        hourly.Holds(from, Duration.FromDays(500)).ShouldBeTrue();
        hourly.NextOpening(hourly.Add(from, Duration.FromDays(500))).ShouldBeGreaterThan(from);
        hourly.Holds(from, Duration.FromDays(1000)).ShouldBeFalse();
        hourly.Holds(Instant.FromUtc(8000, 1, 1, 0, 0), Duration.Zero).ShouldBeFalse();
        WorkCalendar.AlwaysOpen.Holds(Instant.FromUtc(8000, 1, 1, 0, 0), Duration.FromDays(1000)).ShouldBeTrue();
    }

    [Fact]
    public void A_time_beyond_what_is_counted_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => office.Add(Instant.FromUtc(2026, 1, 1, 0, 0), Duration.FromDays(90_000)));
        Should.Throw<ArgumentOutOfRangeException>(() => office.Add(Instant.FromUtc(2026, 1, 1, 0, 0), Duration.FromDays(-90_000)));
    }

    [Fact]
    public void A_definition_tells_all_that_is_wrong_with_it_by_field()
    {
        var definition = new CalendarDefinition(
            " ",
            0,
            "Europe/Atlantis",
            new Dictionary<IsoDayOfWeek, IReadOnlyList<Frame>>
            {
                [IsoDayOfWeek.Monday] = [Calendars.Frame("09:00", "12:00"), Calendars.Frame("11:00", "15:00"), Calendars.Frame("16:00", "16:00")],
            },
            new Dictionary<LocalDate, DayException> { [new LocalDate(2026, 5, 1)] = new("", [Calendars.Frame("12:00", "11:00")]) },
            [new YearlyHoliday(2, 30, "none"), new YearlyHoliday(13, 1, "none"), new YearlyHoliday(5, 1, "May"), new YearlyHoliday(5, 1, "")]);

        WorkCalendar.Problems(definition).ShouldBe(
        [
            ("name", "is required"),
            ("version", "must be 1 or more"),
            ("zone", "must be an IANA time zone such as Asia/Shanghai"),
            ("week.monday[1]", "overlaps [0]"),
            ("week.monday[2]", "must close after it opens"),
            ("dates.2026-05-01.reason", "is required"),
            ("dates.2026-05-01.frames[0]", "must close after it opens"),
            ("yearly[0].day", "must be a day of this month"),
            ("yearly[1].month", "must be 1 to 12"),
            ("yearly[3].name", "is required"),
            ("yearly[3]", "is there twice"),
        ]);
        Should.Throw<ArgumentException>(() => WorkCalendar.Create(definition)).Message.ShouldContain("Asia/Shanghai");
    }

    [Fact]
    public void A_calendar_without_any_frame_is_refused() =>
        WorkCalendar.Problems(Calendars.Office("Etc/UTC") with { Week = new Dictionary<IsoDayOfWeek, IReadOnlyList<Frame>>() }).ShouldBe([("week", "must have a frame")]);

    [Fact]
    public void A_calendar_that_has_a_holiday_on_every_day_is_refused()
    {
        var everyDay = Enumerable.Range(0, 366).Select(day => new LocalDate(2024, 1, 1).PlusDays(day)).Select(date => new YearlyHoliday(date.Month, date.Day, "rest"));

        WorkCalendar.Problems(Calendars.Office("Etc/UTC") with { Yearly = [.. everyDay] }).ShouldBe([("yearly", "must leave days on which work is done")]);
    }

    [Fact]
    public void Frames_may_touch() =>
        WorkCalendar.Problems(Calendars.Office("Etc/UTC") with
        {
            Week = new Dictionary<IsoDayOfWeek, IReadOnlyList<Frame>> { [IsoDayOfWeek.Monday] = [Calendars.Frame("12:00", "00:00"), Calendars.Frame("08:00", "12:00")] },
        }).ShouldBeEmpty();

    private static double Hours(WorkCalendar calendar, LocalDate date) => calendar.Between(
        calendar.Zone.AtStartOfDay(date).ToInstant(), calendar.Zone.AtStartOfDay(date.PlusDays(1)).ToInstant()).TotalHours;

    private static Instant Berlin(string local) => LocalDateTimePattern.ExtendedIso.Parse(local).Value.InZoneStrictly(DateTimeZoneProviders.Tzdb["Europe/Berlin"]).ToInstant();
}
