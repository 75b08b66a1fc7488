using NodaTime;
using ServiceDesk.Analytics.Reports.Facts;

namespace ServiceDesk.Analytics.Reports;

/// <summary>The quality of the service in figures, each with its formula.</summary>
internal static class KqiReport
{
    private static readonly Duration repeatWithin = Duration.FromDays(7);

    private enum Unit
    {
        Count,
        Share,
        Number,
        MeanTime,
        MedianTime,
    }

    /// <summary>A figure of tickets: when a ticket counts, and what it brings; null = it does not count. Shares: 1 or 0.</summary>
    private sealed record Measure(string Name, Unit Unit, string Formula, Func<TicketFigures, Instant?> At, Func<TicketFigures, Contacts, object?> Value);

    private static readonly Measure[] measures =
    [
        new("opened", Unit.Count, "tickets submitted in the period", one => one.OpenedAt, (_, _) => 1),
        new("resolved", Unit.Count, "tickets solved for the first time in the period", one => one.FirstResolvedAt, (_, _) => 1),
        new("closed", Unit.Count, "tickets whose last closing is in the period", one => one.ClosedAt, (_, _) => 1),
        new("mtta", Unit.MeanTime, "mean real time from submission to the first word by a person, of tickets that got it in the period; a solution or closing without one counts as the word", one => one.RespondedAt, (one, _) => one.RespondedAt - one.OpenedAt),
        new("mttaMedian", Unit.MedianTime, $"nearest-rank median of the same times; {Histogram.Error}", one => one.RespondedAt, (one, _) => one.RespondedAt - one.OpenedAt),
        new("mttaWorking", Unit.MeanTime, "mean working time of the response clocks of these tickets, as judged", one => one.RespondedAt, (one, _) => one.Answered),
        new("mttr", Unit.MeanTime, "mean real time from submission to the last solution, of tickets that are solved and whose last solution is in the period", one => one.ResolvedAt, (one, _) => one.ResolvedAt - one.OpenedAt),
        new("mttrMedian", Unit.MedianTime, $"nearest-rank median of the same times; {Histogram.Error}", one => one.ResolvedAt, (one, _) => one.ResolvedAt - one.OpenedAt),
        new("mttrWorking", Unit.MeanTime, "mean working time, less pauses, of the resolution clocks of these tickets, as judged", one => one.ResolvedAt, (one, _) => one.Worked),
        new("openedToClosed", Unit.MedianTime, $"nearest-rank median of the real time from submission to closing, of tickets whose last closing is in the period; {Histogram.Error}", one => one.ClosedAt, (one, _) => one.ClosedAt - one.OpenedAt),
        new("firstContactResolution", Unit.Share, "of tickets whose last closing is in the period and that were solved: those that never changed the team or the agent, were not handed on and not reopened", one => one.FirstResolvedAt is null ? null : one.ClosedAt, (one, _) => one is { Hops: 0, Handovers: 0, HandedOn: 0, Reopens: 0 } ? 1 : 0),
        new("resolutionRate", Unit.Share, "of tickets submitted in the period and not withdrawn, invalid or merged: those that are solved or closed at the report's position", one => one.Ended is null ? one.OpenedAt : null, (one, _) => one.ResolvedAt is not null || one.ClosedAt is not null ? 1 : 0),
        new("repeatContact", Unit.Share, "of tickets solved for the first time in the period: those that were reopened or rejected, or whose requester submitted another ticket of the same category within seven days after", one => one.FirstResolvedAt, (one, contacts) => one.Reopens > 0 || contacts.After(one) ? 1 : 0),
        new("reopenRate", Unit.Share, "of tickets solved for the first time in the period: those that went on afterwards, because the solution was rejected or the ticket reopened", one => one.FirstResolvedAt, (one, _) => one.Reopens > 0 ? 1 : 0),
        new("reopens", Unit.Number, "how often tickets whose last closing is in the period had been reopened or rejected, on average", one => one.ClosedAt, (one, _) => one.Reopens),
        new("hops", Unit.Number, "how often these tickets went from one team to another, on average", one => one.ClosedAt, (one, _) => one.Hops),
        new("handovers", Unit.Number, "how often these tickets went from one agent to another, on average", one => one.ClosedAt, (one, _) => one.Handovers),
        new("handedOn", Unit.Share, "of these tickets: those that were handed on to a higher tier or to experts", one => one.ClosedAt, (one, _) => one.HandedOn > 0 ? 1 : 0),
        new("escalated", Unit.Share, "of these tickets: those of which management was told", one => one.ClosedAt, (one, _) => one.Escalations > 0 ? 1 : 0),
        new("csat", Unit.Number, "mean score, 1 to 5, of the answers to surveys in the period", one => one.ScoredAt, (one, _) => one.Score),
        new("csatAnswers", Unit.Count, "answers to surveys in the period", one => one.ScoredAt, (_, _) => 1),
        new("csatResponseRate", Unit.Share, "of tickets whose last closing is in the period and asked the requester to rate the work: those that were rated", one => one.Surveyed ? one.ClosedAt : null, (one, _) => one.Score is not null ? 1 : 0),
        new("knowledgeReuse", Unit.Share, "of tickets whose last closing is in the period: those on which somebody followed an article", one => one.ClosedAt, (one, _) => one.ArticleUsed ? 1 : 0),
        new("knowledgeHelped", Unit.Share, "of those: those on which an article helped", one => one.ArticleUsed ? one.ClosedAt : null, (one, _) => one.ArticleHelped ? 1 : 0),
    ];

