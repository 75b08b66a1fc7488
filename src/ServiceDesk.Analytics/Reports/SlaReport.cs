using NodaTime;
using NpgsqlTypes;
using ServiceDesk.Analytics.Reports.Facts;

namespace ServiceDesk.Analytics.Reports;

/// <summary>How the promises were kept.</summary>
internal static class SlaReport
{
    private static readonly string[] outcomes = ["met", "breached", "open"];

    /// <summary>What was counted beforehand can be grouped by these.</summary>
    private static readonly string[] counted = ["month", "priority", "team", "organization", Grouping.All];

    public static ReportDefinition Definition { get; } = new(
        "sla", 2, Grouping.OfClocks, ["priority"],
        [
            new("count", "met + breached + open: rounds of clocks. The last judgement of a round that Resolution recorded counts; a round after the first stands in no row before it is judged for the first time. "
                + "A judged clock counts under the policy, priority, team and agent of its outcome, whatever the ticket's became later; any other under those of now. "
                + "The clocks of a ticket that was withdrawn, found invalid or merged before to are void and count nowhere."),
            new("met", "clocks that stopped at or before their due time, in the period [from, to) of the stop"),
            new("breached", "clocks whose due time passed before they stopped, in the period of the due time; a paused clock is neither met nor breached by the pause"),
            new("open", "clocks that started before to and have no outcome before to; under the key 'open' where time groups"),
            new("attainment", "met / (met + breached), to four places"),
            new("median", $"nearest rank of the elapsed times (working time from start to stop, less pauses, by the calendar of the clock's policy) of those met or breached that have stopped; {Histogram.Error}"),
            new("p95", $"the same of the 95th percentile; {Histogram.Error}"),
            new("ended", "the tickets in the period [from, to) of their end, if their work ended without a solution: withdrawn, invalid, merged"),
        ],
        Compute, Behind);

    private static async Task<IReadOnlyList<ReportTable>> Compute(ReportScope scope, FactSource facts, CancellationToken cancel)
    {
        var groups = new Groups<Counts>(() => new Counts(scope.Exact));
        if (IsCounted(scope, facts)) await AddMonths(scope, facts, groups, cancel);
        else
        {
            await foreach (var one in facts.Clocks(scope, cancel)) Add(scope, one, groups);
        }
        return [new("rows", [.. groups.All.Where(one => !one.Value.IsEmpty).Select(one => Row(one.Key, one.Value))]), new("ended", await Ended(scope, facts, cancel))];
    }

    /// <summary>What a clock is in the period: its outcome, null = it counts not at all.</summary>
    private static string? Outcome(ReportScope scope, ref ClockFigures one)
    {
        if (one.VoidAt is { } end && (scope.To is null || end < scope.To)) return null;
        if (scope.To is { } to)
        {
            if (one.StartedAt >= to) return null;
            if (one.OutcomeAt >= to) one = one with { OutcomeAt = null, Breached = null };
        }
        if (one.OutcomeAt is not { } outcome) return "open";
        if (scope.From is { } from && outcome < from) return null;
        return one.Breached == true ? "breached" : "met";
    }

    private static void Add(ReportScope scope, ClockFigures clock, Groups<Counts> groups)
    {
        if (Outcome(scope, ref clock) is not { } outcome) return;
        var counts = groups[[.. Grouping.Key(scope.By, clock, scope.Zone), clock.Clock]];
        if (outcome == "open") counts.Open++;
        else if (outcome == "met") counts.Met++;
        else counts.Breached++;
        if (outcome != "open" && clock.Elapsed is { } elapsed) counts.Elapsed.Add(elapsed);
    }

    /// <summary>Whether the months that were counted beforehand say all that is asked for.</summary>
    private static bool IsCounted(ReportScope scope, FactSource facts) =>
        !facts.IsPast && !scope.Exact && scope.Only.Count == 0 && SlaMonths.Zones.Contains(scope.Zone.Id) && scope.By.All(counted.Contains) && IsMonth(scope.From, scope.Zone) && IsMonth(scope.To, scope.Zone);

    private static bool IsMonth(Instant? at, DateTimeZone zone) => at is null || (at.Value.InZone(zone).Date is { Day: 1 } date && zone.AtStartOfDay(date).ToInstant() == at);

