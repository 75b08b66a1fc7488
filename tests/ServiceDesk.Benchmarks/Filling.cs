using System.Text.Json;
using Npgsql;
using ServiceDesk.EventStore;

namespace ServiceDesk.Benchmarks;

/// <summary>Fills logs through the product's own append, in large arrays that PostgreSQL makes itself.</summary>
internal static class Filling
{
    private const int EventsAtOnce = 10_000;
    private const int StreamLength = 50;

    // $1 new streams with the same events: their types $2, bodies $3 and metas $4.
    private const string Append = """
        with n as materialized (select n::int as member, 'ticket-' || gen_random_uuid() as name from generate_series(1, $1) n),
        s as (select array_agg(member order by member) as member, array_agg(name order by member) as name, array_agg(0 order by member) as expected from n),
        e as (
          select array_agg(member order by member, v) as member, array_agg(name order by member, v) as stream, array_agg(v::int order by member, v) as version,
            array_agg(type order by member, v) as type, array_agg(data order by member, v) as data, array_agg(meta order by member, v) as meta,
            array_agg(now() order by member, v) as occurred
          from n, unnest($2::text[], $3::jsonb[], $4::jsonb[]) with ordinality t(type, data, meta, v)
        )
        select first from s, e, append(s.member, s.name, s.expected, e.member, e.stream, e.version, e.type, e.data, e.meta, e.occurred)
        """;

    /// <summary>The large logs by size, made on first use and kept for the parts that follow.</summary>
    private static readonly Dictionary<int, string> made = [];

    /// <summary>A log of so many events in streams of 50, vacuumed and with nothing left to do in the background.</summary>
    public static async Task<string> Log(Bench bench, int events)
    {
        if (made.TryGetValue(events, out var known)) return known;
        var database = $"benchmark_log_{events}";
        var connection = await bench.PrepareLog(database);
        Bench.Say($"Filling a log with {events:N0} events…");
        await using (var owner = bench.Owner(database))
        {
            var bodies = Sample.LongTicket(StreamLength);
            await Streams(
                owner, events / StreamLength, [.. bodies.Select(Sample.Types.NameOf)], [.. bodies.Select(body => JsonSerializer.Serialize(body, body.GetType(), Sample.Types.Json))],
                Enumerable.Repeat(Sample.ShortMeta, StreamLength).ToArray(), bench.Cancel);
            foreach (var finish in new[] { "vacuum (analyze) events", "checkpoint" })
            {
                await using var command = owner.CreateCommand(finish);
                await command.ExecuteNonQueryAsync(bench.Cancel);
            }
        }
        return made[events] = connection;
    }

    /// <summary>Appends new streams that all hold the same events.</summary>
    public static async Task Streams(NpgsqlDataSource owner, int streams, string[] types, string[] data, string[] metas, CancellationToken cancel)
    {
        await using var connection = await owner.OpenConnectionAsync(cancel);
        await using (var relaxed = new NpgsqlCommand("set synchronous_commit = off; set work_mem = '256MB'", connection)) await relaxed.ExecuteNonQueryAsync(cancel);
        for (var left = streams; left > 0;)
        {
            var now = Math.Min(left, EventsAtOnce / types.Length);
            await using var append = new NpgsqlCommand(Append, connection);
            foreach (var value in (object[])[now, types, data, metas]) append.Parameters.Add(new() { Value = value });
            await append.ExecuteNonQueryAsync(cancel);
            left -= now;
        }
    }
}
