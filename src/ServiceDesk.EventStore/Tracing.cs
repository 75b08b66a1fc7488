using System.Diagnostics;

namespace ServiceDesk.EventStore;

/// <summary>Continues the trace that an event carries.</summary>
public static class Tracing
{
    /// <summary>Starts a span under the work that recorded an event; null when that trace is not sampled, so that unsampled events cost nothing.</summary>
    /// <param name="name">The span's name.</param>
    /// <param name="event">The event whose trace goes on.</param>
    public static Activity? Start(string name, RecordedEvent @event)
    {
        if (!ActivityContext.TryParse(@event.Meta.TraceParent, null, isRemote: true, out var parent)) return null;
        if (!parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)) return null;
        var span = StoreMeter.Activities.StartActivity(name, ActivityKind.Consumer, parent);
        span?.SetTag("messaging.message.id", @event.Id.ToString());
        span?.SetTag("servicedesk.event.type", @event.Type);
        span?.SetTag("servicedesk.subject", @event.Subject);
        return span;
    }
}
