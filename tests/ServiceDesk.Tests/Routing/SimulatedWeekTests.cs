using System.Text.Json;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Routing;
using ServiceDesk.Routing.Grading;
using RoutingTicket = ServiceDesk.Routing.Ticket;

namespace ServiceDesk.Tests;

/// <summary>
/// A week of a desk: 5,000 tickets, most of them in bursts, 60 agents of three teams in three zones with shifts, skills and absences. The same decisions and folds
/// as in the service, with a clock that is told.
/// </summary>
public class SimulatedWeek
{
    private const int Tickets = 5000;
    private const int Days = 7;

    internal const int Cap = 12;

    private static readonly string[] zones = ["Asia/Shanghai", "Europe/Berlin", "America/New_York"];
    private static readonly string[] teams = ["network", "software", "hardware"];
    private static readonly Instant monday = Instant.FromUtc(2026, 3, 2, 0, 0);

    private readonly PriorityQueue<Action, (Instant At, int Order)> agenda = new();
    private readonly Random dice = new(20260302); // a fixed seed: every run is the same week
    private int order;

    internal RoutingDesk Desk { get; } = new() { Now = monday };

    internal HashSet<string> Away { get; } = [];

    public SimulatedWeek()
    {
        Staff();
        for (var i = 0; i < Tickets; i++)
        {
            var number = i;
            At(Arrival(i), () => Submit(number));
        }
        for (var minute = 0; minute <= Days * 24 * 60; minute += 10) At(monday + Duration.FromMinutes(minute), Desk.Sweep);
        while (agenda.TryDequeue(out var act, out var due))
        {
            Desk.Now = due.At;
            act();
        }
    }

    internal static string Agent(int team, int zone, int place) => FormattableString.Invariant($"agent-{teams[team]}-{zone}-{place}");

    /// <summary>The agents of a team in a zone who are alike: place 0 and 1 are experts.</summary>
    internal IEnumerable<string[]> Equals() =>
        from team in Enumerable.Range(0, 3)
        from zone in Enumerable.Range(0, 3)
        from isExpert in (bool[])[true, false]
        select Enumerable.Range(0, Size(zone)).Where(place => place < 2 == isExpert).Select(place => Agent(team, zone, place)).Where(agent => !Away.Contains(agent)).ToArray();

    private static int Size(int zone) => zone == 2 ? 6 : 7;

    private void Staff()
    {
        Desk.Tell(new SkillDefined("basics", new Bilingual("基础", "Basics")));
        Desk.Tell(new SkillDefined("core", new Bilingual("核心", "Core systems")));
        for (var team = 0; team < teams.Length; team++)
        {
            var members = new List<string>();
            for (var zone = 0; zone < zones.Length; zone++)
            {
                for (var place = 0; place < Size(zone); place++)
                {
                    var agent = Agent(team, zone, place);
                    members.Add(agent);
                    AgentSkill[] skills = place < 2 ? [new("basics", 4, null, null), new("core", 3 + place, "2026-03-01", null)] : [new("basics", 3, null, null)];
                    IReadOnlyList<string> languages = zone == 0 ? ["zh", "en"] : ["en"];
                    Desk.Tell(new AgentDescribed(agent, place < 2 ? 2 : 1, skills, languages, 20, Cap, null, zones[zone], Shifts(), []));
                }
            }
            Desk.Define(new TeamDefined(teams[team], teams[team], [teams[team]], members));
            foreach (var zone in (int[])[0, 1, 2])
            {
                // One goes on Tuesday at noon and comes back on Thursday; a colleague stands in.
                var (absent, from) = (Agent(team, zone, 4), monday + Duration.FromHours(36));
                Away.Add(absent);
                Away.Add(Agent(team, zone, 5)); // stands in, and so gets more than the others
                At(monday + Duration.FromHours(30), () => Desk.Tell(new AbsencePlanned($"a-{absent}", absent, from, from + Duration.FromDays(2), Agent(0, zone, 5), AbsenceKind.Sick)));
            }
        }
        NeededSkill[] basics = [new("basics", 3)];
        Desk.Define(ShippedAssignmentRules.Definition with
        {
            Version = 2,
            Requirements = [new([], [], [], basics, null, false), new([], [], ["SAP"], [new("core", 3)], 2, false), new([], ["onboarding"], [], [], null, true),
                new([], [], ["mainframe"], [new("core", 5)], null, false)],
        });
    }

    private static WorkingWeek Shifts()
    {
        WorkingFrame[] day = [new("08:00", "12:00"), new("13:00", "18:00")];
        return new WorkingWeek(day, day, day, day, day, [new("09:00", "13:00")], []);
    }

