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

    private int next;

    /// <summary>Checks a read model, and has it built anew when it drifted; null when there is none of the name.</summary>
    public async Task<DriftCheck?> Check(string name, CancellationToken cancel)
    {
        if (await models.Check(name, cancel) is not { } check) return null;
        if (check.Drifted.Count == 0) return check;
        DriftLog.Drifted(Logger, check.ReadModel, string.Join(", ", check.Drifted), check.Position);
        drifted.Add(1, new KeyValuePair<string, object?>("name", check.ReadModel));
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
