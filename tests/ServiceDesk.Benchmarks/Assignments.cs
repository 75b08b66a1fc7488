using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Dev;
using ServiceDesk.EventStore;
using ServiceDesk.Messaging;
using ServiceDesk.Routing;
using ServiceDesk.Routing.Classification;
using ServiceDesk.Routing.Grading;

namespace ServiceDesk.Benchmarks;

/// <summary>(n) Whose a new ticket is: decisions alone, through the reaction on a real store, and on the whole desk.</summary>
internal static class Assignments
{
    private const int Agents = 500;
    private const int Skills = 50;
    private const int DecisionsPerSecond = 2000;
    private const int TicketsPerSecond = 500;

    private static readonly string[] categories = ["hardware", "software", "network", "account", "other"];
    private static readonly Instant monday = Instant.FromUtc(2026, 3, 2, 9, 0);
    private static readonly EventMeta meta = new() { Actor = "person-lead" };

    public static async Task Measure(Bench bench)
    {
        foreach (var candidates in (int[])[10, 20, 50, 100, 500]) await Alone(bench, candidates);
        await Store(bench);
        await WholeDesk(bench);
    }

    /// <summary>Decisions and folds without a store, in one thread: what one more candidate costs.</summary>
    private static async Task Alone(Bench bench, int candidates)
    {
        var desk = new MemoryWork();
        foreach (var (stream, body) in Definitions(candidates)) desk.Define(stream, body);
        var tables = await RoutingTables.Load(desk, _ => default);
        var open = new Queue<Guid>();
        var made = 0;
        for (; made < 2000; made++) await Next();
        made = 0;
        var started = Stopwatch.StartNew();
        for (; started.Elapsed < bench.Duration / 2; made++) await Next();
        var rate = made / started.Elapsed.TotalSeconds;
        var figures = string.Create(CultureInfo.InvariantCulture, $"{Report.Rate(rate)} in one thread, {1e6 / rate / candidates:0.00} µs per candidate");
        bench.Report.Add("n", $"assignment decisions alone, {candidates} candidates, {Skills} skills", figures, null, $"≥ {DecisionsPerSecond:N0}/s", rate >= DecisionsPerSecond);

        async Task Next()
        {
            var id = Guid.CreateVersion7();
            await TicketRoutes.Begin(desk, tables, id, RoutingFacts.Of(Submitted(made)));
            open.Enqueue(id);
            if (open.Count > 1000) await TicketRoutes.End(desk, tables, open.Dequeue(), isSolved: true);
        }
    }

    /// <summary>A burst of tickets in Intake's log, answered by the reaction with everything it records.</summary>
    private static async Task Store(Bench bench)
    {
        var types = DeskTypes.Create(typeof(RoutingReaction).Assembly);
        await using var intake = new Journal(new JournalOptions(Logs.Intake, await bench.PrepareLog("benchmark_assignments_intake")), types, Guid.CreateVersion7);
        await using var routing = new Journal(new JournalOptions(Logs.Routing, await bench.PrepareLog("benchmark_assignments")), types, Guid.CreateVersion7);
        foreach (var stream in Definitions(Agents / categories.Length).GroupBy(one => one.Stream))
            await routing.Append([new StreamAppend(stream.Key, 0, [.. stream.Select(one => new NewEvent(one.Body, meta, monday))])], bench.Cancel);
        var tickets = bench.Options.Quick ? 6_000 : 40_000;
        await Fill(2000);
        await Answer();
        await Fill(tickets);
        var taken = await Answer();
        var rate = tickets / taken.TotalSeconds;
        bench.Report.Add(
            "n", $"the same through the reaction and the store, {Agents} agents in {categories.Length} teams, every candidate recorded", Report.Rate(rate), null,
            $"≥ {DecisionsPerSecond:N0}/s", rate >= DecisionsPerSecond);

        async Task<TimeSpan> Answer()
        {
            var judging = new Judging(
                new GradingBook(routing, SystemClock.Instance, NullLogger<GradingBook>.Instance), new ClassificationBook(routing, SystemClock.Instance, NullLogger<ClassificationBook>.Instance),
                new LearnedCategories(routing, NullLogger<LearnedCategories>.Instance));
            await using var reaction = new Subscription(routing, new RoutingReaction(judging, _ => default), [intake], SystemClock.Instance);
            var started = Stopwatch.StartNew();
            await reaction.Start(bench.Cancel);
            await reaction.Until(Logs.Intake, await intake.Head(bench.Cancel), bench.Cancel);
            if (reaction.ParkedCount > 0) throw new Failure($"{reaction.ParkedCount} tickets could not be routed.");
            return started.Elapsed;
        }

        async Task Fill(int count)
        {
            Bench.Say($"  {count:N0} tickets…");
            for (var i = 0; i < count; i += 1000)
                await intake.Append([.. Enumerable.Range(i, 1000).Select(one => new StreamAppend(Streams.Ticket(Guid.CreateVersion7()), 0, [new NewEvent(Submitted(one), meta, monday)]))], bench.Cancel);
        }
    }