    /// <summary>Two of five come evenly, the others in bursts of a hundred within ten minutes.</summary>
    private Instant Arrival(int i) => i % 5 < 2
        ? monday + Duration.FromSeconds(dice.Next(Days * 24 * 3600))
        : monday + Duration.FromSeconds(i / 167 * (Days * 24 * 3600 / 30)) + Duration.FromSeconds(dice.Next(600));

    private void Submit(int i)
    {
        var id = new Guid(i + 1, 0, 0, new byte[8]);
        var submitted = Tests.Desk.Submitted with
        {
            Number = FormattableString.Invariant($"INC-{i:000000}"),
            Category = i % 97 == 0 ? "account" : teams[dice.Next(3)],
            Requester = FormattableString.Invariant($"requester-{dice.Next(400)}"),
            Impact = (Impact)dice.Next(3),
            Urgency = (Urgency)dice.Next(3),
            AffectedSystem = i % 499 == 0 ? "mainframe" : dice.Next(10) == 0 ? "sap" : null,
            RequestType = dice.Next(20) == 0 ? "onboarding" : null,
            Language = dice.Next(3) == 0 ? "zh" : "en",
            At = Desk.Now,
        };
        Desk.Submit(id, submitted);
        End(id);
    }

    /// <summary>Half an hour to three hours after somebody has got it and works, it is solved.</summary>
    private void End(Guid id)
    {
        var length = Duration.FromMinutes(30 + dice.Next(150));
        At(Desk.Now + length, Try);

        void Try()
        {
            var ticket = Desk.Ticket(id);
            if (ticket.Counts && Desk.Tables.Roster.At(ticket.Routed!.Agent!, Desk.Now).Presence == Presence.OnShift) Desk.Resolve(id);
            else if (!ticket.Assignment.HasEnded && Desk.Now < monday + Duration.FromDays(Days)) At(Desk.Now + Duration.FromMinutes(30), Try);
        }
    }

    private void At(Instant at, Action act) => agenda.Enqueue(act, (at, order++));
}

public class SimulatedWeekTests(SimulatedWeek week) : IClassFixture<SimulatedWeek>
{
    private sealed record Assigned(RoutingStep Step, string Agent, IReadOnlyList<Candidate> Candidates, AssignmentBasis Basis, Instant At);

    private readonly IReadOnlyList<RoutingStep> steps =
        [.. week.Desk.Log.Where(e => e.Stream.StartsWith("ticket-", StringComparison.Ordinal)).GroupBy(e => e.Stream).SelectMany(RoutingHistory.Steps)];

    private readonly Dictionary<string, AgentDescribed> described = week.Desk.Log.Where(e => e.Stream == Roster.Stream).Select(e => e.Body).OfType<AgentDescribed>().ToDictionary(one => one.Agent);

    private readonly List<(AbsencePlanned Absence, Instant Known)> absences =
        [.. week.Desk.Log.Where(e => e.Body is AbsencePlanned).Select(e => ((AbsencePlanned)e.Body!, e.At))];

    [Fact]
    public void Every_ticket_was_routed() => steps.Count(step => step.Body is TicketRouted).ShouldBe(5000);

    [Fact]
    public void Nobody_without_the_skill_the_tier_or_the_language_got_a_ticket()
    {
        foreach (var one in ByRule())
        {
            var profile = Described(one.Agent);
            foreach (var needed in one.Basis.Skills) profile.Skills.ShouldContain(skill => skill.Skill == needed.Skill && skill.Level >= needed.Level);
            if (one.Basis.Language is { } language) profile.Languages.ShouldContain(language);
            profile.Tier!.Value.ShouldBeGreaterThanOrEqualTo(one.Basis.Tier ?? 1);
            var facts = one.Step.After.Routed!;
            one.Basis.Skills.Any(skill => skill.Skill == "core").ShouldBe(facts.AffectedSystem is "sap");
            one.Basis.Language.ShouldBe(facts.RequestType == "onboarding" ? facts.Language : null);
        }
    }

    [Fact]
    public void Nobody_off_shift_or_absent_got_a_ticket_unless_it_may_wait_for_the_next_shift()
    {
        foreach (var one in ByRule())
        {
            var chosen = one.Candidates.Single(candidate => candidate.Agent == one.Agent);
            var at = chosen.AvailableFrom ?? one.At;
            if (chosen.AvailableFrom is not null) (one.Step.After.Routed!.Priority, at <= one.Basis.WaitUntil).ShouldBe((Priority.P4, true));
            WorksAt(one.Agent, at).ShouldBeTrue($"{one.Agent} at {at}");
            absences.ShouldNotContain(other => other.Absence.Agent == one.Agent && other.Absence.From <= one.At && one.At < other.Absence.To && other.Known <= one.At);
        }
    }

