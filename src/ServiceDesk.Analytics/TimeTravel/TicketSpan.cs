using NodaTime;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.TimeTravel;

/// <summary>A step with both its times and its place in the ledger.</summary>
internal sealed record TimedStep(long Position, Instant Occurred, Instant Recorded, TicketStep Step);

/// <summary>A stretch of time [from, until) in which a ticket was open work and nothing of its standing changed; until is null while it goes on.</summary>
internal sealed record TicketSpan(Instant From, Instant? Until, Standing Standing, Instant OpenedAt)
{
    /// <summary>
    /// The spans of a ticket on an axis. Known: steps in the order of the ledger, at the times at which they were recorded. Happened: in the order in
    /// which they happened, at those times, the opening first. What holds for no time at all has no span.
    /// </summary>
    public static IReadOnlyList<TicketSpan> Of(IEnumerable<TimedStep> steps, TimeAxis axis)
    {
        var (spans, opened) = (new List<TicketSpan>(), Instant.MinValue);
        (Instant From, Standing Standing)? now = null;
        foreach (var (at, step) in InOrder(steps, axis))
        {
            if (step.Step.Kind == StepKind.Opened) opened = step.Occurred;
            if (Standing.After(now?.Standing, step.Step) is not { } next || next == now?.Standing) continue;
            var from = now is { } known && known.From > at ? known.From : at;
            if (now is { Standing.IsOpen: true } ended && ended.From < from) spans.Add(new TicketSpan(ended.From, from, ended.Standing, opened));
            now = (from, next);
        }
        if (now is { Standing.IsOpen: true } last) spans.Add(new TicketSpan(last.From, null, last.Standing, opened));
        return spans;
    }

    private static IEnumerable<(Instant At, TimedStep Step)> InOrder(IEnumerable<TimedStep> steps, TimeAxis axis) => axis == TimeAxis.Known
        ? steps.OrderBy(one => one.Position).Select(one => (one.Recorded, one))
        : steps.OrderBy(one => one.Step.Kind != StepKind.Opened).ThenBy(one => one.Occurred).ThenBy(one => one.Recorded).ThenBy(one => one.Position).Select(one => (one.Occurred, one));
}
