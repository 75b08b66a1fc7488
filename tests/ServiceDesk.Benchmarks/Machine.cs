using System.Globalization;
using System.Runtime.InteropServices;

namespace ServiceDesk.Benchmarks;

/// <summary>Where and when it was measured, and what the unit was.</summary>
internal static class Machine
{
    public static async Task<IReadOnlyList<string>> Describe(Bench bench)
    {
        var cpu = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown CPU";
        var memory = long.Parse(
            File.ReadLines("/proc/meminfo").First(line => line.StartsWith("MemTotal", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture) / 1024.0 / 1024.0;
        var what = $"{Environment.ProcessorCount} cores ({cpu}), {memory:0} GB memory, {RuntimeInformation.OSDescription}, "
            + $"PostgreSQL {await Version(bench)}, {RuntimeInformation.FrameworkDescription}, {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC; "
            + $"{bench.Options.Seconds} s each{(bench.Options.Quick ? ", quick" : "")}.";
        return bench.Unit.Measured is { Count: > 0 } units ? [what, Unit(units)] : [what];
    }

    private static string Unit(IReadOnlyList<double> units)
    {
        var mean = units.Average();
        return $"Unit 1.00: raw pgbench with {Benchmarks.Unit.Clients} clients, {Report.Rate(mean)}, the mean of {units.Count} measurements "
            + $"from {units.Min():N0} to {units.Max():N0} (spread {(units.Max() - units.Min()) / mean:P0}). Each ratio is to the mean of the two around it.";
    }

    private static async Task<string> Version(Bench bench)
    {
        await using var postgres = bench.Owner("postgres");
        await using var version = postgres.CreateCommand("show server_version");
        return ((string)(await version.ExecuteScalarAsync(CancellationToken.None))!).Split(' ')[0];
    }
}
