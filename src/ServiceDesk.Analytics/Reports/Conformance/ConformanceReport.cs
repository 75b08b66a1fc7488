namespace ServiceDesk.Analytics.Reports.Conformance;

/// <summary>Which tickets left the expected flow, and where.</summary>
internal static class ConformanceReport
{
    private const string All = "any";

    public static ReportDefinition Over(ProcessModels models) => new(
        "conformance", 1, Grouping.OfTickets, ["team"],
        [
            new("tickets", "tickets whose last closing is in the period"),
            new("deviating", "of these, those that deviate from the rule 'deviation' of the expected flow: a step was made before one of those that it needs (GET /process-model has each version; "
                + "the one in effect at the report's position unless version says another). Steps count in the order in which they happened; a ticket counts once for each rule. 'any' = from at least one rule"),
            new("conformance", "1 - deviating / tickets, to four places"),
        ],
        (scope, facts, cancel) => Compute(models.Versions[scope.Model!.Value - 1], scope, facts, cancel),
        (scope, query, facts, cancel) => Behind(models.Versions[scope.Model!.Value - 1], scope, query, facts, cancel));

    private static async Task<IReadOnlyList<ReportTable>> Compute(ProcessModel model, ReportScope scope, FactSource facts, CancellationToken cancel)
    {
        var rules = model.Defined.Rules.Select(one => one.Id).Append(All).ToList();
        var groups = new Groups<long[]>(() => new long[rules.Count + 1]);
        await foreach (var one in facts.Tickets(scope, cancel))
        {
            if (one.ClosedAt is not { } closed || !scope.Holds(closed)) continue;
            var counts = groups[Grouping.Key(scope.By, one, closed, scope.Zone)];
            counts[^1]++;
            var deviations = model.Deviations(one.Trace);
            foreach (var deviation in deviations) counts[rules.IndexOf(deviation)]++;
            if (deviations.Count > 0) counts[^2]++;
        }
        return
        [
            new("rows", [.. groups.All.SelectMany(one => rules.Select((rule, i) => new ReportRow(one.Key,
                [("deviation", rule), ("tickets", one.Value[^1]), ("deviating", one.Value[i]), ("conformance", 1 - Share.Of(one.Value[i], one.Value[^1]))])))]),
        ];
    }

    private static async Task<List<BehindLine>> Behind(ProcessModel model, ReportScope scope, BehindQuery query, FactSource facts, CancellationToken cancel)
    {
        var lines = new List<BehindLine>();
        await foreach (var one in facts.Tickets(scope, cancel))
        {
            if (one.ClosedAt is not { } closed || !scope.Holds(closed)) continue;
            if (query.Key is not null && Grouping.Join(Grouping.Key(scope.By, one, closed, scope.Zone)) != query.Key) continue;
            foreach (var deviation in model.Deviations(one.Trace))
            {
                if (query.Deviation is null or All || query.Deviation == deviation)
                    lines.Add(new(one.Ticket, deviation, 0, [("number", one.Number), ("deviation", deviation), ("at", closed), ("trace", one.Trace), ("team", one.Team), ("agent", one.Agent), ("organization", one.Organization)]));
            }
        }
        return lines;
    }
}
