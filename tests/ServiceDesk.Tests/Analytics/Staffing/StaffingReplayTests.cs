using NodaTime;
using ServiceDesk.Analytics.Reports.Facts;
using ServiceDesk.Analytics.WhatIf.Staffing;
using ServiceDesk.Contracts;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

/// <summary>
/// Logs of a desk that is a queue with chance: tickets come at random, take a random time each, and whoever is free first takes the one that waits longest. Their
/// waiting is worked out by the recursion of Kiefer and Wolfowitz, which shares nothing with the simulation.
/// </summary>
public class StaffingReplayTests
{
    private const int Logs = 12;
    private static readonly Instant from = Instant.FromUtc(2026, 3, 9, 0, 0);
    private static readonly Instant to = from + Duration.FromDays(14);
    private static readonly Instant known = to + Duration.FromDays(40);

    [Fact]
    public void The_real_roster_gives_the_recorded_waiting_within_the_stated_interval_and_one_more_agent_the_known_answer()
    {
        var (reproduced, answered, helped) = (0, 0, 0);
        foreach (var seed in Enumerable.Range(1, Logs))
        {
            var log = Log(seed, agents: 2);
            var row = Replay(log, Roster(2), Roster(3)).Single(one => one.Team is null);
            row.Recorded.Wait.TotalSeconds.ShouldBe(Mean(log, 2), 1);
            if (row.Reproduced) reproduced++;
            var truth = Mean(log, 3);
            if (truth >= row.Asked.Wait.Least.TotalSeconds && truth <= row.Asked.Wait.Most.TotalSeconds) answered++;
            if (row.Difference.High < Duration.Zero) helped++;
        }
        // Of intervals with 95 % one in twenty may miss.
        (reproduced, answered, helped).ShouldSatisfyAllConditions(
            one => one.reproduced.ShouldBeGreaterThanOrEqualTo(Logs - 2), one => one.answered.ShouldBeGreaterThanOrEqualTo(Logs - 2), one => one.helped.ShouldBe(Logs));
    }

    [Fact]
    public void A_roster_that_was_not_there_does_not_reproduce_what_was_recorded() =>
        Enumerable.Range(1, Logs).Count(seed => Replay(Log(seed, agents: 2), Roster(4), Roster(4))[0].Reproduced).ShouldBeLessThanOrEqualTo(2);

    [Fact]
    public void The_same_seed_gives_the_same_answer_and_the_same_roster_no_difference()
    {
        var log = Log(7, agents: 2);
        var row = Replay(log, Roster(2), Roster(2))[0];
        Replay(log, Roster(2), Roster(2))[0].ShouldBe(row);
        Replay(log, Roster(2), Roster(2), seed: 2)[0].AsRostered.ShouldNotBe(row.AsRostered);
        (row.Difference.Low, row.Difference.High, row.Asked).ShouldBe((Duration.Zero, Duration.Zero, row.AsRostered));
    }

    [Fact]
    public void Work_on_several_tickets_at_a_time_is_shared_among_them()
    {
        StaffedTicket[] tickets = [Worked(1, 0, 4), Worked(2, 2, 6), Worked(3, 6, 7)];
        var efforts = StaffingLog.Efforts(tickets, _ => new WorkHours([(WorkHours.Of(from), WorkHours.Of(to))]));
        tickets.Select(one => efforts[one.Ticket] / 3_600_000_000d).ShouldBe([3, 3, 1]);
        // Whoever goes home after the third hour has done two hours for the first alone, and half of one for each.
        efforts = StaffingLog.Efforts(tickets, _ => new WorkHours([(WorkHours.Of(from), WorkHours.Of(from + Duration.FromHours(3)))]));
        tickets.Take(2).Select(one => efforts[one.Ticket] / 3_600_000_000d).ShouldBe([2.5, 0.5]);

        static StaffedTicket Worked(int id, int begin, int end) => new(new Guid(id, 0, 0, new byte[8]), "acme", "network", Priority.P3, [], from, from, null)
        {
            IsDone = true,
            Work = [("ada", from + Duration.FromHours(begin), from + Duration.FromHours(end))],
        };
    }

    [Fact]
    public void Tickets_of_another_organisation_keep_agents_busy_and_are_not_counted()
    {
        StaffedTicket[] tickets = [Opened(1, "acme", 1), Opened(2, "harbor", 0)];
        var row = new StaffingReplay(tickets, tickets.ToDictionary(one => one.Ticket, _ => 7_200_000_000L), "acme", from, to, known).Run(Roster(1), Roster(1), 1, 10, CancellationToken.None)[0];

        (row.Tickets, row.AsRostered.Wait.Mean).ShouldBe((1, Duration.FromHours(1)), "two hours' work for the other one began an hour before");

        static StaffedTicket Opened(int id, string organization, int hours) => new(new Guid(id, 0, 0, new byte[8]), organization, "network", Priority.P3, [], from + Duration.FromHours(hours), null, null);
    }

