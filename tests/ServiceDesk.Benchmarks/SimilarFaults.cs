using System.Diagnostics;
using System.Globalization;
using ServiceDesk.Intake.Duplicates;

namespace ServiceDesk.Benchmarks;

/// <summary>(h) Finding likely duplicates of a new ticket among the open tickets of one organisation; in memory, so without the unit.</summary>
internal static class SimilarFaults
{
    private const string Organization = "demo";
    private const int Calls = 5_000;
    private const int Shown = 5;

    private static readonly TimeSpan slowest = TimeSpan.FromMilliseconds(5);

    public static Task Measure(Bench bench)
    {
        var count = bench.Options.OpenTickets;
        var reports = new FaultReports(1);
        Bench.Say($"  {count:N0} open tickets…");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var tickets = new SimilarTickets();
        for (var i = 0; i < count; i++) tickets.Add(Organization, Id(i), reports.Next(i));
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)count;

        // A new ticket is taken apart outside of what is measured, as its texts were read before the index is asked.
        var fresh = Enumerable.Range(count, 2 * Calls).Select(reports.Next).ToArray();
        for (var i = 0; i < Calls; i++) tickets.Find(Organization, Id(count + i), fresh[i], Shown);
        var find = Times(bench, i => tickets.Find(Organization, Id(count + i), fresh[i], Shown));
        var add = Times(bench, i => tickets.Add(Organization, Id(count + i), fresh[i]));
        var remove = Times(bench, i => tickets.Remove(Organization, Id(i * (count / Calls))));
        var read = Times(bench, i => reports.Next(i));

        var among = $"among {count:N0} open tickets";
        bench.Report.Add("h", $"likely duplicates found {among}", Figures(find), null, "p95 < 5 ms", find.P95 < slowest);
        bench.Report.Add("h", $"ticket added {among}", Short(add), null);
        bench.Report.Add("h", $"ticket removed {among}", Short(remove), null);
        bench.Report.Add("h", "text generated and taken apart into tokens", Short(read), null);
        bench.Report.Add("h", "memory of an open ticket", string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes, {fresh.Average(one => one.Text.Count):0} tokens"), null);
        return Task.CompletedTask;
    }

    private static Latencies Times(Bench bench, Action<int> call)
    {
        var times = new List<TimeSpan>(Calls);
        for (var i = 0; i < Calls; i++)
        {
            bench.Cancel.ThrowIfCancellationRequested();
            var called = Stopwatch.GetTimestamp();
            call(i);
            times.Add(Stopwatch.GetElapsedTime(called));
        }
        return new Latencies(times);
    }

    private static string Figures(Latencies seen) =>
        $"p50 {Report.Milliseconds(seen.Median)}, p95 {Report.Milliseconds(seen.P95)}, p99 {Report.Milliseconds(seen.P99)}";

    private static string Short(Latencies seen) => string.Create(
        CultureInfo.InvariantCulture,
        $"p50 {seen.Median.TotalMicroseconds:0} µs, p95 {seen.P95.TotalMicroseconds:0} µs, p99 {seen.P99.TotalMicroseconds:0} µs");

    private static Guid Id(int number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);
}
