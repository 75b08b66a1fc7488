using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using ServiceDesk.Calendar;

namespace ServiceDesk.Tests;

/// <summary>The arithmetic of the clock against counting second by second.</summary>
public class SlaClockProperties
{
    /// <summary>Everything in whole seconds.</summary>
    public sealed record Case(int Start, int Target, int[] Marks, int Now);

    private static readonly Arbitrary<Case> cases = (
        from start in Gen.Choose(0, 10)
        from target in Gen.Choose(0, 20)
        from size in Gen.Choose(0, 6)
        from marks in Gen.Choose(-5, 45).ArrayOf(size)
        from ordered in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false)))
        from now in Gen.Choose(-5, 60)
        select new Case(start, target, ordered ? [.. marks.Order()] : marks, now)).ToArbitrary();

    [Fact]
    public void A_clock_says_what_counting_every_second_says() =>
        Hold(Prop.ForAll(cases, one => Clock(one).Read(Second(one.Now)).ShouldBe(Counted(one))));

    [Fact]
    public void A_breach_once_known_is_never_taken_back() => Hold(Prop.ForAll(cases, one =>
    {
        var (now, later) = (Clock(one).Read(Second(one.Now)), Clock(one).Read(Second(one.Now + 7)));
        if (now.State == ClockState.Breached) (later.State, later.Outcome).ShouldBe((ClockState.Breached, now.Outcome));
    }));

    [Fact]
    public void Elapsed_and_remaining_make_the_target() => Hold(Prop.ForAll(cases, one =>
    {
        var reading = Clock(one).Read(Second(one.Now));
        (reading.Elapsed + reading.Remaining).ShouldBe(Duration.FromSeconds(one.Target));
    }));

    private static void Hold(Property property) => Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), property);

    private static SlaClock Clock(Case one) => new(Second(one.Start), Duration.FromSeconds(one.Target), [.. one.Marks.Select(Second)]);

    private static ClockReading Counted(Case one)
    {
        var marks = new List<int>();
        foreach (var mark in one.Marks) marks.Add(Math.Max(mark, marks.Count == 0 ? one.Start : marks[^1]));
        marks.RemoveAll(mark => mark > one.Now);

        var (elapsed, breached) = (0, (int?)null);
        for (var second = one.Start; second < one.Now; second++)
        {
            if (marks.Count(mark => mark <= second) % 2 == 1) continue;
            if (elapsed == one.Target) breached ??= second;
            elapsed++;
        }

        var stopped = marks.Count % 2 == 1 ? marks[^1] : (int?)null;
        var due = breached ?? ((stopped ?? Math.Max(one.Now, one.Start)) + one.Target - elapsed);
        var state = breached is not null ? ClockState.Breached : stopped is not null ? ClockState.Met : ClockState.Running;
        return new ClockReading(state, Duration.FromSeconds(elapsed), Duration.FromSeconds(one.Target - elapsed), Second(due), At(stopped), At(breached ?? stopped));
    }

    private static Instant Second(int second) => Instant.FromUnixTimeSeconds(second);

    private static Instant? At(int? second) => second is { } known ? Second(known) : null;
}
