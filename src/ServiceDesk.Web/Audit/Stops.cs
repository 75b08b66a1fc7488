using NodaTime;

namespace ServiceDesk.Web.Audit;

/// <summary>An instant at which something was recorded, or happened, about a ticket.</summary>
public sealed record Stop(Instant At, IReadOnlyList<LedgerLine> Lines);

/// <summary>The instants at which a ticket changed, in their order: where the slider stops.</summary>
public sealed record Stops(IReadOnlyList<Stop> All)
{
    // To read a ticket does not change it.
    private const string Read = "desk.ticket-read.v1";

    public static Stops Of(IEnumerable<LedgerLine> lines, bool happened) => new([
        .. lines.Where(line => line.Type != Read)
            .GroupBy(line => InstantOf(line, happened))
            .OrderBy(group => group.Key)
            .Select(group => new Stop(group.Key, [.. group]))]);

    public static Instant InstantOf(LedgerLine line, bool happened) => happened ? line.Occurred : line.Recorded;

    /// <summary>The stop by its number on the slider, which counts from 1; the nearest one when there is none.</summary>
    public Stop? Numbered(int number) => All.Count == 0 ? null : All[Math.Clamp(number, 1, All.Count) - 1];

    /// <summary>The number of the last stop at or before an instant; 0 before the first.</summary>
    public int NumberAt(Instant at) => All.Count(stop => stop.At <= at);
}
