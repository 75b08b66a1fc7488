using System.Globalization;
using System.Text.Json;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.TimeTravel;

/// <summary>The age of open tickets: since they were opened, in calendar time.</summary>
internal sealed record BacklogAge(Duration Mean, Duration Median, Duration P95, Duration Oldest);

/// <summary>The open tickets of one group, by the values of its keys.</summary>
internal sealed record BacklogGroup(IReadOnlyDictionary<string, string> Keys, long Count, BacklogAge Age);

/// <summary>How many were open at an instant.</summary>
internal sealed record BacklogPoint(Instant At, long Count);

/// <summary>The backlog at an instant, and its curve up to it. At: when the last entry of the ledger that it may rest on was recorded.</summary>
internal sealed record BacklogReport(
    Instant AsOf, TimeAxis Axis, Instant? At, string Definition, string Formula, long Count, BacklogAge? Age, IReadOnlyList<BacklogGroup> Groups, IReadOnlyList<BacklogPoint> Curve);

/// <summary>Which backlog: at, axis; by = keys, joined by commas; from and step draw the curve.</summary>
internal sealed record BacklogQuery(string? At, string? Axis, string? By, string? From, string? Step, string? Team, string? Priority, string? Organization);

internal static class GetBacklog
{
    internal const string Definition = "backlog@1";

    internal const string Formula =
        "A ticket is in the backlog from the instant at which its case was opened until its work ended (resolved, withdrawn, invalid, merged), and again from a refused solution, a reopening or an undone end on; "
        + "so are those that wait for somebody. A ticket counts at an instant if that instant lies in such a half-open span [from, until). "
        + "On the axis known a span begins and ends when that was recorded, on the axis happened when it happened, as far as it is recorded today. "
        + "Age: the instant minus the opening of the ticket, in calendar time; median and p95 by nearest rank. The curve counts at from, from + step, and so on, and at the instant itself.";