    private const string Punctuality = "updatePunctuality";

    public static ReportDefinition Definition { get; } = new(
        "kqi", 1, Grouping.OfTickets, ["team"],
        [
            .. measures.Select(one => new Figure(one.Name, one.Formula)),
            new(Punctuality, "met / (met + breached) of the rounds of the update clocks with their outcome in the period; the key is that of the outcome, as in the SLA report"),
            new("causes", "breached clocks with their outcome in the period, by clock and by the stage in which most of the real time from start to breach went"),
            new("distributions", "how many tickets whose last closing is in the period had been reopened (reopens) and had gone from team to team (hops) so often"),
        ],
        Compute, Behind);

    private static async Task<IReadOnlyList<ReportTable>> Compute(ReportScope scope, FactSource facts, CancellationToken cancel)
    {
        var contacts = await Contacts.Read(scope, facts, repeatWithin, cancel);
        var groups = new Groups<Sums>(() => new Sums(scope.Exact));
        var isByTime = scope.By.Any(Grouping.Times.Contains);
        var distributions = new Groups<Counter>(() => new Counter());
        await foreach (var one in facts.Tickets(scope, cancel))
        {
            Sums? sums = null;
            for (var i = 0; i < measures.Length; i++)
            {
                if (measures[i].At(one) is not { } at || !scope.Holds(at) || measures[i].Value(one, contacts) is not { } value) continue;
                if (sums is null || isByTime) sums = groups[Grouping.Key(scope.By, one, at, scope.Zone)];
                sums.Add(i, measures[i].Unit, value);
            }
            if (one.ClosedAt is not { } closed || !scope.Holds(closed)) continue;
            var key = Grouping.Key(scope.By, one, closed, scope.Zone);
            distributions[[.. key, "hops", Padded(one.Hops)]].Count++;
            distributions[[.. key, "reopens", Padded(one.Reopens)]].Count++;
        }
        var causes = new Groups<Counter>(() => new Counter());
        await foreach (var clock in facts.Clocks(scope, cancel))
        {
            if (clock.OutcomeAt is not { } outcome || !scope.Holds(outcome) || (clock.VoidAt is { } end && (scope.To is null || end < scope.To))) continue;
            var key = Grouping.Key(scope.By, clock, scope.Zone);
            if (clock.Clock == "update") groups[key].AddUpdate(clock.Breached == false);
            if (clock.Breached == true) causes[[.. key, clock.Clock, clock.Cause ?? Grouping.None]].Count++;
        }
        return
        [
            new("rows", [.. groups.All.Select(one => new ReportRow(one.Key, [.. measures.Select((measure, i) => (measure.Name, one.Value.Of(i, measure.Unit))), (Punctuality, one.Value.Updates)]))]),
            new("causes", [.. causes.All.Select(one => new ReportRow([.. one.Key.SkipLast(2)], [("clock", one.Key[^2]), ("cause", one.Key[^1]), ("count", one.Value.Count)]))]),
            new("distributions", [.. distributions.All.Select(one => new ReportRow([.. one.Key.SkipLast(2)],
                [("figure", one.Key[^2]), ("times", long.Parse(one.Key[^1], System.Globalization.CultureInfo.InvariantCulture)), ("tickets", one.Value.Count)]))]),
        ];
    }

