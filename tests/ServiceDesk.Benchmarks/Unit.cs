using System.Diagnostics;

namespace ServiceDesk.Benchmarks;

/// <summary>
/// The unit of comparison: raw pgbench with 32 clients. The machine drifts, so it is measured before and after whatever is compared
/// to it; one measurement may be the end of one comparison and the begin of the next.
/// </summary>
internal sealed class Unit(Pgbench pgbench, int seconds, CancellationToken cancel)
{
    public const int Clients = 32;

    public Pgbench Pgbench => pgbench;

    private static readonly TimeSpan fresh = TimeSpan.FromSeconds(2);

    private readonly List<double> measured = [];
    private long measuredAt;

    /// <summary>Every measurement of the unit in this run, in transactions per second.</summary>
    public IReadOnlyList<double> Measured => measured;

    /// <summary>Measures a rate between two measurements of the unit, and returns it with its ratio to their mean; what runs in the background is held still for the unit.</summary>
    public async Task<(T Result, double Ratio)> Compare<T>(Func<Task<T>> measure, Func<T, double> rate, Func<bool, Task>? hold = null)
    {
        if (hold is not null) await hold(true);
        var before = measured.Count > 0 && Stopwatch.GetElapsedTime(measuredAt) < fresh ? measured[^1] : await Measure();
        await pgbench.Settle(cancel);
        if (hold is not null) await hold(false);
        var result = await measure();
        if (hold is not null) await hold(true);
        var after = await Measure();
        if (hold is not null) await hold(false);
        return (result, rate(result) / ((before + after) / 2));
    }

    private async Task<double> Measure()
    {
        var rate = await pgbench.Run(Clients, seconds, cancel);
        Bench.Say($"  unit: {rate:N0}/s");
        measured.Add(rate);
        measuredAt = Stopwatch.GetTimestamp();
        return rate;
    }
}