    [Fact]
    public void Another_roster_replaces_and_adds_agents_and_lets_others_go()
    {
        (string, string)[] recorded =
        [
            ("routing.skill-defined.v1", """{"skill":"vpn","names":{"zh":"x","en":"x"}}"""),
            ("routing.team-defined.v1", """{"team":"network","name":"n","categories":["network"],"members":["ada","bob"]}"""),
            ("routing.agent-described.v1", """{"agent":"ada","skills":[{"skill":"vpn","level":3,"until":"2026-03-01"}],"languages":[],"capacity":20,"onCall":[],"zone":"UTC","shifts":{"monday":[{"from":"09:00","to":"17:00"}],"tuesday":[],"wednesday":[],"thursday":[],"friday":[],"saturday":[],"sunday":[]}}"""),
            ("routing.absence-planned.v1", """{"absence":"a","agent":"ada","from":"2026-03-09T10:00:00Z","to":"2026-03-09T12:00:00Z","kind":"sick"}"""),
            ("routing.absence-planned.v1", """{"absence":"b","agent":"ada","from":"2026-03-09T13:00:00Z","to":"2026-03-09T17:00:00Z","kind":"sick"}"""),
            ("routing.absence-cancelled.v1", """{"absence":"b","agent":"ada"}"""),
        ];
        var roster = StaffingRoster.Of(recorded);
        var (lastDay, dayAfter) = (Instant.FromUtc(2026, 3, 1, 0, 0), Instant.FromUtc(2026, 3, 2, 0, 0));
        var days = roster.Find("ada").Masters([new NeededSkill("vpn", 3)], lastDay - Duration.FromDays(30), to);
        (days.IsOpen(WorkHours.Of(lastDay)), days.IsOpen(WorkHours.Of(dayAfter)), days.NextShift(WorkHours.Of(lastDay))).ShouldBe((true, false, null), "the skill held until the first");
        roster.Find("ada").Masters([new NeededSkill("vpn", 4)], lastDay, to).HasAny.ShouldBeFalse();
        var hours = roster.HoursOf("ada", from, to);
        hours.Between(WorkHours.Of(from), WorkHours.Of(from + Duration.FromDays(1))).ShouldBe(6L * 3_600_000_000);
        roster.HoursOf("bob", from, to).IsOpen(WorkHours.Of(from)).ShouldBeTrue("nobody described bob");

        var other = roster.With([new AskedAgent(StaffedAgent.Nothing("ada"), ["network"]), new AskedAgent(new StaffedAgent("night-1", [StaffedSkill.Always("vpn", 2)], null, null), ["network"])], ["bob"]);
        other.Teams["network"].ShouldBe(["ada", "night-1"]);
        (other.Find("ada").Shifts, other.Find("night-1").Masters([new NeededSkill("vpn", 2)], from, to).HasAny).ShouldBe((null, true));
    }

