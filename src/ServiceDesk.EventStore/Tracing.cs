using System.Diagnostics;

namespace ServiceDesk.EventStore;

/// <summary>Continues the trace that an event carries.</summary>
public static class Tracing
{
    /// <summary>How a sampled trace parent ends, in JSON.</summary>
    private const string Sampled = "-01\"";

    /// <summary>Starts a span under the work that recorded an event; null when that trace is not sampled, so that unsampled events cost nothing.</summary>
    /// <param name="doing">What is done, first word of the span's name.</param>
    /// <param name="what">To what, its second.</param>
    /// <param name="event">The event whose trace goes on.</param>
    public static Activity? Start(string doing, string what, RecordedEvent @event)
    {
        if (@event.MetaText is { } meta && !meta.Contains(Sampled, StringComparison.Ordinal)) return null; // read no further
        if (!ActivityContext.TryParse(@event.Meta.TraceParent, null, isRemote: true, out var parent)) return null;
        if (!parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)) return null;
        var span = StoreMeter.Activities.StartActivity($"{doing} {what}", ActivityKind.Consumer, parent);
        span?.SetTag("messaging.message.id", @event.Id.ToString());
        span?.SetTag("servicedesk.event.type", @event.Type);
        span?.SetTag("servicedesk.subject", @event.Subject);
        return span;
    }
}
