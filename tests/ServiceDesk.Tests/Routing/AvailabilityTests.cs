using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Routing;
using static ServiceDesk.Tests.RosterSamples;

namespace ServiceDesk.Tests;

public class AvailabilityTests
{
    [Fact]
    public void Who_is_not_described_is_always_there_with_the_usual_capacity_and_knows_nothing()
    {
        var (roster, at) = (Roster.Initial, March(7, 3));
        var profile = roster.ProfileOf("nobody");

        roster.At("nobody", at).ShouldBe(Availability.Here);
        (profile.Capacity, profile.Cap, profile.Tier, profile.LevelOf("network", at), profile.Speaks("en")).ShouldBe((20, null, null, 0, false));
        profile.AfterWork(at, Duration.FromHours(3)).ShouldBe(at + Duration.FromHours(3));
    }

    [Fact]
    public void A_shift_holds_its_first_instant_and_not_its_last()
    {
        var roster = Of(Li);

        roster.At("li", March(2, 9)).Presence.ShouldBe(Presence.OnShift);
        roster.At("li", March(2, 9) - Duration.Epsilon).ShouldBe(new Availability(Presence.OffShift, null, null, March(2, 9)));
        roster.At("li", March(2, 12)).ShouldBe(new Availability(Presence.OffShift, null, null, March(2, 13)));
        roster.At("li", March(6, 18)).NextStart.ShouldBe(March(9, 9));
    }

    [Fact]
    public void Shifts_are_by_the_clock_on_the_wall_of_the_zone()
    {
        var agent = AgentDescribed.Nothing("amy") with { Zone = "Europe/Berlin", Shifts = Weekdays([new("09:00", "17:00")]) };
        var roster = Of(agent);

        roster.At("amy", Instant.FromUtc(2026, 3, 27, 8, 0)).Presence.ShouldBe(Presence.OnShift); // winter: UTC+1
        roster.At("amy", Instant.FromUtc(2026, 3, 30, 7, 0)).Presence.ShouldBe(Presence.OnShift); // summer: UTC+2
        roster.At("amy", Instant.FromUtc(2026, 3, 27, 7, 59)).Presence.ShouldBe(Presence.OffShift);
    }

    [Fact]
    public void A_night_in_two_frames_is_one_shift()
    {
        var nights = NoShifts with { Monday = [new("22:00", "24:00")], Tuesday = [new("00:00", "06:00")] };
        var roster = Of(Li with { Shifts = nights });

        roster.At("li", March(3, 0)).Presence.ShouldBe(Presence.OnShift);
        roster.Moments(March(2, 12), March(3, 12)).ShouldBe([new RosterMoment(March(2, 22), "li", RosterTurn.Available)]);
    }

    [Fact]
    public void Who_has_no_shifts_but_a_span_on_call_works_on_call_only()
    {
        var roster = Of(Li with { Shifts = NoShifts, OnCall = [new(March(2, 18), March(3, 8))] });

        roster.At("li", March(2, 18)).ShouldBe(new Availability(Presence.OnCall, March(3, 8), null, null));
        roster.At("li", March(3, 8)).ShouldBe(new Availability(Presence.OffShift, null, null, null));
        roster.ProfileOf("li").AfterWork(March(2, 18), Duration.FromHours(1)).ShouldBeNull();
    }

    [Fact]
    public void On_call_counts_outside_the_shifts_only()
    {
        var roster = Of(Li with { OnCall = [new(March(2, 8), March(3, 8))] });

        roster.At("li", March(2, 10)).ShouldBe(Availability.Here);
        roster.At("li", March(2, 20)).ShouldBe(new Availability(Presence.OnCall, March(3, 8), null, March(3, 9)));
    }

    [Fact]
    public void An_absence_wins_over_shift_and_call_and_tells_when_work_goes_on()
    {
        var roster = Of(Li with { OnCall = [new(March(2, 18), March(3, 8))] }, Absent("li", March(2, 8), March(3, 10)), Absent("li", March(3, 10), March(3, 20), id: "a2"));

        roster.At("li", March(2, 10)).ShouldBe(new Availability(Presence.Absent, March(3, 20), null, March(4, 9)));
        roster.At("li", March(2, 19)).Presence.ShouldBe(Presence.Absent);
        roster.At("li", March(3, 20)).ShouldBe(new Availability(Presence.OffShift, null, null, March(4, 9)));
    }

