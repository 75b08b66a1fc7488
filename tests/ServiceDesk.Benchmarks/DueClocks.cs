using System.Diagnostics;
using System.Text.Json;
using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.Dev;

namespace ServiceDesk.Benchmarks;

/// <summary>(m) Clocks that come due, all at one instant or one after the other: how late each breach is recorded, by the clock of the database.</summary>
internal static class DueClocks
{
    private const int Groups = 200;
    private const int Milliseconds = 1_000;

    private static readonly Duration target = Duration.FromHours(4);
    private static readonly TimeSpan spread = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(5);

    public static async Task Measure(Bench bench)
    {
        await using var desk = await Desk.Start(bench, ["intake", "resolution"]);
        await using var log = bench.Owner("servicedesk_resolution");
        var clocks = bench.Options.DueClocks;
        await Measure(bench, log, clocks / 10, 1, "  warming up…"); // compiles what records
        var atOnce = await Measure(bench, log, clocks, 1, $"  {clocks:N0} clocks due at once…");
        bench.Report.Add("m", $"{clocks:N0} clocks due at one instant: breaches recorded", Figures(atOnce), null, $"p99 < {Milliseconds:N0} ms", atOnce.P99.TotalMilliseconds < Milliseconds);
        var steadily = await Measure(bench, log, clocks, Groups, $"  {clocks:N0} clocks due within {spread.TotalSeconds} s…");
        bench.Report.Add(
            "m", $"{clocks:N0} clocks due evenly within {spread.TotalSeconds} s: breaches recorded", Figures(steadily), null, $"p99 < {Milliseconds:N0} ms",
            steadily.P99.TotalMilliseconds < Milliseconds);
    }

    private sealed record Lateness(TimeSpan Median, TimeSpan P99, TimeSpan Worst);

    /// <summary>Opens tickets whose first clock is due soon, waits until the read model knows them, and then until every breach is recorded.</summary>
    private static async Task<Lateness> Measure(Bench bench, NpgsqlDataSource log, int clocks, int groups, string say)
    {
        Bench.Say(say);
        var before = await Ask<long>(log, "select coalesce(max(position), 0) from events", bench);
        var due = Instant.FromDateTimeUtc(await Ask<DateTime>(log, "select clock_timestamp()", bench)) + Duration.FromSeconds(20 + (clocks / 2_000));
        for (var group = 0; group < groups; group++)
        {
            var opened = Opened(due - target + Duration.FromTimeSpan(spread * group / groups));
            await Filling.Streams(log, clocks / groups, [Sample.Types.NameOf(opened)], [JsonSerializer.Serialize(opened, Sample.Types.Json)], [Sample.ShortMeta], bench.Cancel);
        }
        while (await Ask<long>(log, "select (select max(position) from events) - c.position from checkpoints c join read_models m on m.live = c.name where m.name = 'ticket_clocks'", bench) > 0)
            await Task.Delay(50, bench.Cancel);
        var left = due - Instant.FromDateTimeUtc(await Ask<DateTime>(log, "select clock_timestamp()", bench));
        if (left < Duration.FromSeconds(1)) throw new Failure("The read model knew the clocks too late for them to be due at once.");

        var breached = $"from events where position > {before} and type = 'resolution.clock-breached.v1'";
        for (var started = Stopwatch.StartNew(); await Ask<long>(log, $"select count(*) {breached}", bench) < clocks; await Task.Delay(500, bench.Cancel))
        {
            if (started.Elapsed > patience) throw new Failure($"Not every clock was breached within {patience.TotalSeconds} s.");
        }
        await using var command = log.CreateCommand($"""
            select percentile_disc(0.5) within group (order by at - occurred), percentile_disc(0.99) within group (order by at - occurred), max(at - occurred), count(*)
            {breached}
            """);
        await using var row = await command.ExecuteReaderAsync(bench.Cancel);
        await row.ReadAsync(bench.Cancel);
        if (row.GetInt64(3) != clocks) throw new Failure($"{clocks} clocks were breached, but {row.GetInt64(3)} breaches are recorded.");
        return new Lateness(row.GetTimeSpan(0), row.GetTimeSpan(1), row.GetTimeSpan(2));
    }

    private static CaseOpened Opened(Instant at)
    {
        ClockPromise Clock(ClockName name, Duration time) => new(name, time, null, [], [], Reopening.KeepFirst);
        var promise = new Promise("bench-2", Priority.P3, target, target * 20) { Policies = 2, Clocks = [Clock(ClockName.Response, target), Clock(ClockName.Resolution, target * 20)] };
        return new CaseOpened("INC-004711", TicketKind.Incident, "Printer", "person", "Li Na", "demo", "api", promise, at);
    }

    private static async Task<T> Ask<T>(NpgsqlDataSource log, string query, Bench bench)
    {
        await using var command = log.CreateCommand(query);
        return (T)(await command.ExecuteScalarAsync(bench.Cancel))!;
    }

    private static string Figures(Lateness late) => $"p50 {Report.Milliseconds(late.Median)}, p99 {Report.Milliseconds(late.P99)}, worst {Report.Milliseconds(late.Worst)} late";
}
