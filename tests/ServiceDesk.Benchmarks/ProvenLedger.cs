using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using ServiceDesk.Dev;

namespace ServiceDesk.Benchmarks;

/// <summary>(p) Events heard, recorded in the ledger, hashed into its tree and signed; and proofs of them, one after the other.</summary>
internal static class ProvenLedger
{
    private const int Fastest = 15_000;
    private const int EventsOfATicket = 12;
    private const int Proofs = 2_000;
    private const int Milliseconds = 5;

    private static readonly TimeSpan patience = TimeSpan.FromMinutes(5);

    public static async Task Measure(Bench bench)
    {
        await using var desk = await Desk.Start(bench, ["intake", "analytics"]);
        await using var resolution = bench.Owner("servicedesk_resolution");
        await using var analytics = bench.Owner("servicedesk_analytics");
        using var client = Desk.Client(desk, "analytics", "auditor", 1);
        await Hear(bench, desk, resolution, analytics, bench.Options.ProvenEvents / 5); // compiles what hears and hashes
        var (recorded, hashed) = await Hear(bench, desk, resolution, analytics, bench.Options.ProvenEvents);
        var events = $"{bench.Options.ProvenEvents:N0} events heard and recorded in the ledger";
        bench.Report.Add("p", events, Report.Rate(recorded), null);
        bench.Report.Add("p", $"{events}, indexed, and hashed into its tree", Report.Rate(hashed), null, $"≥ {Fastest:N0}/s", hashed >= Fastest);
        await Rebuilds.Rebuild(bench, "p", desk, "analytics", "tree", analytics);

        var leaves = await Leaves(bench, analytics);
        await Prove(client, 0, bench); // signs a head that covers them all
        await Callers.Times(Proofs / 4, 1, () => Prove(client, Random.Shared.NextInt64(leaves), bench), bench.Cancel);
        var proofs = await Callers.Times(Proofs, 1, () => Prove(client, Random.Shared.NextInt64(leaves), bench), bench.Cancel);
        var what = $"GET /ledger/proofs/inclusion among {leaves:N0} entries";
        bench.Report.Add(
            "p", what, $"p50 {Report.Milliseconds(proofs.Latencies.Median)}, p99 {Report.Milliseconds(proofs.Latencies.P99)}", null, $"p50 < {Milliseconds} ms",
            proofs.Latencies.Median.TotalMilliseconds < Milliseconds);
        bench.Report.Add("p", "disk for each entry: log, and tree with positions", await Disk(bench, analytics, leaves), null);
    }

    /// <summary>Events for each second from when Analytics may hear them until the last is recorded, and until the tree holds it.</summary>
    private static async Task<(double Recorded, double Hashed)> Hear(Bench bench, ServiceDeskInstance desk, NpgsqlDataSource resolution, NpgsqlDataSource analytics, int events)
    {
        var wanted = await Leaves(bench, analytics) + events;
        var bodies = Sample.LongTicket(EventsOfATicket);
        await Desk.Hold(desk, "analytics", still: true, bench.Cancel);
        Bench.Say($"  {events:N0} events…");
        await Filling.Streams(
            resolution, events / EventsOfATicket, [.. bodies.Select(Sample.Types.NameOf)], [.. bodies.Select(body => JsonSerializer.Serialize(body, body.GetType(), Sample.Types.Json))],
            Enumerable.Repeat(Sample.ShortMeta, EventsOfATicket).ToArray(), bench.Cancel);
        await bench.Unit.Pgbench.Settle(bench.Cancel);
        var heard = await Ask(bench, resolution, "select max(position) from events");
        var started = Stopwatch.StartNew();
        await Desk.Hold(desk, "analytics", still: false, bench.Cancel);
        TimeSpan? recorded = null;
        while (await Leaves(bench, analytics) < wanted)
        {
            if (recorded is null && await Ask(bench, analytics, "select position from checkpoints where name = 'ledger/resolution'") >= heard) recorded = started.Elapsed;
            if (started.Elapsed > patience) throw new Failure($"The tree did not take up {events:N0} events within {patience.TotalSeconds} s.");
            await Task.Delay(50, bench.Cancel);
        }
        return (events / (recorded ?? started.Elapsed).TotalSeconds, events / started.Elapsed.TotalSeconds);
    }

    private static async Task Prove(HttpClient client, long leaf, Bench bench)
    {
        var proof = (await client.GetFromJsonAsync<JsonNode>($"ledger/proofs/inclusion?leaf={leaf}", bench.Cancel))!;
        if (proof["leaf"]!.GetValue<long>() != leaf) throw new Failure($"Leaf {leaf} was not proven.");
    }

    private static Task<long> Leaves(Bench bench, NpgsqlDataSource analytics) =>
        Ask(bench, analytics, "select coalesce((select tile * 256 + cardinality(positions) from served.leaf_positions order by tile desc limit 1), 0)");

    private static async Task<long> Ask(Bench bench, NpgsqlDataSource database, string query)
    {
        await using var command = database.CreateCommand(query);
        return (long)(await command.ExecuteScalarAsync(bench.Cancel))!;
    }

    private static async Task<string> Disk(Bench bench, NpgsqlDataSource analytics, long leaves)
    {
        await using (var vacuum = analytics.CreateCommand("vacuum full")) await vacuum.ExecuteNonQueryAsync(bench.Cancel);
        await using var command = analytics.CreateCommand("""
            select pg_total_relation_size('public.events'), sum(pg_total_relation_size(c.oid))::bigint
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname like 'tree\_%' and c.relkind = 'r'
            """);
        await using var row = await command.ExecuteReaderAsync(bench.Cancel);
        await row.ReadAsync(bench.Cancel);
        return $"{row.GetInt64(0) / leaves:N0} B and {row.GetInt64(1) / leaves:N0} B";
    }
}
