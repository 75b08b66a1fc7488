using NodaTime;
using ServiceDesk.Analytics.WhatIf.Staffing;
using ServiceDesk.Calendar;

namespace ServiceDesk.Tests;

/// <summary>A desk of one or two agents, whose queue can be followed by hand.</summary>
public class SimulationTests
{
    private static readonly WorkHours always = new([(0, 1000)]);

    [Fact]
    public void Whoever_is_free_takes_the_highest_priority_and_of_those_the_oldest()
    {
        var desk = new Simulation([Agent(always, 0)], 1);
        SimulatedTicket[] tickets = [new(0, 2, 0), new(0, 3, 2), new(0, 0, 5), new(0, 2, 4), new(0, 2, 3)];
        // The first lasts until 10; then P1, the older P3, the other P3, and P4 last.
        desk.Run(tickets, [10, 1, 20, 5, 5]).ShouldBe([0L, 40L, 10L, 35L, 30L]);
    }

    [Fact]
    public void A_second_agent_takes_what_would_have_waited_and_whoever_was_idle_longest_comes_first()
    {
        var desk = new Simulation([Agent(always, 0), Agent(always, 0)], 1);
        desk.Run([new(0, 2, 0), new(0, 2, 2), new(0, 2, 3), new(0, 2, 30)], [10, 1, 20, 5]).ShouldBe([0L, 2L, 3L, 30L]);
    }

    [Fact]
    public void Nobody_works_before_the_shift_and_work_goes_on_in_the_next_one()
    {
        var shifts = new WorkHours([(10, 20), (30, 40), (50, 60)]);
        var desk = new Simulation([Agent(shifts, 0)], 1);
        // Begins with the shift; eight of the work of twelve are done at 20, the rest at 34.
        desk.Run([new(0, 2, 12), new(0, 2, 13), new(0, 2, 58), new(0, 2, 59)], [12, 6, 5, 1]).ShouldBe([12L, 34L, 58L, null]);
        desk.Run([new(0, 2, 5), new(0, 2, 45)], [10, 1]).ShouldBe([10L, 50L], "work that ends at closing time ends then");
    }

    [Fact]
    public void What_nobody_masters_is_never_begun_and_holds_nobody()
    {
        var desk = new Simulation([Agent(always, 0), Agent(always, 0, 1)], 3);
        desk.Run([new(1, 2, 0), new(1, 2, 1), new(2, 0, 1), new(0, 2, 2)], [10, 10, 1, 1]).ShouldBe([0L, 10L, null, 2L]);
    }

    [Fact]
    public void A_skill_counts_on_its_days_only_and_what_waits_for_it_is_begun_when_it_begins()
    {
        var days = new WorkHours([(20, 30), (50, 60)]);
        var desk = new Simulation([new SimulatedAgent([new(0, always), new(1, days)], always)], 2);
        desk.Run([new(1, 2, 5), new(0, 2, 6), new(1, 2, 25), new(1, 2, 31)], [1, 1, 1, 1]).ShouldBe([20L, 6L, 25L, 50L]);
    }

    [Fact]
    public void Hours_count_as_the_calendar_counts()
    {
        var written = new WrittenCalendar("x", 1, "Europe/Berlin", [[new("09:00", "12:00"), new("13:00", "17:30")], [new("22:00", "24:00")], [new("00:00", "06:00")], [], [new("09:00", "17:00")], [], [new("01:00", "04:00")]], [], []);
        var calendar = WorkCalendar.Create(written.Read());
        var (from, to) = (Instant.FromUtc(2026, 3, 20, 0, 0), Instant.FromUtc(2026, 4, 10, 0, 0));
        var hours = WorkHours.Of(calendar, [], from, to);
        for (var at = from; at < to - Duration.FromDays(8); at += Duration.FromMinutes(97))
        {
            hours.IsOpen(WorkHours.Of(at)).ShouldBe(calendar.IsOpen(at), $"{at}");
            hours.NextOpening(WorkHours.Of(at)).ShouldBe(WorkHours.Of(calendar.NextOpening(at)), $"{at}");
            hours.After(WorkHours.Of(calendar.NextOpening(at)), 7_200_000_000).ShouldBe(WorkHours.Of(calendar.Add(at, Duration.FromHours(2))), $"{at}");
            hours.Between(WorkHours.Of(from), WorkHours.Of(at)).ShouldBe((long)(calendar.Between(from, at).TotalTicks / 10), $"{at}");
        }
        var absent = WorkHours.Of(calendar, [(Instant.FromUtc(2026, 3, 23, 9, 0), Instant.FromUtc(2026, 3, 24, 23, 0))], from, to);
        absent.NextOpening(WorkHours.Of(Instant.FromUtc(2026, 3, 23, 9, 0))).ShouldBe(WorkHours.Of(Instant.FromUtc(2026, 3, 24, 23, 0)));
        absent.IsOpen(WorkHours.Of(Instant.FromUtc(2026, 3, 23, 8, 30))).ShouldBeTrue();
    }

    [Theory]
    [InlineData(9, 2.262)]
    [InlineData(19, 2.093)]
    [InlineData(49, 2.010)]
    public void The_quantiles_are_those_of_the_tables(int degrees, double quantile) => Estimate.StudentT(degrees).ShouldBe(quantile, 0.0006);

    [Fact]
    public void An_estimate_holds_what_its_formula_says()
    {
        // Mean 5, deviation 2 (of ten figures): 2.262 · 2 / √10 around the mean, 2.262 · 2 · √1.1 for one more.
        var estimate = Estimate.Of([.. Enumerable.Repeat(new[] { 5 - Math.Sqrt(3.6), 5 + Math.Sqrt(3.6) }, 5).SelectMany(one => one)]);
        (Math.Round(estimate.Mean, 3), Math.Round(estimate.High, 2), Math.Round(estimate.Least, 1)).ShouldBe((5d, 6.43, 0.3));
        (estimate.Holds(0.3), estimate.Holds(0.2)).ShouldBe((true, false));
    }

    private static SimulatedAgent Agent(WorkHours hours, params int[] classes) => new([.. classes.Select(one => new Ability(one, always))], hours);
}
