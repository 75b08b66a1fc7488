using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ServiceDesk.EventStore;

/// <summary>The names under which the store's telemetry is heard.</summary>
public static class StoreMeter
{
    /// <summary>The meter and the activity source of store and bus.</summary>
    public const string Name = "ServiceDesk";

    /// <summary>Spans of projections and reactions.</summary>
    public static ActivitySource Activities { get; } = new(Name);

    /// <summary>The meter of store and bus.</summary>
    public static Meter Meter { get; } = new(Name);

    private static readonly Counter<long> appends = Meter.CreateCounter<long>("servicedesk.appends", "{append}", "Appends committed");
    private static readonly Counter<long> events = Meter.CreateCounter<long>("servicedesk.events", "{event}", "Events committed");
    private static readonly Counter<long> conflicts = Meter.CreateCounter<long>("servicedesk.append.conflicts", "{append}", "Appends refused for their version");
    private static readonly Histogram<int> size = Meter.CreateHistogram<int>("servicedesk.append.batch", "{append}", "Appends per round trip");
    private static readonly Histogram<double> latency = Meter.CreateHistogram<double>("servicedesk.append.duration", "s", "Time of one round trip");

    internal static void Batch(int members, int written, int refused, TimeSpan took)
    {
        appends.Add(members - refused);
        events.Add(written);
        if (refused > 0) conflicts.Add(refused);
        size.Record(members);
        latency.Record(took.TotalSeconds);
    }
}
