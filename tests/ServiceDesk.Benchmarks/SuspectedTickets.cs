using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using ServiceDesk.Dev;

namespace ServiceDesk.Benchmarks;

/// <summary>(i) POST /tickets among many open tickets of one organisation, with and without the search for duplicates; at a fixed rate, so that waits count.</summary>
internal static class SuspectedTickets
{
    private const int PerSecond = 100;
    private const int LinesAtOnce = 5_000;

    private static readonly TimeSpan mostAdded = TimeSpan.FromMilliseconds(5);

    private sealed record Outcome(Latencies Latencies, TimeSpan Starting, long Suspected);

    public static async Task Measure(Bench bench)
    {
        var (without, with) = (await Measure(bench, suspect: false), await Measure(bench, suspect: true));
        var among = $"among {bench.Options.OpenTickets:N0} open tickets, {PerSecond} a second";
        bench.Report.Add("i", $"POST /tickets without suspicion {among}", Figures(without.Latencies), null);
        bench.Report.Add(
            "i", $"POST /tickets with suspicion {among}", $"{Figures(with.Latencies)}, {with.Suspected:N0} of them suspected", null, "p95 + 5 ms at most",
            with.Latencies.P95 - without.Latencies.P95 < mostAdded);
        bench.Report.Add("i", "index filled after a restart", Report.Milliseconds(with.Starting), null);
    }

    private static async Task<Outcome> Measure(Bench bench, bool suspect)
    {
        await using var desk = await Desk.Start(bench, ["intake"], suspect);
        using var intake = Desk.Client(desk, "intake", "system", 64);
        await using var log = bench.Owner("servicedesk_intake");
        var reports = new FaultReports(1);
        Bench.Say($"  {bench.Options.OpenTickets:N0} open tickets…");
        for (var from = 0; from < bench.Options.OpenTickets; from += LinesAtOnce)
        {
            using var lines = new StringContent(string.Join('\n', Enumerable.Range(from, LinesAtOnce).Select(reports.Request)), new MediaTypeHeaderValue("application/x-ndjson"));
            using var answer = await intake.PostAsync("tickets/batch", lines, bench.Cancel);
            answer.EnsureSuccessStatusCode();
        }
        var starting = await Restart();
        var bodies = Enumerable.Range(bench.Options.OpenTickets, PerSecond * (Options.WarmUpSeconds + bench.Options.Seconds)).Select(reports.Request).ToList();
        var loop = new OpenLoop(intake, bodies);
        await loop.Run(PerSecond, TimeSpan.FromSeconds(Options.WarmUpSeconds), bench.Cancel);
        await Heard();
        var before = await Suspected();
        var answers = await loop.Run(PerSecond, bench.Duration, bench.Cancel);
        var latencies = new Latencies(answers.Select(one => Stopwatch.GetElapsedTime(one.Due, one.At)));
        await Heard();
        return new Outcome(latencies, starting, await Suspected() - before);

        Task<long> Suspected() => Ask("select count(*) from events where type = 'intake.duplicates-suspected.v1'");

        async Task Heard()
        {
            while (await Ask("select (select max(position) from events) - position from checkpoints where name = 'duplicates/intake'") > 0) await Task.Delay(50, bench.Cancel);
        }

        async Task<long> Ask(string sql)
        {
            await using var command = log.CreateCommand(sql);
            return (long)(await command.ExecuteScalarAsync(bench.Cancel))!;
        }

        async Task<TimeSpan> Restart()
        {
            // The tickets that only fill the index need not be compared with each other.
            await desk["intake"].Kill();
            await using (var skip = log.CreateCommand("update checkpoints set position = (select max(position) from events) where name = 'duplicates/intake'"))
                await skip.ExecuteNonQueryAsync(bench.Cancel);
            var started = Stopwatch.GetTimestamp();
            await desk["intake"].Restart(bench.Cancel);
            if (!suspect) return Stopwatch.GetElapsedTime(started); // there is no index that could answer
            var asked = new { subject = "VPN", requester = new { organization = "demo" } };
            while (true)
            {
                using var answer = await intake.PostAsJsonAsync("tickets/check-duplicates", asked, bench.Cancel);
                if (answer.IsSuccessStatusCode) return Stopwatch.GetElapsedTime(started);
                await Task.Delay(50, bench.Cancel);
            }
        }
    }

    private static string Figures(Latencies seen) => string.Create(
        CultureInfo.InvariantCulture, $"p50 {Report.Milliseconds(seen.Median)}, p95 {Report.Milliseconds(seen.P95)}, p99 {Report.Milliseconds(seen.P99)}");
}
