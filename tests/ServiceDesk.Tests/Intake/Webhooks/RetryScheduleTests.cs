using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using ServiceDesk.Intake.Webhooks;

namespace ServiceDesk.Tests;

public class RetryScheduleTests
{
    private static readonly Instant first = Desk.Opened;

    [Fact]
    public void The_waits_of_a_webhook_are_always_the_same() =>
        RetrySchedule.Next("w1", first, 3, first).ShouldBe(RetrySchedule.Next("w1", first, 3, first));

    [Fact]
    public void Webhooks_that_failed_together_do_not_come_back_together() =>
        Enumerable.Range(0, 100).Select(each => RetrySchedule.Next($"w{each}", first, 1, first)).Distinct().Count().ShouldBeGreaterThan(95);

    [Fact]
    public void Each_wait_is_longer_than_the_one_before_and_all_end_within_a_day() =>
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), id =>
        {
            var (at, waited, tries) = (first, Duration.Zero, 0);
            while (RetrySchedule.Next(id.Get, first, ++tries, at) is { } next)
            {
                (next - at > waited).ShouldBeTrue();
                (at, waited) = (next, next - at);
            }
            tries.ShouldBe(11);
            (at - first).ShouldBeInRange(Duration.FromHours(19), Duration.FromHours(24));
        }));

    [Fact]
    public void The_first_wait_is_about_five_seconds() =>
        (RetrySchedule.Next("w1", first, 1, first)!.Value - first).ShouldBeInRange(Duration.FromSeconds(4.5), Duration.FromSeconds(5.5));

    [Fact]
    public void What_would_be_tried_a_day_after_the_first_try_is_given_up()
    {
        RetrySchedule.Next("w1", first, 1, first + Duration.FromHours(23)).ShouldNotBeNull();
        RetrySchedule.Next("w1", first, 1, first + Duration.FromHours(24)).ShouldBeNull();
    }

    [Fact]
    public void What_did_not_fail_is_not_tried_again() => Should.Throw<ArgumentOutOfRangeException>(() => RetrySchedule.Next("w1", first, 0, first));
}