    private const int MostPoints = 1000;
    private const int MostGroups = 1000;
    private static readonly string[] keys = ["team", "agent", "priority", "category", "organization", "status"];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/reports/backlog",
        async ([AsParameters] BacklogQuery query, Actor actor, Journal journal, LedgerTime time, CancellationToken cancel) =>
        {
            string[] by = query.By is null ? [] : query.By.Split(',');
            if (by.Except(keys).Any() || by.Distinct().Count() != by.Length) return Problem.Field("by", $"must be some of {string.Join(", ", keys)}, joined by commas, each once");
            if (!Moment.TryRead(query.At, out _)) return Problem.Field("at", Moment.Shape);
            if (!Moment.TryRead(query.From, out var from)) return Problem.Field("from", Moment.Shape);
            if (!TryReadStep(query.Step, out var step)) return Problem.Field("step", "must be an ISO 8601 duration such as PT24H, at least PT1S");
            var asOf = await time.Read(new AsOfQuery(query.At, query.Axis), "ticket_spans", cancel);
            if (from > asOf.Until) return Problem.Field("from", "must not lie after the instant of the report");
            if (from is { } start && (asOf.Until - start) / step >= MostPoints) return Problem.Field("step", string.Create(CultureInfo.InvariantCulture, $"makes more than {MostPoints} points"));
            await using var connection = await journal.Database.OpenConnectionAsync(cancel);
            await using var snapshot = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
            var groups = await Groups(connection, query, by, asOf, actor, cancel);
            if (groups.Count > MostGroups) return Problem.Field("by", string.Create(CultureInfo.InvariantCulture, $"makes more than {MostGroups} groups; narrow the question"));
            var all = by.Length == 0 ? groups : await Groups(connection, query, [], asOf, actor, cancel);
            var curve = from is { } first ? await Curve(connection, query, Points(first, asOf.Until, step), asOf, actor, cancel) : [];
            var at = await SpanQuery.Through(connection, asOf, cancel);
            return (IResult)TypedResults.Ok(new BacklogReport(
                asOf.Until, asOf.Axis, at, Definition, Formula, all.FirstOrDefault()?.Count ?? 0, all.FirstOrDefault()?.Age, by.Length == 0 ? [] : groups, curve));
        })
        .For(Roles.Analyst, Roles.Lead, Roles.Auditor, Roles.Admin).Produces<BacklogReport>().WithSummary("Open tickets now or at any instant, with their age, and how their number came about.");

    private static bool TryReadStep(string? text, out Duration step)
    {
        step = Duration.FromDays(1);
        if (text is null) return true;
        try
        {
            step = EventJson.Parse(text);
            return step >= Duration.FromSeconds(1) && step <= Duration.FromDays(3660);
        }
        catch (Exception unreadable) when (unreadable is JsonException or OverflowException)
        {
            return false;
        }
    }

    private static List<Instant> Points(Instant from, Instant until, Duration step)
    {
        var points = new List<Instant>();
        for (var at = from; at < until; at += step) points.Add(at);
        points.Add(until);
        return points;
    }

    private static async Task<IReadOnlyList<BacklogGroup>> Groups(NpgsqlConnection connection, BacklogQuery query, string[] by, AsOf asOf, Actor actor, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        var standing = SpanQuery.Standing(command, asOf);
        var where = Conditions(command, query, actor);
        // In whole microseconds, which is what an instant is cut to.
        const string Age = "(extract(epoch from $1::timestamptz - opened_at) * 1000000)::bigint";
        command.CommandText = $"""
            select {string.Concat(by.Select(key => $"coalesce({key}, 'none'), "))} count(*), avg({Age})::bigint,
              percentile_disc(0.5) within group (order by {Age}), percentile_disc(0.95) within group (order by {Age}), max({Age})
            from {standing}
            where {where.Sql}
            {(by.Length == 0 ? "having count(*) > 0" : $"group by {string.Join(", ", Enumerable.Range(1, by.Length))} order by {string.Join(", ", Enumerable.Range(1, by.Length))} limit {MostGroups + 1}")}
            """;
        var groups = new List<BacklogGroup>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            groups.Add(new BacklogGroup(
                by.Select((key, i) => (key, i)).ToDictionary(one => one.key, one => row.GetString(one.i)), row.GetInt64(by.Length),
                new BacklogAge(Length(1), Length(2), Length(3), Length(4))));
        }
        return groups;

        Duration Length(int column) => Duration.FromTicks(row.GetInt64(by.Length + column) * 10);
    }

    /// <summary>Each span counts at the points that lie in it: one more from the first of them on, one less from the first beyond it.</summary>
    private static async Task<IReadOnlyList<BacklogPoint>> Curve(NpgsqlConnection connection, BacklogQuery query, List<Instant> points, AsOf asOf, Actor actor, CancellationToken cancel)
    {
        var table = SpanQuery.Table(asOf.Axis);
        await using var command = connection.CreateCommand();
        command.Parameters.Add(new() { Value = points.Select(at => at.ToDateTimeUtc()).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = points[0].ToDateTimeUtc() });
        command.Parameters.Add(new() { Value = points[^1].ToDateTimeUtc() });
        var where = Conditions(command, query, actor);
        command.CommandText = $"""
            with span as (
              select from_at, until_at from {table} where until_at is null and from_at <= $3 and {where.Sql}
              union all
              select from_at, until_at from {table} where until_at is not null and tstzrange(from_at, until_at) && tstzrange($2::timestamptz, $3::timestamptz, '[]') and {where.Sql}
            )
            select point, sum(change)::bigint
            from (
              select width_bucket(from_at - interval '1 microsecond', $1) as point, 1 as change from span
              union all
              select width_bucket(until_at - interval '1 microsecond', $1), -1 from span where until_at is not null
            ) changes
            group by point
            """;
        var changes = new long[points.Count + 1];
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel)) changes[row.GetInt32(0)] = row.GetInt64(1);
        var count = 0L;
        return [.. points.Select((at, i) => new BacklogPoint(at, count += changes[i]))];
    }

    private static Conditions Conditions(NpgsqlCommand command, BacklogQuery query, Actor actor)
    {
        var where = new Conditions(command);
        where.Equal("coalesce(team, 'none')", query.Team);
        where.Equal("coalesce(priority, 'none')", query.Priority);
        where.Equal("organization", query.Organization);
        where.Equal("organization", actor.Organization);
        return where;
    }
}
