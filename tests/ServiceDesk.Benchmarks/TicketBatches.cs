using ServiceDesk.Dev;

namespace ServiceDesk.Benchmarks;

/// <summary>(d) Tickets streamed as lines of a request, acknowledged line by line.</summary>
internal static class TicketBatches
{
    private sealed record Outcome(long Acknowledged, long Refused, TimeSpan Elapsed)
    {
        public double PerSecond => Acknowledged / Elapsed.TotalSeconds;
    }

    public static async Task Measure(Bench bench)
    {
        await using var desk = await Desk.Start(bench, ["intake"]);
        await Run(bench, desk, 1, TimeSpan.FromSeconds(Options.WarmUpSeconds));
        foreach (var connections in new[] { 1, 2 })
        {
            var before = await Desk.Tickets(bench);
            var (seen, ratio) = await bench.Unit.Compare(
                () => Run(bench, desk, connections, bench.Duration), seen => seen.PerSecond, still => Desk.Hold(desk, "intake", still, bench.Cancel));
            var stored = await Desk.Tickets(bench) - before;
            bench.Report.Add(
                "d", $"POST /tickets/batch, {connections} connection{(connections > 1 ? "s" : "")}", $"{Report.Rate(seen.PerSecond)}, {seen.Refused} refused", ratio,
                "≥ 2.5, none refused", ratio >= 2.5 && seen.Refused == 0);
            if (stored != seen.Acknowledged) throw new Failure($"{seen.Acknowledged} tickets were acknowledged, but {stored} stand in the log.");
        }
    }

    private static async Task<Outcome> Run(Bench bench, ServiceDeskInstance desk, int connections, TimeSpan duration)
    {
        var line = Sample.Request("hardware");
        var seen = await Task.WhenAll(Enumerable.Range(0, connections)
            .Select(_ => BatchConnection.Run(desk["intake"].Url, desk.Accounts.Key("system"), line, duration, bench.Cancel)));
        return new Outcome(seen.Sum(one => one.Acknowledged), seen.Sum(one => one.Lines - one.Acknowledged), seen.Max(one => one.Elapsed));
    }
}
