using NodaTime;

namespace ServiceDesk.Analytics.Reports.Facts;

/// <summary>What clocks are counted by before anybody asks: a month in one of the usual zones, and whose clock it is.</summary>
internal readonly record struct SlaMonth(string Zone, string Month, string Organization, string Clock, string Priority, string Team);

/// <summary>The numbers of one month.</summary>
internal sealed class SlaMonthCounts
{
    public int Started { get; set; }
    public int Met { get; set; }
    public int Breached { get; set; }
    public Histogram Elapsed { get; init; } = new();

    public bool IsEmpty => Started == 0 && Met == 0 && Breached == 0;
}

/// <summary>Adds clocks up by month. A clock whose ticket ended without a solution is left out: how it counts depends on the period that is asked for.</summary>
internal static class SlaMonths
{
    /// <summary>No team, as it stands in a key.</summary>
    public const string NoTeam = "";

    /// <summary>The zones of the desk's two languages; reports in any other zone are counted clock by clock.</summary>
    public static IReadOnlyList<string> Zones { get; } = ["Asia/Shanghai", "UTC"];

    private static readonly DateTimeZone[] zones = [.. Zones.Select(id => DateTimeZoneProviders.Tzdb[id])];

    /// <summary>Adds a clock so often; -1 takes it away.</summary>
    public static void Add(Dictionary<SlaMonth, SlaMonthCounts> months, ClockFigures clock, int times)
    {
        if (clock.VoidAt is not null) return;
        foreach (var zone in zones)
        {
            At(zone, clock.StartedAt).Started += times;
            if (clock.OutcomeAt is not { } outcome) continue;
            var counts = At(zone, outcome);
            if (clock.Breached == true) counts.Breached += times;
            else counts.Met += times;
            if (clock.Elapsed is { } elapsed) counts.Elapsed.Add(elapsed, times);
        }

        SlaMonthCounts At(DateTimeZone zone, Instant at)
        {
            var key = new SlaMonth(zone.Id, Grouping.Month(at, zone), clock.Organization, clock.Clock, clock.Priority, clock.Team ?? NoTeam);
            if (!months.TryGetValue(key, out var counts)) months[key] = counts = new SlaMonthCounts();
            return counts;
        }
    }
}
