using System.Diagnostics;
using Npgsql;
using ServiceDesk.Dev;

namespace ServiceDesk.Benchmarks;

/// <summary>How fast read models are built anew from long logs, and how fast a backlog passes through the bus into the ledger.</summary>
internal static class Rebuilds
{
    private const int Fastest = 30_000;

    private static readonly TimeSpan patience = TimeSpan.FromMinutes(5);

    public static async Task Measure(Bench bench, ServiceDeskInstance desk)
    {
        await using var resolution = bench.Owner("servicedesk_resolution");
        await using var analytics = bench.Owner("servicedesk_analytics");
        await Backlog(bench, resolution, analytics);
        await Rebuild(bench, "f", desk, "analytics", "ledger", analytics);
        await Rebuild(bench, "f", desk, "analytics", "facts", analytics);
        await Rebuild(bench, "f", desk, "analytics", "ticket_spans", analytics);
        await Rebuild(bench, "f", desk, "analytics", "ledger_index", analytics);
        await Rebuild(bench, "f", desk, "resolution", "cases", resolution);
        await Rebuild(bench, "f", desk, "resolution", "ticket_clocks", resolution);
    }

    /// <summary>Tops the logs up: Resolution's by copies of a real case, Analytics' by hearing them.</summary>
    private static async Task Backlog(Bench bench, NpgsqlDataSource resolution, NpgsqlDataSource analytics)
    {
        var before = await Head(analytics, bench);
        var missing = bench.Options.RebuiltLog - Math.Min(await Head(resolution, bench), before);
        if (missing <= 0) return;
        Bench.Say($"  {missing:N0} more events…");
        var written = await WriteCases(resolution, missing, bench);
        // The bus heard some of it while it was written; only the rest is counted.
        var (left, started) = (before + written - await Projected(analytics, bench), Stopwatch.StartNew());
        while (await Projected(analytics, bench) < before + written)
        {
            if (started.Elapsed > patience) throw new Failure($"The ledger did not take up {left:N0} events within {patience.TotalSeconds} s.");
            await Task.Delay(100, bench.Cancel);
        }
        bench.Report.Add("f", $"a backlog of {left:N0} events heard, recorded in the ledger and projected", Report.Rate(left / started.Elapsed.TotalSeconds), null);
    }

    private static async Task<long> WriteCases(NpgsqlDataSource resolution, long events, Bench bench)
    {
        string[] types, data, metas;
        await using (var query = Case(resolution))
        await using (var row = await query.ExecuteReaderAsync(bench.Cancel))
        {
            await row.ReadAsync(bench.Cancel);
            (types, data, metas) = (row.GetFieldValue<string[]>(0), row.GetFieldValue<string[]>(1), row.GetFieldValue<string[]>(2));
        }
        var cases = (int)(events / types.Length) + 1;
        await Filling.Streams(resolution, cases, types, data, metas, bench.Cancel);
        return cases * (long)types.Length;
    }

    /// <summary>Builds one read model anew while the old one is served.</summary>
    public static async Task Rebuild(Bench bench, string part, ServiceDeskInstance desk, string service, string model, NpgsqlDataSource database)
    {
        var events = await Head(database, bench);
        using var client = Desk.Client(desk, service, "admin", 1);
        await bench.Unit.Pgbench.Settle(bench.Cancel);
        var started = Stopwatch.StartNew();
        using (var answer = await client.PostAsync($"read-models/{model}/rebuild", null, bench.Cancel)) answer.EnsureSuccessStatusCode();
        await using var building = database.CreateCommand("select count(*) from read_models where name = $1 and building is not null");
        building.Parameters.Add(new() { Value = model });
        while ((long)(await building.ExecuteScalarAsync(bench.Cancel))! > 0) await Task.Delay(20, bench.Cancel);
        var rate = events / started.Elapsed.TotalSeconds;
        bench.Report.Add(part, $"{service}: {model} rebuilt from {events:N0} events", Report.Rate(rate), null, $"≥ {Fastest:N0}/s", rate >= Fastest);
    }

    private static NpgsqlCommand Case(NpgsqlDataSource resolution) => resolution.CreateCommand("""
        select array_agg(type order by version), array_agg(data::text order by version), array_agg((meta - 'traceParent')::text order by version)
        from events
        where stream = (select stream from events where type = 'resolution.case-assigned.v1' order by position limit 1)
        """);

    private static Task<long> Head(NpgsqlDataSource log, Bench bench) => Number(log, "select count(*) from events", bench);

    private static Task<long> Projected(NpgsqlDataSource analytics, Bench bench) => Number(analytics, "select count(*) from served.ledger", bench);

    private static async Task<long> Number(NpgsqlDataSource database, string query, Bench bench)
    {
        await using var command = database.CreateCommand(query);
        return (long)(await command.ExecuteScalarAsync(bench.Cancel))!;
    }
}
