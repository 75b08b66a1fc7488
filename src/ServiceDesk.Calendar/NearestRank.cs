using NodaTime;

namespace ServiceDesk.Calendar;

/// <summary>Percentiles by the nearest-rank method: the smallest value such that at least p % of all values are at or below it.</summary>
public static class NearestRank
{
    /// <summary>The percentile of ordered values; null when there are none.</summary>
    /// <param name="ordered">Ascending.</param>
    /// <param name="percent">Above 0, at most 100.</param>
    public static Duration? Of(IReadOnlyList<Duration> ordered, int percent) =>
        ordered.Count == 0 ? null : ordered[(((percent * ordered.Count) + 99) / 100) - 1];
}
