using ServiceDesk.EventStore;

namespace ServiceDesk.Benchmarks;

/// <summary>(g) Append latency as the log grows. The logs take turns, so that a drift of the machine meets all of them.</summary>
internal static class GrowingLog
{
    private const int Rounds = 8;
    private const int AloneAtOnce = 400;
    private const int Together = 32;
    private const int TogetherAtOnce = 1600;
    private const double MostGrowth = 1.2;

    private sealed record Measured(int Events, Journal Journal)
    {
        public List<Calls> Alone { get; } = [];
        public List<Calls> Together { get; } = [];
        public List<Calls> InOrder { get; } = [];
    }

    public static async Task Measure(Bench bench)
    {
        var logs = new List<Measured>();
        try
        {
            foreach (var events in bench.Options.LogSizes) logs.Add(new Measured(events, Appends.Open(await Filling.Log(bench, events))));
            await bench.Unit.Pgbench.Settle(bench.Cancel);
            foreach (var log in logs) await Callers.Times(TogetherAtOnce, Together, () => Appends.Create(log.Journal), bench.Cancel);
            for (var round = 0; round < Rounds; round++)
            {
                Bench.Say($"  round {round + 1} of {Rounds}");
                foreach (var log in logs) log.Alone.Add(await Callers.Times(AloneAtOnce, 1, () => Appends.Create(log.Journal), bench.Cancel));
                foreach (var log in logs) log.Together.Add(await Callers.Times(TogetherAtOnce, Together, () => Appends.Create(log.Journal), bench.Cancel));
                // Ids that grow fall on the last page of the index, others on any: what differs between the two is what the index costs.
                foreach (var log in logs) log.InOrder.Add(await Callers.Times(TogetherAtOnce, Together, () => Appends.Create(log.Journal, Guid.CreateVersion7()), bench.Cancel));
            }
        }
        finally
        {
            foreach (var log in logs) await log.Journal.DisposeAsync();
        }
        Tell(bench, "1 caller", logs, log => log.Alone);
        Tell(bench, $"{Together} callers, ids as of requests with an idempotency key", logs, log => log.Together);
        Tell(bench, $"{Together} callers, ids as of requests without", logs, log => log.InOrder);
    }

    private static void Tell(Bench bench, string callers, List<Measured> logs, Func<Measured, List<Calls>> calls)
    {
        var small = Latencies.Merge(calls(logs[0]));
        foreach (var log in logs)
        {
            var seen = Latencies.Merge(calls(log));
            var growth = seen.Median / small.Median;
            var what = $"append at {log.Events:N0} events, {callers}";
            var value = $"p50 {Report.Milliseconds(seen.Median)}, mean {Report.Milliseconds(seen.Mean)}";
            if (log == logs[0]) bench.Report.Add("g", what, value, growth);
            else bench.Report.Add("g", what, $"{value}, mean × {seen.Mean / small.Mean:0.00}", growth, $"p50 ≤ {MostGrowth} × the first", growth <= MostGrowth);
        }
    }
}