    private static async Task AddMonths(ReportScope scope, FactSource facts, Groups<Counts> groups, CancellationToken cancel)
    {
        var (from, to) = (scope.From is { } start ? Grouping.Month(start, scope.Zone) : "", scope.To is { } end ? Grouping.Month(end, scope.Zone) : "9999-13");
        await using (var command = facts.Command("""
            select month, organization, clock, priority, team, started, met, breached, case when month >= $2 then elapsed end
            from sla_months
            where zone = $1 and month < $3 and ($4::text is null or organization = $4)
            """, (NpgsqlDbType.Text, scope.Zone.Id), (NpgsqlDbType.Text, from), (NpgsqlDbType.Text, to), (NpgsqlDbType.Text, scope.Organization)))
        {
            await using var row = await command.ExecuteReaderAsync(cancel);
            while (await row.ReadAsync(cancel))
            {
                var (month, met, breached) = (row.GetString(0), row.GetInt32(6), row.GetInt32(7));
                if (row.GetInt32(5) - met - breached is var open and not 0) groups[Key(Grouping.Open)].Open += open;
                if (met + breached == 0 || row.IsDBNull(8)) continue;
                var counts = groups[Key(month)];
                counts.Met += met;
                counts.Breached += breached;
                counts.Elapsed.Add(row.GetFieldValue<byte[]>(8));

                IReadOnlyList<string> Key(string time) =>
                [
                    .. scope.By.Select(word => word switch
                    {
                        "organization" => row.GetString(1),
                        "priority" => row.GetString(3),
                        "team" => row.GetString(4) is { Length: > 0 } team ? team : Grouping.Unrouted,
                        Grouping.All => Grouping.All,
                        _ => time,
                    }), row.GetString(2),
                ];
            }
        }
        // What ended without a solution only later was open, met or breached in the period.
        if (scope.To is null) return;
        await using var ended = facts.Command(
            $"select {FactRows.ClockColumns} from clock_facts where void_at >= $1 and started_at < $1 and ($2::text is null or organization = $2)",
            FactSource.Time(scope.To), (NpgsqlDbType.Text, scope.Organization));
        await using var one = await ended.ExecuteReaderAsync(cancel);
        while (await one.ReadAsync(cancel)) Add(scope, FactRows.ReadClock(one), groups);
    }

    private static ReportRow Row(IReadOnlyList<string> key, Counts counts) => new([.. key.SkipLast(1)],
    [
        ("clock", key[^1]), ("count", counts.Met + counts.Breached + counts.Open), ("met", counts.Met), ("breached", counts.Breached), ("open", counts.Open),
        ("attainment", Share.Of(counts.Met, counts.Met + counts.Breached)), ("median", counts.Elapsed.Percentile(50)), ("p95", counts.Elapsed.Percentile(95)),
    ]);

    private static async Task<List<ReportRow>> Ended(ReportScope scope, FactSource facts, CancellationToken cancel)
    {
        string[] ways = ["withdrawn", "invalid", "merged"];
        var groups = new Groups<Dictionary<string, long>>(() => ways.ToDictionary(way => way, _ => 0L));
        await foreach (var one in facts.EndedTickets(scope, cancel)) groups[Grouping.Key(scope.By, one, one.EndedAt!.Value, scope.Zone)][one.Ended!]++;
        return [.. groups.All.Select(one => new ReportRow(one.Key, [.. ways.Select(way => (way, (object?)one.Value[way]))]))];
    }

    private static async Task<List<BehindLine>> Behind(ReportScope scope, BehindQuery query, FactSource facts, CancellationToken cancel)
    {
        var lines = new List<BehindLine>();
        if (query.Figure == "ended")
        {
            await foreach (var one in facts.EndedTickets(scope, cancel))
            {
                if (query.Key is not null && Grouping.Join(Grouping.Key(scope.By, one, one.EndedAt!.Value, scope.Zone)) != query.Key) continue;
                lines.Add(new(one.Ticket, "", 0, [("number", one.Number), ("at", one.EndedAt), ("value", one.Ended), ("team", one.Team), ("agent", one.Agent), ("organization", one.Organization)]));
            }
            return lines;
        }
        await foreach (var clock in facts.Clocks(scope, cancel))
        {
            var one = clock;
            if (Outcome(scope, ref one) is not { } outcome) continue;
            if ((query.Clock is not null && one.Clock != query.Clock) || (query.Outcome is not null && outcome != query.Outcome)) continue;
            if (query.Figure is not null && outcomes.Contains(query.Figure) && outcome != query.Figure) continue;
            if (query.Key is not null && Grouping.Join(Grouping.Key(scope.By, one, scope.Zone)) != query.Key) continue;
            lines.Add(new(one.Ticket, one.Clock, one.Round,
            [
                ("clock", one.Clock), ("round", (long)one.Round), ("outcome", outcome), ("outcomeAt", one.OutcomeAt), ("elapsed", outcome == "open" ? null : one.Elapsed), ("policy", one.Policy),
                ("priority", one.Priority), ("team", one.Team), ("agent", one.Agent), ("organization", one.Organization), ("cause", outcome == "breached" ? one.Cause : null),
            ]));
        }
        return lines;
    }

    private sealed class Counts(bool exact)
    {
        public long Met { get; set; }
        public long Breached { get; set; }
        public long Open { get; set; }
        public Times Elapsed { get; } = new(exact);

        /// <summary>As clocks of one month that came to their outcome in another leave it.</summary>
        public bool IsEmpty => Met == 0 && Breached == 0 && Open == 0;
    }
}