    [Fact]
    public void As_many_tickets_as_may_be_asked_about_take_seconds()
    {
        const int Tickets = 20_000;
        var week = new WorkingFrame[] { new("09:00", "17:00") };
        var shifts = new WorkingWeek(week, week, week, week, week, [], []);
        string[] agents = [.. Enumerable.Range(0, 40).Select(one => $"agent-{one:00}")];
        var roster = new StaffingRoster(
            Enumerable.Range(0, 4).ToDictionary(team => $"team-{team}", team => (IReadOnlyList<string>)[.. agents.Where((_, agent) => agent % 4 == team)]),
            agents.ToDictionary(one => one, one => new StaffedAgent(one, [], "UTC", shifts)), new Dictionary<string, List<(Instant, Instant)>>(), new HashSet<string>());
        var chance = new Chance(1);
        var (tickets, efforts) = (new List<StaffedTicket>(), new Dictionary<Guid, long>());
        for (var n = 0; n < Tickets; n++)
        {
            var (id, at) = (new Guid(n + 1, 0, 0, new byte[8]), from + Duration.FromSeconds(chance.Below(92 * 86_400)));
            tickets.Add(new StaffedTicket(id, "acme", $"team-{n % 4}", (Priority)(n % 4), [], at, at, at + Duration.FromHours(4)));
            efforts[id] = (long)chance.Below(3600) * 1_000_000;
        }
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var rows = new StaffingReplay(tickets, efforts, null, from, from + Duration.FromDays(92), known + Duration.FromDays(92)).Run(roster, roster, 1, 20, CancellationToken.None);

        rows.Select(one => one.Tickets).ShouldBe([Tickets, 5000, 5000, 5000, 5000]);
        rows[0].Asked.Wait.Mean.ShouldBeGreaterThan(Duration.FromHours(4), "two of three tickets come when nobody is there");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    private static List<StaffingRow> Replay(List<Come> log, StaffingRoster asRostered, StaffingRoster asked, int seed = 1)
    {
        var tickets = log.Select(one => one.Staffed).ToList();
        tickets.Count.ShouldBeGreaterThan(250);
        var efforts = StaffingLog.Efforts(tickets, _ => new WorkHours([(0, WorkHours.Of(known))]));
        efforts.Count.ShouldBe(tickets.Count);
        return new StaffingReplay(tickets, efforts, null, from, to, known).Run(asRostered, asked, seed, 30, CancellationToken.None);
    }

    private static StaffingRoster Roster(int agents) => new(
        new Dictionary<string, IReadOnlyList<string>> { ["network"] = [.. Enumerable.Range(1, agents).Select(one => $"agent-{one}")] }, new Dictionary<string, StaffedAgent>(),
        new Dictionary<string, List<(Instant, Instant)>>(), new HashSet<string>());

    /// <summary>On average a ticket every hour and a half, each of two hours' work: two agents are busy two thirds of the time.</summary>
    private static List<Come> Log(int seed, int agents)
    {
        var chance = new Chance((ulong)seed * 7919);
        var log = new List<(Instant At, Duration Work)>();
        for (var at = from - StaffingReplay.WarmUp + Next(1.5); at < to; at += Next(1.5)) log.Add((at, Next(2)));
        var begun = Begun(log, agents);
        return [.. log.Select((one, i) => new Come(one.At, one.Work, Told(i, one.At, begun[i].At, one.Work, $"agent-{begun[i].Agent + 1}")))];

        Duration Next(double hours) => Duration.FromMinutes((long)Math.Ceiling(-Math.Log((chance.Below(1 << 20) + 1) / (double)(1 << 20)) * hours * 60) + 1);
    }

    private static (Instant At, int Agent)[] Begun(IReadOnlyList<(Instant At, Duration Work)> log, int agents)
    {
        var free = Enumerable.Repeat(Instant.MinValue, agents).ToArray();
        return [.. log.Select(one =>
        {
            var agent = Array.IndexOf(free, free.Min());
            var at = Instant.Max(free[agent], one.At);
            free[agent] = at + one.Work;
            return (at, agent);
        })];
    }

    private static double Mean(List<Come> log, int agents)
    {
        var begun = Begun([.. log.Select(one => (one.At, one.Work))], agents);
        return log.Zip(begun).Where(one => one.First.At >= from).Average(one => (one.Second.At - one.First.At).TotalSeconds);
    }

    /// <summary>What the ledger would say of the ticket, read as the replay reads it.</summary>
    private static StaffedTicket Told(int number, Instant at, Instant begun, Duration work, string agent)
    {
        object[] events =
        [
            Submitted with { At = at }, Opening with { At = at },
            new TicketRouted(null, "network", "not-given", null, null, Impact.Person, Urgency.Medium, Importance.Normal, Priority.P3, "standard-1", "network", 1, null, "all-full", [], "INC-1", "acme", Grace.Id, at),
            Assignment with { Team = "network", Agent = agent, Priority = Priority.P3, Promise = Opening.Promise, At = begun }, new WorkAccepted(agent, begun),
            new TicketResolved(agent, Grace.Id, "Done", null, "network", agent, begun + work),
        ];
        var story = events.Select((e, n) => StoryFact.Read(TicketStoryTests.Fact(e, n + 1)!.ToLine(), long.MaxValue).Single()).ToList();
        var promises = new Dictionary<string, Promise> { [Promises.IdOf(Opening.Promise)] = Opening.Promise };
        var staffed = StaffingLog.Of(new Guid(number + 1, 0, 0, new byte[8]), story, (promise, _, opened) => opened + promise.Response, promises)!;
        (staffed.Team, staffed.BegunAt, staffed.Due, staffed.Work.Single()).ShouldBe(("network", begun, at + Opening.Promise.Response, (agent, begun, begun + work)));
        return staffed;
    }

    private sealed record Come(Instant At, Duration Work, StaffedTicket Staffed);
}
