using NodaTime;
using Npgsql;
using NpgsqlTypes;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Problems;

/// <summary>Incidents that have something in common.</summary>
/// <param name="Key">What: a category, a system, a cause code, or for similar texts the number of the first incident.</param>
/// <param name="Organization">Of all of them; null when they are of several.</param>
/// <param name="Total">How many came in the whole time.</param>
/// <param name="Before">How many came in the time just before, which was as long; null where that is not counted.</param>
/// <param name="Periods">How many came in each period; one without any is left out.</param>
internal sealed record RepeatRow(string Key, string? Organization, int Total, int? Before, IReadOnlyList<PeriodCount> Periods);

/// <summary>Repeats and trends.</summary>
internal sealed record RepeatReport(Instant From, Instant To, string By, string Period, string Zone, string Formula, bool Truncated, IReadOnlyList<RepeatRow> Rows);

/// <summary>What to count.</summary>
internal sealed record RepeatQuery(string? From, string? To, string? By, string? Period, string? Zone, string? Organization);

internal static class GetRepeats
{
    private const int UsualDays = 90;
    private const int MostDays = 1100;
    private const int MostCompared = 50_000;
    private const int MostRows = 500;

    private const string Formula =
        "Incidents by the instant of their submission in [from, to), without invalid and merged ones; periods begin in the zone. Rows with one incident are left out: nothing repeats there. "
        + "before: the same in the equally long time up to from. category: of the desk, as it is now. system: as submitted or corrected, by organisation. cause: of the problems that an incident is "
        + "linked with, 'unknown' when there is none; an incident with two causes counts for both. text: the texts are alike by the percentage of the rules, by organisation; of more than 50,000 "
        + "incidents the latest are compared.";

    private static readonly string[] periods = ["day", "week", "month"];

    /// <summary>By what is counted: the key, the organisation, and what else is joined.</summary>
    private static readonly Dictionary<string, (string Key, string Organization, string Join)> keys = new()
    {
        ["category"] = ("coalesce(j.category, r.category)", "null::text", ""),
        ["system"] = ("r.system_key", "r.organization", ""),
        ["cause"] = ("coalesce(p.cause_code, 'unknown')", "null::text", "left join problem_incidents i on i.ticket = r.ticket left join problems p on p.id = i.problem and p.cause_code is not null"),
    };

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/reports/repeats",
        async ([AsParameters] RepeatQuery query, Actor actor, Journal journal, ProblemRules rules, IClock clock, CancellationToken cancel) =>
        {
            var by = query.By ?? "category";
            if (!keys.ContainsKey(by) && by != "text") return Hosting.Problem.Field("by", $"must be one of {string.Join(", ", keys.Keys)}, text");
            if (!Moment.TryRead(query.To, out var to)) return Hosting.Problem.Field("to", Moment.Shape);
            if (!Moment.TryRead(query.From, out var from)) return Hosting.Problem.Field("from", Moment.Shape);
            var period = query.Period ?? "month";
            if (!periods.Contains(period)) return Hosting.Problem.Field("period", $"must be one of {string.Join(", ", periods)}");
            if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(query.Zone ?? "UTC") is not { } zone) return Hosting.Problem.Field("zone", "must be a zone of the IANA database, such as Asia/Shanghai");
            var end = to ?? clock.GetCurrentInstant().ToMicroseconds();
            var start = from ?? end - Duration.FromDays(UsualDays);
            if (start >= end) return Hosting.Problem.Field("from", "must lie before to");
            if (end - start > Duration.FromDays(MostDays)) return Hosting.Problem.Field("from", $"lies more than {MostDays} days before to");