    [Fact]
    public void Nobody_ever_had_more_than_the_cap()
    {
        var (loads, open) = (new Dictionary<string, int>(), new Dictionary<Guid, (string Agent, int Points)>());
        foreach (var body in week.Desk.Log.Where(e => e.Stream.StartsWith("team-", StringComparison.Ordinal)).Select(e => e.Body))
        {
            var ticket = body switch { AssignmentTaken taken => taken.Ticket, AssignmentReleased released => released.Ticket, _ => Guid.Empty };
            if (open.Remove(ticket, out var before)) loads[before.Agent] -= before.Points;
            if (body is not AssignmentTaken now) continue;
            open[ticket] = (now.Agent, now.Points);
            (loads[now.Agent] = loads.GetValueOrDefault(now.Agent) + now.Points).ShouldBeLessThanOrEqualTo(SimulatedWeek.Cap);
        }
    }

    [Fact]
    public void Among_equals_the_assigned_weight_varies_by_a_tenth_at_most()
    {
        var weights = week.Desk.Log.Select(e => e.Body).OfType<AssignmentTaken>().GroupBy(taken => taken.Agent).ToDictionary(one => one.Key, one => one.Sum(taken => taken.Points));
        var groups = week.Equals().Where(group => group.Length > 1).ToList();
        foreach (var group in groups)
        {
            var assigned = group.Select(agent => (double)weights.GetValueOrDefault(agent)).ToList();
            var mean = assigned.Average();
            var variation = Math.Sqrt(assigned.Average(one => (one - mean) * (one - mean))) / mean;
            TestContext.Current.TestOutputHelper?.WriteLine($"{group[0]} and {group.Length - 1} more: mean {mean:0.0}, variation {variation:0.000}");
            variation.ShouldBeLessThanOrEqualTo(0.1, string.Join(", ", group));
        }
        groups.Count.ShouldBe(18);
    }

    [Fact]
    public void Every_ticket_that_nobody_got_has_its_reason_and_stands_in_a_queue_until_somebody_does()
    {
        var reasons = steps.Where(step => step.After.Routed!.Agent is null).Select(step => step.After.Routed!.AssignmentReason).CountBy(reason => reason).ToDictionary();
        reasons.Keys.ShouldBe(["no-team", "no-skill", "nobody-available", "all-full"], ignoreOrder: true);

        var queues = week.Desk.Tables.Teams.All.Select(team => (string?)team.Team).Append(null).Select(week.Desk.Load).ToList();
        foreach (var id in Enumerable.Range(1, 5000).Select(i => new Guid(i, 0, 0, new byte[8])))
        {
            var ticket = week.Desk.Ticket(id);
            queues.Count(load => load.WaitingOf(id) is not null).ShouldBe(ticket.Waits ? 1 : 0);
            queues.Count(load => load.Open.ContainsKey(id)).ShouldBe(ticket.Counts ? 1 : 0);
        }
    }

    [Fact]
    public void Every_decision_of_the_week_made_again_is_the_same_bit_for_bit()
    {
        var tables = new Dictionary<(int, int, int), RoutingTables>();
        var definitions = week.Desk.Log.Where(e => e.Stream is Teams.Stream or Roster.Stream or "assignment-rules").ToList();
        foreach (var step in steps)
        {
            var basis = step.Basis.ShouldNotBeNull();
            var key = (basis.TeamsVersion, basis.RosterVersion, basis.RulesVersion);
            if (!tables.TryGetValue(key, out var then)) tables[key] = then = RoutingHistory.Tables(definitions, basis, [], _ => default);
            Json(Replay.Again(step, then, RoutingFacts.Of)!).ShouldBe(Json(step.Body));
        }
        steps.Count.ShouldBeGreaterThan(5500);
    }

    private static string Json(object body) => JsonSerializer.Serialize(body, body.GetType(), Desk.Types.Json);

    private IEnumerable<Assigned> ByRule() =>
        from step in steps
        let routed = step.Body as TicketRouted
        let assigned = step.Body as TicketAssigned
        where (routed?.Agent ?? assigned?.Agent) is not null
        select new Assigned(step, (routed?.Agent ?? assigned?.Agent)!, assigned?.Candidates ?? routed!.Candidates, step.Basis!, assigned?.At ?? routed!.At);

    private AgentDescribed Described(string agent) => described[agent];

    /// <summary>By the shifts alone, worked out without the code that decides.</summary>
    private bool WorksAt(string agent, Instant at)
    {
        var local = at.InZone(DateTimeZoneProviders.Tzdb[Described(agent).Zone!]);
        var hour = local.Hour;
        return local.DayOfWeek switch
        {
            IsoDayOfWeek.Sunday => false,
            IsoDayOfWeek.Saturday => hour is >= 9 and < 13,
            _ => hour is (>= 8 and < 12) or (>= 13 and < 18),
        };
    }
}
