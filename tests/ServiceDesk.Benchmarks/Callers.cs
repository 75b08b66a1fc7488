using System.Diagnostics;

namespace ServiceDesk.Benchmarks;

/// <summary>What concurrent callers saw.</summary>
internal sealed record Calls(TimeSpan Elapsed, Latencies Latencies)
{
    public double PerSecond => Latencies.Count / Elapsed.TotalSeconds;
}

/// <summary>Callers that each call again as soon as they were answered.</summary>
internal static class Callers
{
    /// <summary>Calls until the time is over.</summary>
    public static Task<Calls> For(TimeSpan duration, int callers, Func<Task> call, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        return While(() => Stopwatch.GetElapsedTime(started) < duration, callers, call, cancel);
    }

    /// <summary>Calls so many times in all.</summary>
    public static Task<Calls> Times(int times, int callers, Func<Task> call, CancellationToken cancel)
    {
        var left = times;
        return While(() => Interlocked.Decrement(ref left) >= 0, callers, call, cancel);
    }

    /// <summary>Calls as long as the condition holds.</summary>
    public static async Task<Calls> While(Func<bool> again, int callers, Func<Task> call, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        var seen = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(Loop, cancel)));
        return new Calls(Stopwatch.GetElapsedTime(started), new Latencies(seen.SelectMany(one => one)));

        async Task<List<TimeSpan>> Loop()
        {
            var latencies = new List<TimeSpan>();
            while (again())
            {
                cancel.ThrowIfCancellationRequested();
                var called = Stopwatch.GetTimestamp();
                await call();
                latencies.Add(Stopwatch.GetElapsedTime(called));
            }
            return latencies;
        }
    }
}

/// <summary>Latencies and their figures; percentiles by nearest rank.</summary>
internal sealed class Latencies(IEnumerable<TimeSpan> samples)
{
    private readonly TimeSpan[] sorted = [.. samples.Order()];

    public static Latencies Merge(IEnumerable<Calls> runs) => new(runs.SelectMany(run => run.Latencies.sorted));

    public int Count => sorted.Length;
    public TimeSpan Median => Percentile(50);
    public TimeSpan P95 => Percentile(95);
    public TimeSpan P99 => Percentile(99);
    public TimeSpan Mean => sorted.Length == 0 ? TimeSpan.Zero : TimeSpan.FromTicks((long)sorted.Average(sample => sample.Ticks));

    private TimeSpan Percentile(int percent) =>
        sorted.Length == 0 ? TimeSpan.Zero : sorted[Math.Max(0, (int)Math.Ceiling(sorted.Length * percent / 100.0) - 1)];
}
