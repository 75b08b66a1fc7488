namespace ServiceDesk.Benchmarks;

/// <summary>(a) What PostgreSQL itself does with one durable transaction per ticket.</summary>
internal static class RawTransactions
{
    public static async Task Measure(Bench bench)
    {
        var pgbench = bench.Unit.Pgbench;
        foreach (var clients in new[] { 1, 8, Unit.Clients, 64 })
        {
            var (rate, ratio) = await bench.Unit.Compare(() => pgbench.Run(clients, bench.Options.Seconds, bench.Cancel), rate => rate);
            bench.Report.Add("a", $"raw pgbench, {clients} client{(clients > 1 ? "s" : "")}", Report.Rate(rate), ratio);
        }
    }
}
