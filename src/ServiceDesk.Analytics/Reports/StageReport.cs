using NodaTime;
using ServiceDesk.Analytics.Reports.Facts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.Reports;

/// <summary>Where the time of tickets goes.</summary>
internal static class StageReport
{
    private static readonly string[] stages = [.. Enum.GetValues<Stage>().Select(Words.Of)];

    public static ReportDefinition Definition { get; } = new(
        "stages", 1, Grouping.OfTickets, ["team"],
        [
            new("tickets", "tickets whose last closing is in the period and that were ever in the stage. Stages follow one another without a gap from submission to closing: unassigned (nobody has it), "
                + "untouched (somebody has it, nothing was done), working, waiting-requester, waiting-vendor, waiting-approval, waiting-other, confirming (solved, not closed). "
                + "They are told apart by what happened, in the order in which it happened; real time, and none while a ticket is closed."),
            new("total", "the sum of their times in the stage"),
            new("mean", "total / tickets, cut to the microsecond"),
            new("median", $"nearest-rank median of these times; {Histogram.Error}"),
            new("p95", $"nearest-rank 95th percentile of these times; {Histogram.Error}"),
            new("share", "total / the sum of the totals of all stages of the group, to four places"),
            new("slowest", "true of the stage with the greatest total of its group"),
        ],
        Compute, Behind);

    private static async Task<IReadOnlyList<ReportTable>> Compute(ReportScope scope, FactSource facts, CancellationToken cancel)
    {
        var groups = new Groups<Times[]>(() => [.. stages.Select(_ => new Times(scope.Exact))]);
        await foreach (var one in facts.Tickets(scope, cancel))
        {
            if (one.ClosedAt is not { } closed || !scope.Holds(closed)) continue;
            var times = groups[Grouping.Key(scope.By, one, closed, scope.Zone)];
            for (var stage = 0; stage < stages.Length; stage++)
            {
                if (one.Stages[stage] > Duration.Zero) times[stage].Add(one.Stages[stage]);
            }
        }
        return [new("rows", [.. groups.All.SelectMany(one => Rows(one.Key, one.Value))])];
    }

    private static IEnumerable<ReportRow> Rows(IReadOnlyList<string> key, Times[] times)
    {
        var all = times.Aggregate(Duration.Zero, (sum, one) => sum + one.Sum);
        var slowest = times.Max(one => one.Sum);
        for (var stage = 0; stage < stages.Length; stage++)
        {
            var one = times[stage];
            if (one.Count == 0) continue;
            yield return new ReportRow(key,
            [
                ("stage", stages[stage]), ("tickets", one.Count), ("total", one.Sum), ("mean", one.Mean), ("median", one.Percentile(50)), ("p95", one.Percentile(95)),
                ("share", Share.Of(one.Sum.BclCompatibleTicks, all.BclCompatibleTicks)), ("slowest", one.Sum == slowest),
            ]);
        }
    }

    private static async Task<List<BehindLine>> Behind(ReportScope scope, BehindQuery query, FactSource facts, CancellationToken cancel)
    {
        var lines = new List<BehindLine>();
        await foreach (var one in facts.Tickets(scope, cancel))
        {
            if (one.ClosedAt is not { } closed || !scope.Holds(closed)) continue;
            if (query.Key is not null && Grouping.Join(Grouping.Key(scope.By, one, closed, scope.Zone)) != query.Key) continue;
            for (var stage = 0; stage < stages.Length; stage++)
            {
                if (one.Stages[stage] > Duration.Zero && (query.Stage is null || query.Stage == stages[stage]))
                    lines.Add(new(one.Ticket, stages[stage], 0, [("number", one.Number), ("stage", stages[stage]), ("at", closed), ("value", one.Stages[stage]), ("team", one.Team), ("organization", one.Organization)]));
            }
        }
        return lines;
    }
}