            var scope = new RepeatScope(start, end, period, zone, query.Organization, actor.Organization);
            var (rows, truncated) = by == "text" ? await SimilarTexts(scope, rules.Now.Repeats.Similarity, journal, cancel) : await Counted(keys[by], scope, journal, cancel);
            return (IResult)TypedResults.Ok(new RepeatReport(start, end, by, period, zone.Id, Formula, truncated, rows));
        })
        .For([.. ProblemCommand.Readers]).Produces<RepeatReport>().WithSummary("Which incidents repeat, by category, system, cause or similar text, counted by period.");

    private static async Task<(IReadOnlyList<RepeatRow> Rows, bool Truncated)> Counted(
        (string Key, string Organization, string Join) by, RepeatScope scope, Journal journal, CancellationToken cancel)
    {
        await using var command = journal.Database.CreateCommand($"""
            with counted as (
              select {by.Key} as key, {by.Organization} as organization, case when r.submitted_at >= $2 then date_trunc($4, r.submitted_at at time zone $5) at time zone $5 end as period,
                count(distinct r.ticket)::int as count
              from reported_incidents r left join judged_incidents j using (ticket) {by.Join}
              where r.counts and r.is_incident and r.submitted_at >= $1 and r.submitted_at < $3
                and ($6::text is null or r.organization = $6) and ($7::text is null or r.organization = $7)
              group by 1, 2, 3
            ), sums as (
              select key, organization, coalesce(sum(count) filter (where period is not null), 0)::int as total, coalesce(sum(count) filter (where period is null), 0)::int as before
              from counted
              where key is not null
              group by 1, 2
            )
            select s.key, s.organization, s.total, s.before, c.period, c.count
            from (select * from sums where total > 1 order by total desc, key, organization limit $8) s
              join counted c on c.key = s.key and c.organization is not distinct from s.organization and c.period is not null
            order by s.total desc, s.key, s.organization, c.period
            """);
        foreach (var value in (object[])[(scope.From - (scope.To - scope.From)).ToDateTimeUtc(), scope.From.ToDateTimeUtc(), scope.To.ToDateTimeUtc(), scope.Period, scope.Zone.Id])
            command.Parameters.Add(new() { Value = value });
        foreach (var organization in (string?[])[scope.Organization, scope.Bound]) command.Parameters.Add(new() { Value = organization ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = MostRows + 1 });
        var counts = new List<(string Key, string? Organization, int Total, int Before, PeriodCount Period)>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            counts.Add((
                row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetInt32(2), row.GetInt32(3),
                new PeriodCount(Instant.FromDateTimeUtc(row.GetDateTime(4)), row.GetInt32(5))));
        }
        var rows = counts.GroupBy(one => (one.Key, one.Organization, one.Total, one.Before))
            .Select(group => new RepeatRow(group.Key.Key, group.Key.Organization, group.Key.Total, group.Key.Before, [.. group.Select(one => one.Period)])).ToList();
        return ([.. rows.Take(MostRows)], rows.Count > MostRows);
    }

    private static async Task<(IReadOnlyList<RepeatRow> Rows, bool Truncated)> SimilarTexts(RepeatScope scope, int similarity, Journal journal, CancellationToken cancel)
    {
        var found = await IncidentRows.Find(
            journal.Database,
            $"""
            r.counts and r.is_incident and r.submitted_at >= $1 and r.submitted_at < $2 and ($3::text is null or r.organization = $3) and ($4::text is null or r.organization = $4)
            order by r.submitted_at desc, r.ticket desc
            limit {MostCompared + 1}
            """,
            [
                scope.From.ToDateTimeUtc(), scope.To.ToDateTimeUtc(),
                .. new[] { scope.Organization, scope.Bound }.Select(one => new NpgsqlParameter { Value = one ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }),
            ], cancel);
        var rows = SimilarTexts([.. found.Take(MostCompared)], similarity, scope);
        return ([.. rows.Take(MostRows)], found.Count > MostCompared || rows.Count > MostRows);
    }

    /// <summary>The rows of incidents whose texts are alike, given the latest first; the most frequent first.</summary>
    public static IReadOnlyList<RepeatRow> SimilarTexts(IReadOnlyList<Incident> incidents, int similarity, RepeatScope scope)
    {
        var (byOrganization, known) = (new Dictionary<string, TextClusters>(), incidents.ToDictionary(one => one.Ticket));
        foreach (var incident in incidents.Reverse())
        {
            if (!byOrganization.TryGetValue(incident.Organization, out var clusters)) byOrganization[incident.Organization] = clusters = new TextClusters(similarity);
            clusters.Add(incident.Ticket, incident.Text);
        }
        return
        [
            .. byOrganization.SelectMany(one => one.Value.All.Where(cluster => cluster.Count > 1).Select(cluster => Row(one.Key, [.. cluster.Select(ticket => known[ticket])])))
                .OrderByDescending(row => row.Total).ThenBy(row => row.Key, StringComparer.Ordinal),
        ];

        RepeatRow Row(string organization, IReadOnlyList<Incident> members) => new(
            members.MinBy(one => (one.SubmittedAt, one.Ticket))!.Number, organization, members.Count, null,
            [.. members.GroupBy(one => scope.PeriodOf(one.SubmittedAt)).OrderBy(group => group.Key).Select(group => new PeriodCount(group.Key, group.Count()))]);
    }
}

/// <summary>Which incidents a report is about, and by which periods it counts. Bound = the only organisation of the reader; null = all.</summary>
internal sealed record RepeatScope(Instant From, Instant To, string Period, DateTimeZone Zone, string? Organization, string? Bound)
{
    /// <summary>When the period began in which an instant lies; weeks begin on Monday.</summary>
    public Instant PeriodOf(Instant instant)
    {
        var day = instant.InZone(Zone).Date;
        var first = Period switch
        {
            "month" => new LocalDate(day.Year, day.Month, 1),
            "week" => day.PlusDays(1 - (int)day.DayOfWeek),
            _ => day,
        };
        return first.AtStartOfDayInZone(Zone).ToInstant();
    }
}
