using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using ServiceDesk.EventStore;

namespace ServiceDesk.Hosting;

/// <summary>
/// Holds one read model after another against its log, read anew; one that drifted is named and built anew. One at every <c>Drift:Every</c>, a day unless
/// it says otherwise.
/// </summary>
internal sealed class DriftWatch(ReadModels models, Journal journal, IConfiguration configuration, ILogger<DriftWatch> logger)
    : Watcher(configuration.GetValue("Drift:Every", TimeSpan.FromDays(1)), logger)
{
    private const long Key = 5120;

    private static readonly System.Diagnostics.Metrics.Counter<long> drifted =
        StoreMeter.Meter.CreateCounter<long>("servicedesk.drift", "{read model}", "Read models that showed something else than their log");

    private readonly ConcurrentDictionary<string, DriftCheck> drifting = [];
    private int next;

    /// <summary>The read models that drifted and are served until they are built anew.</summary>
    public IReadOnlyList<Standstill> Failures
    {
        get
        {
            if (drifting.IsEmpty) return [];
            var kept = models.Progress.Select(run => run.Name).ToHashSet();
            foreach (var (name, one) in drifting)
            {
                if (!kept.Contains(one.Generation)) drifting.TryRemove(name, out _);
            }
            return [.. drifting.Select(one => new Standstill(one.Key, null, $"shows something else than its log in {string.Join(", ", one.Value.Drifted)}; it is built anew"))];
        }
    }

    /// <summary>Checks a read model, and has it built anew when it drifted; null when there is none of the name.</summary>
    public async Task<DriftCheck?> Check(string name, CancellationToken cancel)
    {
        if (await models.Check(name, cancel) is not { } check) return null;
        if (check.Drifted.Count == 0) return check;
        DriftLog.Drifted(Logger, check.ReadModel, string.Join(", ", check.Drifted), check.Position);
        drifted.Add(1, new KeyValuePair<string, object?>("name", check.ReadModel));
        drifting[name] = check;
        await models.Rebuild(name, cancel);
        return check;
    }

    protected override Task Look(CancellationToken cancel) => Alone(journal.Database, Key, async _ =>
    {
        var names = models.Names;
        if (names.Count > 0) await Check(names[next++ % names.Count], cancel);
    }, cancel);
}

internal static partial class DriftLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The read model {ReadModel} shows something else than its log in {Tables} at {Position}; it is built anew.")]
    public static partial void Drifted(ILogger logger, string readModel, string tables, long position);
}
