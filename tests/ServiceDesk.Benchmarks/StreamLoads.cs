using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;
using ServiceDesk.EventStore;

namespace ServiceDesk.Benchmarks;

/// <summary>How many events were folded.</summary>
internal sealed record Folded(int Events) : IState<Folded>
{
    public static Folded Initial { get; } = new(0);

    public Folded Evolve(object @event) => new(Events + 1);
}

/// <summary>(e) Loading a stream of 50 events from a large log.</summary>
internal static class StreamLoads
{
    private const int Concurrent = 8;

    public static async Task Measure(Bench bench)
    {
        var events = bench.Options.LargeLog;
        var connection = await Filling.Log(bench, events);
        await using var journal = Appends.Open(connection);
        var streams = new ConcurrentQueue<string>(await Shuffled(journal.Database, bench.Cancel));
        await Callers.Times(Math.Min(500, streams.Count / 10), Concurrent, Load, bench.Cancel);
        // Every stream is loaded once at most: a second time would be answered from the store's memory of long streams.
        var started = Stopwatch.StartNew();
        var calls = await Callers.While(() => started.Elapsed < bench.Duration && streams.Count > Concurrent, Concurrent, Load, bench.Cancel);
        bench.Report.Add(
            "e", $"loading 50 events among {events:N0}, {Concurrent} callers",
            $"p50 {Report.Milliseconds(calls.Latencies.Median)}, p99 {Report.Milliseconds(calls.Latencies.P99)}, {Report.Rate(calls.PerSecond)}", null,
            "p99 < 5 ms", calls.Latencies.P99.TotalMilliseconds < 5);

        async Task Load()
        {
            if (!streams.TryDequeue(out var stream)) throw new InvalidOperationException("All streams were loaded.");
            var loaded = await journal.Load<Folded>(stream, CancellationToken.None);
            if (loaded.State.Events != 50) throw new InvalidOperationException($"{stream} has {loaded.State.Events} events.");
        }
    }

    private static async Task<string[]> Shuffled(NpgsqlDataSource log, CancellationToken cancel)
    {
        await using var command = log.CreateCommand("select array_agg(stream order by random()) from events where version = 50");
        return (string[])(await command.ExecuteScalarAsync(cancel))!;
    }
}
