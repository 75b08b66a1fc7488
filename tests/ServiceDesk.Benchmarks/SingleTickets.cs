using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ServiceDesk.Dev;

namespace ServiceDesk.Benchmarks;

/// <summary>(c) One ticket per request over HTTP, by wrk.</summary>
internal static partial class SingleTickets
{
    private const int Bodies = 2_000;

    private sealed record Outcome(long Requests, TimeSpan Duration, TimeSpan Median, TimeSpan P99, long Errors)
    {
        public double PerSecond => Requests / Duration.TotalSeconds;
    }

    public static async Task Measure(Bench bench)
    {
        if (!Tool.Exists("wrk")) throw new Failure("wrk is not installed (Debian package: wrk).");
        await using var desk = await Desk.Start(bench, ["intake"]);
        await Run(bench, desk, 128, Options.WarmUpSeconds);
        foreach (var (connections, target, slowest) in new[] { (32, 0.9, (int?)10), (128, 1.3, null) })
        {
            var before = await Desk.Tickets(bench);
            var computing = TimeSpan.Zero;
            var (seen, ratio) = await bench.Unit.Compare(Load, seen => seen.PerSecond, still => Desk.Hold(desk, "intake", still, bench.Cancel));
            var stored = await Desk.Tickets(bench) - before;
            var value = $"{Report.Rate(seen.PerSecond)}, p50 {Report.Milliseconds(seen.Median)}, p99 {Report.Milliseconds(seen.P99)}, {seen.Errors} errors, "
                + $"{computing.TotalMicroseconds / seen.Requests:0} µs of Intake's processor time each";
            bench.Report.Add(
                "c", $"POST /tickets, {connections} connections", value, ratio, $"≥ {target}{(slowest is null ? "" : $", p99 ≤ {slowest} ms")}, no errors",
                ratio >= target && seen.Errors == 0 && (slowest is not { } limit || seen.P99.TotalMilliseconds <= limit));
            if (stored < seen.Requests) throw new Failure($"{seen.Requests} tickets were acknowledged, but only {stored} stand in the log.");

            async Task<Outcome> Load()
            {
                using var intake = Process.GetProcessById(desk["intake"].ProcessId);
                var earlier = intake.TotalProcessorTime;
                var outcome = await Run(bench, desk, connections, bench.Options.Seconds);
                intake.Refresh();
                computing = intake.TotalProcessorTime - earlier;
                return outcome;
            }
        }
    }

    private static async Task<Outcome> Run(Bench bench, ServiceDeskInstance desk, int connections, int seconds)
    {
        var bodies = Path.Combine(Path.GetTempPath(), $"servicedesk-benchmark-{Guid.NewGuid()}.ndjson");
        var reports = new FaultReports(7);
        await File.WriteAllLinesAsync(bodies, Enumerable.Range(0, Bodies).Select(reports.Request), bench.Cancel);
        using var gone = new Removal(bodies);
        var output = await Tool.Run(
            "wrk",
            ["-t2", $"-c{connections}", $"-d{seconds}s", "--latency", "-s", Path.Combine(AppContext.BaseDirectory, "post-tickets.lua"), desk["intake"].Url.ToString()],
            new Dictionary<string, string>
            {
                ["BENCHMARK_KEY"] = desk.Accounts.Key("system"),
                ["BENCHMARK_BODIES"] = bodies,
                ["BENCHMARK_RUN"] = Guid.NewGuid().ToString(),
            }, bench.Cancel);
        var figures = Result().Match(output).Groups.Values.Skip(1).Select(group => long.Parse(group.ValueSpan, CultureInfo.InvariantCulture)).ToArray();
        return figures is [var requests, var duration, var median, var p99, var errors]
            ? new Outcome(requests, TimeSpan.FromMicroseconds(duration), TimeSpan.FromMicroseconds(median), TimeSpan.FromMicroseconds(p99), errors)
            : throw new Failure($"wrk told no result:\n{output}");
    }

    private sealed class Removal(string file) : IDisposable
    {
        public void Dispose() => File.Delete(file);
    }

    [GeneratedRegex(@"^result (\d+) (\d+) (\d+) (\d+) (\d+)", RegexOptions.Multiline)]
    private static partial Regex Result();
}