    /// <summary>From the answer to the submission until the assigned case is seen, with all services.</summary>
    private static async Task WholeDesk(Bench bench)
    {
        await using var desk = await Desk.Start(bench, ServiceDeskOptions.AllServices);
        await using var analytics = bench.Owner("servicedesk_analytics");
        await using var watch = new LedgerWatch(analytics);
        using var intake = Desk.Client(desk, "intake", "system", 16);
        var load = new OpenLoop(intake, OpenLoop.Reports(TicketsPerSecond * 60));
        Bench.Say("  warming up…");
        await watch.Complete(await load.Run(TicketsPerSecond, TimeSpan.FromSeconds(bench.Options.Quick ? 5 : 20), bench.Cancel), bench.Cancel);
        Bench.Say("  steady load…");
        var tickets = await load.Run(TicketsPerSecond, TimeSpan.FromSeconds(bench.Options.SteadySeconds), bench.Cancel);
        await watch.Complete(tickets, bench.Cancel);
        var taken = new Latencies(tickets.Select(one => TimeSpan.FromTicks(Math.Max(0, Stopwatch.GetElapsedTime(one.At, watch.Assigned[one.Ticket]).Ticks))));
        bench.Report.Add(
            "n", $"from 201 to the assigned case seen in the ledger, at {TicketsPerSecond:N0} tickets/s", $"p50 {Report.Milliseconds(taken.Median)}, p99 {Report.Milliseconds(taken.P99)}", null,
            "p99 < 250 ms", taken.P99.TotalMilliseconds < 250);
    }

    private static TicketSubmitted Submitted(int number) => Sample.Ticket with
    {
        Number = string.Create(CultureInfo.InvariantCulture, $"INC-{number:000000}"),
        Category = categories[number % categories.Length],
        AffectedSystem = string.Create(CultureInfo.InvariantCulture, $"system-{number * 7 % Skills}"),
        Language = number % 3 == 0 ? "zh" : "en",
    };

    /// <summary>Teams of the same size; every fifth agent of a team has the skill that a system needs.</summary>
    private static IEnumerable<(string Stream, object Body)> Definitions(int teamSize)
    {
        for (var skill = 0; skill < Skills; skill++) yield return (Roster.Stream, new SkillDefined(Skill(skill), new Bilingual("技能", "Skill")));
        WorkingFrame[] day = [new("00:00", "24:00")];
        var week = new WorkingWeek(day, day, day, day, day, day, day);
        var teams = categories.Select((category, team) => (category, team)).ToList();
        foreach (var (category, team) in teams)
        {
            var members = Enumerable.Range(0, teamSize).Select(place => string.Create(CultureInfo.InvariantCulture, $"agent-{team}-{place:000}")).ToList();
            for (var place = 0; place < teamSize; place++)
            {
                AgentSkill[] skills = [.. Enumerable.Range(0, Skills / 5).Select(one => new AgentSkill(Skill((place + (one * 5)) % Skills), 3, null, null))];
                yield return (Roster.Stream, new AgentDescribed(members[place], 1, skills, ["zh", "en"], 20, null, null, "Asia/Shanghai", week, []));
            }
            yield return (Teams.Stream, new TeamDefined(category, category, [category], members));
        }
        yield return (AssignmentRulesHistory.Stream, ShippedAssignmentRules.Definition with
        {
            Version = 2,
            Requirements = [.. Enumerable.Range(0, Skills).Select(skill => new Requirement([], [], [$"system-{skill}"], [new NeededSkill(Skill(skill), 2)], null, true))],
            Affinity = new AffinityWeights(100, 100),
        });
    }

    private static string Skill(int number) => string.Create(CultureInfo.InvariantCulture, $"skill-{number}");

    private sealed class MemoryWork : IRoutingWork
    {
        private readonly Dictionary<string, object> loaded = [];

        public Instant At { get; private set; } = monday;

        public Task<Loaded<T>> Load<T>(string stream) where T : IState<T> => Task.FromResult(loaded.TryGetValue(stream, out var known) ? (Loaded<T>)known : Loaded<T>.Nothing);

        public void Record<T>(string stream, params IReadOnlyList<object> bodies) where T : IState<T>
        {
            At += Duration.FromMilliseconds(10);
            var state = loaded.TryGetValue(stream, out var known) ? (Loaded<T>)known : Loaded<T>.Nothing;
            foreach (var body in bodies) state = state.Apply(body, meta, state.Version + 1, 0, At);
            loaded[stream] = state;
        }

        public void Define(string stream, object body)
        {
            if (stream == Teams.Stream) Record<Teams>(stream, body);
            else if (stream == Roster.Stream) Record<Roster>(stream, body);
            else Record<AssignmentRulesHistory>(stream, body);
        }
    }
}
