using NodaTime;
using ServiceDesk.EventStore;

namespace ServiceDesk.Benchmarks;

/// <summary>A stream of which nothing needs to be remembered but that it exists.</summary>
internal sealed record Existing(bool Exists) : IState<Existing>
{
    public static Existing Initial { get; } = new(false);

    public Existing Evolve(object @event) => new(true);
}

/// <summary>(b) New streams of one event through the event store, in this process.</summary>
internal static class Appends
{
    private static readonly Instant occurred = Instant.FromUtc(2026, 3, 1, 8, 30);
    private static readonly Decision submit = Decision.Accept(Sample.Ticket);

    public static async Task Measure(Bench bench)
    {
        await using var journal = Open(await bench.PrepareLog("benchmark_appends"));
        await Callers.For(TimeSpan.FromSeconds(2), 32, () => Create(journal), bench.Cancel);
        foreach (var (callers, target) in new[] { (1, (double?)null), (8, null), (32, 1.1), (64, 1.4) })
        {
            var (calls, ratio) = await bench.Unit.Compare(() => Callers.For(bench.Duration, callers, () => Create(journal), bench.Cancel), calls => calls.PerSecond);
            var what = $"EventStore append, {callers} caller{(callers > 1 ? "s" : "")}";
            var value = $"{Report.Rate(calls.PerSecond)}, p50 {Report.Milliseconds(calls.Latencies.Median)}, p99 {Report.Milliseconds(calls.Latencies.P99)}";
            if (target is { } least) bench.Report.Add("b", what, value, ratio, $"≥ {least}", ratio >= least);
            else bench.Report.Add("b", what, value, ratio);
        }
    }

    public static Journal Open(string connectionString) => new(new JournalOptions("benchmark", connectionString), Sample.Types, Guid.CreateVersion7);

    /// <summary>Records one ticket. Its id is as spread as that of a request with an idempotency key.</summary>
    public static Task Create(Journal journal) => Create(journal, Guid.NewGuid());

    /// <summary>Records one ticket of this id.</summary>
    public static async Task Create(Journal journal, Guid id)
    {
        var outcome = await journal.Create<Existing>($"ticket-{id}", _ => submit, Sample.Meta(id), occurred, waitForRoom: false, CancellationToken.None);
        if (outcome.Kind != OutcomeKind.Accepted) throw new InvalidOperationException($"An append was answered with {outcome.Kind}.");
    }
}
