using System.Diagnostics;
using ServiceDesk.Dev;

namespace ServiceDesk.Benchmarks;

/// <summary>(f) Everything runs: start, lag under a steady load, memory, and how fast read models are built anew.</summary>
internal static class WholeDesk
{
    private const int TicketsPerSecond = 1000;
    private const int Connections = 16;
    private const double MostMegabytes = 250;

    public static async Task Measure(Bench bench)
    {
        var started = Stopwatch.StartNew();
        await using var desk = await Desk.Start(bench, ServiceDeskOptions.AllServices);
        var taken = started.Elapsed + bench.ClusterStart;
        bench.Report.Add(
            "f", "first start: new PostgreSQL, databases, five processes, accounts", $"{taken.TotalSeconds:0.0} s (PostgreSQL {bench.ClusterStart.TotalSeconds:0.0} s)", null,
            "≤ 15 s", taken.TotalSeconds <= 15);
        await Lag(bench, desk);
        Memory(bench, desk);
        await Rebuilds.Measure(bench, desk);
    }

    private static async Task Lag(Bench bench, ServiceDeskInstance desk)
    {
        await using var analytics = bench.Owner("servicedesk_analytics");
        await using var watch = new LedgerWatch(analytics);
        using var intake = Desk.Client(desk, "intake", "system", Connections);
        var load = new OpenLoop(intake, OpenLoop.Reports(TicketsPerSecond * 60));
        Bench.Say("  warming up…");
        await watch.Complete(await load.Run(TicketsPerSecond, TimeSpan.FromSeconds(bench.Options.Quick ? 5 : 10), bench.Cancel), bench.Cancel);
        await bench.Unit.Pgbench.Settle(bench.Cancel);
        Bench.Say("  steady load…");
        var tickets = await load.Run(TicketsPerSecond, TimeSpan.FromSeconds(bench.Options.SteadySeconds), bench.Cancel);
        Bench.Say($"  events behind: {await Followers.Furthest(bench)}");
        await watch.Complete(tickets, bench.Cancel);

        var answers = new Latencies(tickets.Select(one => Stopwatch.GetElapsedTime(one.Due, one.At)));
        var seen = new Latencies(tickets.Select(one => Since(one, watch.Submitted)));
        var complete = new Latencies(tickets.Select(one => Since(one, watch.Assigned)));
        // A desk that falls behind with its answers would flatter the lag behind them.
        var reached = tickets.Length / Stopwatch.GetElapsedTime(tickets.Min(one => one.Due), tickets.Max(one => one.At)).TotalSeconds;
        var keptUp = reached >= TicketsPerSecond * 0.99;
        var at = $"at {TicketsPerSecond:N0} tickets/s";
        bench.Report.Add("f", $"POST /tickets {at}, from when it was due", $"{Figures(answers)}, {Report.Rate(reached)} reached", null, $"{TicketsPerSecond:N0}/s kept up", keptUp);
        bench.Report.Add("f", $"from 201 to visible in the ledger, {at}", Figures(seen), null, "p99 < 250 ms", keptUp && seen.P99.TotalMilliseconds < 250);
        bench.Report.Add("f", $"from 201 to the assigned case visible in the ledger, {at}", Figures(complete), null);
    }

    private static void Memory(Bench bench, ServiceDeskInstance desk)
    {
        foreach (var service in desk.Services.Values)
        {
            var megabytes = service.ResidentMemory / 1024.0 / 1024.0;
            bench.Report.Add("f", $"resident memory of {service.Name} after that load", $"{megabytes:0} MB", null, $"≤ {MostMegabytes} MB", megabytes <= MostMegabytes);
        }
    }

    private static TimeSpan Since(Acknowledged ticket, IReadOnlyDictionary<Guid, long> seen) =>
        // The ledger may be seen before the answer has arrived here.
        TimeSpan.FromTicks(Math.Max(0, Stopwatch.GetElapsedTime(ticket.At, seen[ticket.Ticket]).Ticks));

    private static string Figures(Latencies latencies) => $"p50 {Report.Milliseconds(latencies.Median)}, p99 {Report.Milliseconds(latencies.P99)}";
}
