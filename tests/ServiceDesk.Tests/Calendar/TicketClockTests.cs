using NodaTime;
using ServiceDesk.Analytics.WhatIf;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;

namespace ServiceDesk.Tests;

/// <summary>The clocks of tickets have one meaning, whoever counts them.</summary>
public class TicketClockTests
{
    [Theory]
    [InlineData("response", "Opened", "RequesterTold Responded Resolved Closed", false)]
    [InlineData("diagnosis", "Opened", "Diagnosed Resolved Closed", false)]
    [InlineData("update", "Opened RequesterTold Reopened", "RequesterTold Resolved Closed", true)]
    [InlineData("resolution", "Opened", "Resolved Closed", false)]
    public void Each_clock_is_started_and_stopped_by_its_own_facts(string clock, string starts, string stops, bool repeats)
    {
        var rule = TicketClock.Rule(clock, ["vendor"], "restart", [50]);
        (string.Join(' ', rule.Starts), string.Join(' ', rule.Stops), rule.Repeats, rule.Reopening).ShouldBe((starts, stops, repeats, ReopeningRule.Restart));
        (rule.PausedBy.Single(), rule.Warnings.Single()).ShouldBe(("vendor", 50));
    }

    [Fact]
    public void Every_clock_and_reopening_that_is_promised_has_a_meaning()
    {
        foreach (var clock in Enum.GetValues<ClockName>())
        {
            foreach (var reopening in Enum.GetValues<Reopening>())
                PromisedTerms.Of(new ClockPromise(clock, Duration.FromHours(1), null, [], [], reopening), "x-1").Rule.Reopening.ToString().ShouldBe(reopening.ToString());
        }
        Should.Throw<ArgumentOutOfRangeException>(() => TicketClock.Rule("lunch", [], "resume", []));
        Should.Throw<ArgumentOutOfRangeException>(() => TicketClock.Rule("update", [], "never", []));
    }

    [Fact]
    public void A_calendar_as_people_write_it_counts_as_it_says()
    {
        WrittenFrame[] night = [new("22:00", "24:00")];
        var written = new WrittenCalendar("nights", 1, "UTC", [night, [], [], [], [], [], []], [new("2026-03-03", [new("09:00", "10:00")], "Stocktaking")], [new("02-29", "Leap day")]);
        written.Problems().ShouldBeEmpty();
        var read = written.Read();
        (read.Week[IsoDayOfWeek.Monday].Single(), read.Week[IsoDayOfWeek.Sunday].Count).ShouldBe((new Frame(new LocalTime(22, 0), LocalTime.Midnight), 0));
        (read.Dates[new LocalDate(2026, 3, 3)].Frames.Single(), read.Yearly.Single()).ShouldBe((new Frame(new LocalTime(9, 0), new LocalTime(10, 0)), new YearlyHoliday(2, 29, "Leap day")));

        var wrong = written with
        {
            Week = [[new("9", "25:00"), new("10:00", "09:00"), new("11:00", "12:00"), new("11:30", "13:00")], [], [], [], [], [], []],
            Dates = [new("2026-02-30", [], "x"), new("2026-02-30", [], "x")],
            Yearly = [new("13-01", "x")],
        };
        wrong.Problems().Select(one => one.Field).ShouldBe([
            "week.monday[0].from", "week.monday[0].to", "week.monday[1].to", "week.monday[3].from", "dates[0].date", "dates[1].date", "yearly[0].day", "dates[1].date"]);
    }
}
