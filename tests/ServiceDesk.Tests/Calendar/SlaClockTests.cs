using NodaTime;
using ServiceDesk.Calendar;

namespace ServiceDesk.Tests;

public class SlaClockTests
{
    private static readonly Instant start = Instant.FromUtc(2026, 3, 2, 8, 0);
    private static readonly SlaClock fourHours = SlaClock.Begin(start, Duration.FromHours(4));

    [Fact]
    public void A_new_clock_runs_towards_its_due_time() => fourHours.Read(Hour(1)).ShouldBe(
        new ClockReading(ClockState.Running, Duration.FromHours(1), Duration.FromHours(3), Hour(4), null, null));

    [Fact]
    public void A_clock_is_not_breached_at_its_due_time() => fourHours.Read(Hour(4)).State.ShouldBe(ClockState.Running);

    [Fact]
    public void A_clock_is_breached_after_its_due_time() => fourHours.Read(Hour(4) + Duration.Epsilon).ShouldBe(
        new ClockReading(ClockState.Breached, Duration.FromHours(4) + Duration.Epsilon, -Duration.Epsilon, Hour(4), null, Hour(4)));

    [Fact]
    public void Stopping_exactly_at_the_due_time_keeps_the_promise() => fourHours.Stop(Hour(4)).Read(Hour(9)).ShouldBe(
        new ClockReading(ClockState.Met, Duration.FromHours(4), Duration.Zero, Hour(4), Hour(4), Hour(4)));

    [Fact]
    public void Stopping_after_the_due_time_breaks_it() => fourHours.Stop(Hour(5)).Read(Hour(9)).ShouldBe(
        new ClockReading(ClockState.Breached, Duration.FromHours(5), Duration.FromHours(-1), Hour(4), Hour(5), Hour(4)));

    [Fact]
    public void A_resumed_clock_goes_on_where_it_was() => fourHours.Stop(Hour(1)).Resume(Hour(10)).Read(Hour(12)).ShouldBe(
        new ClockReading(ClockState.Running, Duration.FromHours(3), Duration.FromHours(1), Hour(13), null, null));

    [Fact]
    public void A_clock_that_was_used_up_when_it_stopped_breaks_as_soon_as_it_goes_on() =>
        fourHours.Stop(Hour(4)).Resume(Hour(10)).Read(Hour(10) + Duration.Epsilon).Outcome.ShouldBe(Hour(10));

    [Fact]
    public void A_broken_promise_stays_broken() => fourHours.Stop(Hour(5)).Resume(Hour(6)).Stop(Hour(7)).Read(Hour(9)).ShouldBe(
        new ClockReading(ClockState.Breached, Duration.FromHours(6), Duration.FromHours(-2), Hour(4), Hour(7), Hour(4)));

    [Fact]
    public void Stopping_a_stopped_clock_changes_nothing() => fourHours.Stop(Hour(1)).Stop(Hour(2)).Marks.ShouldBe([Hour(1)]);

    [Fact]
    public void Resuming_a_running_clock_changes_nothing() => fourHours.Resume(Hour(1)).Marks.ShouldBeEmpty();

    [Fact]
    public void A_stop_before_the_start_counts_at_the_start() => fourHours.Stop(Hour(-2)).Read(Hour(1)).ShouldBe(
        new ClockReading(ClockState.Met, Duration.Zero, Duration.FromHours(4), Hour(4), start, start));

    [Fact]
    public void Before_its_start_a_clock_has_no_outcome_yet() => fourHours.Stop(Hour(-2)).Read(Hour(-1)).ShouldBe(
        new ClockReading(ClockState.Running, Duration.Zero, Duration.FromHours(4), Hour(4), null, null));

    [Fact]
    public void A_mark_in_the_future_does_not_count_yet() => fourHours.Stop(Hour(3)).Read(Hour(2)).State.ShouldBe(ClockState.Running);

    [Fact]
    public void A_promise_of_no_time_is_kept_only_at_the_start()
    {
        var atOnce = SlaClock.Begin(start, Duration.Zero);

        atOnce.Stop(start).Read(Hour(1)).State.ShouldBe(ClockState.Met);
        atOnce.Stop(start + Duration.Epsilon).Read(Hour(1)).State.ShouldBe(ClockState.Breached);
    }

    private static Instant Hour(int hour) => start + Duration.FromHours(hour);
}