    private static async Task<List<BehindLine>> Behind(ReportScope scope, BehindQuery query, FactSource facts, CancellationToken cancel)
    {
        var lines = new List<BehindLine>();
        if (query.Figure is Punctuality or "causes")
        {
            await foreach (var clock in facts.Clocks(scope, cancel))
            {
                if (clock.OutcomeAt is not { } outcome || !scope.Holds(outcome) || (clock.VoidAt is { } end && (scope.To is null || end < scope.To))) continue;
                if (query.Figure == Punctuality ? clock.Clock != "update" : clock.Breached != true || (query.Clock is not null && clock.Clock != query.Clock)) continue;
                if (query.Stage is not null && clock.Cause != query.Stage) continue;
                if (query.Key is null || Grouping.Join(Grouping.Key(scope.By, clock, scope.Zone)) == query.Key)
                    lines.Add(new(clock.Ticket, clock.Clock, clock.Round, [("clock", clock.Clock), ("round", (long)clock.Round), ("at", outcome), ("value", clock.Breached == true ? "breached" : "met"), ("cause", clock.Cause)]));
            }
            return lines;
        }
        var contacts = await Contacts.Read(scope, facts, repeatWithin, cancel);
        var measure = measures.First(one => one.Name == (query.Figure switch { null => measures[0].Name, "distributions" => "closed", var figure => figure }));
        await foreach (var one in facts.Tickets(scope, cancel))
        {
            if (measure.At(one) is not { } at || !scope.Holds(at) || measure.Value(one, contacts) is not { } value) continue;
            if (query.Key is not null && Grouping.Join(Grouping.Key(scope.By, one, at, scope.Zone)) != query.Key) continue;
            lines.Add(new(one.Ticket, "", 0, [("number", one.Number), ("at", at), ("value", value is int whole ? (long)whole : value), ("team", one.Team), ("agent", one.Agent), ("organization", one.Organization)]));
        }
        return lines;
    }

    /// <summary>Numbers in the order of numbers, as words.</summary>
    private static string Padded(int number) => number.ToString("000000", System.Globalization.CultureInfo.InvariantCulture);

    private sealed class Counter
    {
        public long Count { get; set; }
    }

    private sealed class Sums(bool exact)
    {
        private readonly long[] counts = new long[measures.Length];
        private readonly long[] totals = new long[measures.Length];
        private readonly Times?[] times = new Times?[measures.Length];
        private (long Met, long All) updates;

        public decimal? Updates => Share.Of(updates.Met, updates.All);

        public void Add(int measure, Unit unit, object value)
        {
            counts[measure]++;
            if (unit is Unit.MeanTime or Unit.MedianTime) (times[measure] ??= new Times(exact && unit == Unit.MedianTime)).Add((Duration)value);
            else totals[measure] += (int)value;
        }

        public void AddUpdate(bool met) => updates = (updates.Met + (met ? 1 : 0), updates.All + 1);

        public object? Of(int measure, Unit unit) => unit switch
        {
            Unit.Count => counts[measure],
            Unit.MeanTime => times[measure]?.Mean,
            Unit.MedianTime => times[measure]?.Percentile(50),
            _ => Share.Of(totals[measure], counts[measure]),
        };
    }

    /// <summary>When each requester submitted something of each category.</summary>
    private sealed class Contacts(Duration within)
    {
        private readonly Dictionary<(string Requester, string? Category), List<Instant>> submitted = [];

        public static async Task<Contacts> Read(ReportScope scope, FactSource facts, Duration within, CancellationToken cancel)
        {
            var contacts = new Contacts(within);
            await foreach (var (who, at) in facts.Submissions(scope with { To = scope.To + within }, cancel))
            {
                if (!contacts.submitted.TryGetValue(who, out var times)) contacts.submitted[who] = times = [];
                times.Add(at);
            }
            foreach (var times in contacts.submitted.Values) times.Sort();
            return contacts;
        }

        public bool After(TicketFigures one)
        {
            if (one.FirstResolvedAt is not { } solved || !submitted.TryGetValue((one.Requester, one.Category), out var times)) return false;
            var (low, high) = (0, times.Count); // the first after the solution lies between
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (times[middle] > solved) high = middle;
                else low = middle + 1;
            }
            return low < times.Count && times[low] <= solved + within;
        }
    }
}
