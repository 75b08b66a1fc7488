using NodaTime;
using ServiceDesk.Analytics.Reports.Facts;

namespace ServiceDesk.Analytics.Reports;

/// <summary>What comes in and what goes out.</summary>
internal static class FlowReport
{
    private static readonly (string Name, string Formula, Func<TicketFigures, Instant?> At)[] flows =
    [
        ("inflow", "tickets submitted in the period", one => one.OpenedAt),
        ("resolved", "tickets that are solved and whose last solution is in the period", one => one.ResolvedAt),
        ("closed", "tickets whose last closing is in the period", one => one.ClosedAt),
        ("ended", "tickets withdrawn, found invalid or merged in the period", one => one.EndedAt),
        ("reopened", "tickets whose last reopening or rejection is in the period", one => one.ReopenedAt),
    ];

    public static ReportDefinition Definition { get; } = new(
        "flow", 1, Grouping.OfTickets, ["month"],
        [
            .. flows.Select(one => new Figure(one.Name, one.Formula)),
            new("outflow", "closed + ended"),
            new("net", "inflow - outflow: by so much the number of tickets that are neither closed nor ended grew"),
        ],
        Compute, Behind);

    private static async Task<IReadOnlyList<ReportTable>> Compute(ReportScope scope, FactSource facts, CancellationToken cancel)
    {
        var groups = new Groups<long[]>(() => new long[flows.Length]);
        await foreach (var one in facts.Tickets(scope, cancel))
        {
            for (var i = 0; i < flows.Length; i++)
            {
                if (flows[i].At(one) is { } at && scope.Holds(at)) groups[Grouping.Key(scope.By, one, at, scope.Zone)][i]++;
            }
        }
        return [new("rows", [.. groups.All.Select(one => new ReportRow(one.Key, Values(one.Value)))])];
    }

    private static List<(string, object?)> Values(long[] counts)
    {
        var outflow = counts[2] + counts[3];
        return [.. flows.Select((flow, i) => (flow.Name, (object?)counts[i])), ("outflow", outflow), ("net", counts[0] - outflow)];
    }

    private static async Task<List<BehindLine>> Behind(ReportScope scope, BehindQuery query, FactSource facts, CancellationToken cancel)
    {
        var lines = new List<BehindLine>();
        await foreach (var one in facts.Tickets(scope, cancel))
        {
            foreach (var (name, _, select) in flows.Where(one => IsAsked(one.Name, query.Figure)))
            {
                if (select(one) is not { } at || !scope.Holds(at)) continue;
                if (query.Key is null || Grouping.Join(Grouping.Key(scope.By, one, at, scope.Zone)) == query.Key)
                    lines.Add(new(one.Ticket, name, 0, [("number", one.Number), ("figure", name), ("at", at), ("team", one.Team), ("organization", one.Organization)]));
            }
        }
        return lines;
    }

    private static bool IsAsked(string flow, string? figure) => figure switch
    {
        null => true,
        "outflow" => flow is "closed" or "ended",
        "net" => flow is "inflow" or "closed" or "ended",
        _ => flow == figure,
    };
}