    [Fact]
    public void A_cancelled_absence_is_none() =>
        Of(Li, Absent("li", March(2, 8), March(3, 8)), new AbsenceCancelled("a1", "li")).At("li", March(2, 10)).ShouldBe(Availability.Here);

    [Fact]
    public void The_substitute_of_an_absent_substitute_stands_in()
    {
        var roster = Of(Absent("li", March(2, 0), March(6, 0), "wang"), Absent("wang", March(3, 0), March(4, 0), "zhao"), Absent("zhao", March(3, 12), March(3, 13)));

        roster.SubstituteOf("li", March(2, 10)).ShouldBe("wang");
        roster.SubstituteOf("li", March(3, 10)).ShouldBe("zhao");
        roster.SubstituteOf("li", March(3, 12)).ShouldBeNull();
        roster.SubstituteOf("li", March(6, 0)).ShouldBeNull();
    }

    [Fact]
    public void A_level_holds_on_its_days_in_the_zone_of_the_agent()
    {
        var profile = Of(Li with { Skills = [new("vpn", 2, null, "2026-03-02"), new("vpn", 4, "2026-03-03", null)] }).ProfileOf("li");

        profile.LevelOf("vpn", March(3, 0) - Duration.Epsilon).ShouldBe(2);
        profile.LevelOf("vpn", March(3, 0)).ShouldBe(4);
        profile.LevelOf("network", March(3, 0)).ShouldBe(0);
    }

    [Fact]
    public void Time_to_take_up_is_counted_in_shifts() => Of(Li).ProfileOf("li").AfterWork(March(2, 17), Duration.FromHours(2)).ShouldBe(March(3, 10));

    [Fact]
    public void The_watcher_hears_of_shifts_and_absences_in_order()
    {
        var roster = Of(Li, Li with { Agent = "wang" }, Absent("wang", March(2, 10), March(2, 14)));

        roster.Moments(March(2, 9) - Duration.Epsilon, March(2, 14)).ShouldBe(
        [
            new RosterMoment(March(2, 9), "li", RosterTurn.Available), new RosterMoment(March(2, 9), "wang", RosterTurn.Available),
            new RosterMoment(March(2, 10), "wang", RosterTurn.Absent), new RosterMoment(March(2, 13), "li", RosterTurn.Available),
            new RosterMoment(March(2, 14), "wang", RosterTurn.Available),
        ]);
        roster.Moments(March(2, 9), March(2, 10) - Duration.Epsilon).ShouldBeEmpty();
    }

    private static readonly Gen<WorkingWeek> weeks =
        from opens in Gen.Choose(0, 20)
        from hours in Gen.Choose(1, 3)
        from day in Gen.Choose(0, 3)
        let frames = (IReadOnlyList<WorkingFrame>)[new($"{opens:00}:00", $"{opens + hours:00}:00")]
        select day == 0 ? Weekdays(frames) : NoShifts with { Sunday = frames, Wednesday = day == 2 ? frames : [] };

    private static readonly Arbitrary<(WorkingWeek Week, string Zone, Instant At)> situations = (
        from week in weeks
        from zone in Gen.Elements(Shanghai, "America/New_York", "Australia/Lord_Howe", "Europe/London")
        from hours in Gen.Choose(0, 24 * 365 * 4)
        select (week, zone, Instant.FromUtc(2025, 1, 1, 0, 0) + Duration.FromHours(hours))).ToArbitrary();

    [Fact]
    public void The_next_start_is_the_first_instant_at_which_the_agent_is_there() => Check.QuickThrowOnFailure(Prop.ForAll(situations, one =>
    {
        var roster = Of(Li with { Shifts = one.Week, Zone = one.Zone });
        var now = roster.At("li", one.At);
        if (now.Presence == Presence.OnShift) { now.NextStart.ShouldBeNull(); return; }

        var start = now.NextStart.ShouldNotBeNull();
        roster.At("li", start).Presence.ShouldBe(Presence.OnShift);
        for (var at = one.At; at < start; at += Duration.FromMinutes(30)) roster.At("li", at).Presence.ShouldBe(Presence.OffShift);
        roster.Moments(one.At, start).ShouldBe([new RosterMoment(start, "li", RosterTurn.Available)]);
    }));
}
