using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Diagnosis;

/// <summary>An open ticket that somebody must look at, with what may explain it. Since = since when the reason holds.</summary>
internal sealed record AttentionLine(
    Guid Id, string Number, string Subject, string Requester, string RequesterName, string Organization, string? Category, string? Priority, string? Team,
    string? Agent, string? AgentName, string? AcceptedBy, string Status, string? WaitsFor, Instant? WaitsUntil, Instant OpenedAt, Instant WorkedAt,
    Instant? NextStepDue, Instant NextUpdateDue, Instant? RequesterWrote, Instant Since);

/// <summary>A page of such tickets; counts tell for each reason how many there are in all.</summary>
internal sealed record AttentionPage(string Reason, int Hours, IReadOnlyDictionary<string, long> Counts, IReadOnlyList<AttentionLine> Items, string? Next);

/// <summary>Which tickets to list.</summary>
internal sealed record AttentionQuery(string? Reason, int? Hours, string? Organization, string? Team, string? Agent, int? Limit, string? After);

/// <summary>What is in danger of being forgotten.</summary>
internal static class ListAttention
{
    private const int UsualLimit = 50;
    private const int MostLimit = 500;
    private const int MostHours = 24 * 366;

    /// <summary>By reason: since when it holds, whether it holds at all, and after how many hours it counts unless the caller says.</summary>
    private static readonly Dictionary<string, (string Since, string Holds, int Hours)> reasons = new()
    {
        ["no-activity"] = ("worked_at", "true", 24),
        ["no-owner"] = ("opened_at", "agent is null and accepted_by is null", 0),
        // A step whose time has passed lies no more ahead than one that was never planned.
        ["no-next-step"] = ("coalesce(next_step_due, opened_at)", "true", 0),
        ["overdue-update"] = ("next_update", "true", 0),
    };

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/tickets/attention",
        async ([AsParameters] AttentionQuery query, Actor actor, Journal journal, IClock clock, AccessDirectory directory, CancellationToken cancel) =>
        {
            if (query.Reason is null || !reasons.ContainsKey(query.Reason)) return Problem.Field("reason", $"must be one of {string.Join(", ", reasons.Keys)}");
            if (query.Hours is < 0 or > MostHours) return Problem.Field("hours", $"must be 0 to {MostHours}");
            var limit = query.Limit ?? UsualLimit;
            if (limit is < 1 or > MostLimit) return Problem.Field("limit", $"must be 1 to {MostLimit}");
            if (!ListTickets.TryReadCursor(query.After, "timestamptz", out var after)) return Problem.Field("after", "must be the next of an earlier page");
            var now = clock.GetCurrentInstant();
            var counts = await Count(journal.Database, query, actor, now, cancel);
            var (lines, keys) = await Read(journal.Database, query, after, limit, actor, now, directory, cancel);
            var next = lines.Count > limit ? ListTickets.Cursor(keys[limit - 1], lines[limit - 1].Id) : null;
            return (IResult)TypedResults.Ok(new AttentionPage(query.Reason, HoursOf(query, query.Reason), counts, lines.Count > limit ? lines[..limit] : lines, next));
        })
        .For(Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin).Produces<AttentionPage>()
        .WithSummary("Open tickets that nobody works on, nobody owns, nobody planned a next step for, or whose requester should have heard.");

    private static int HoursOf(AttentionQuery query, string reason) => reason == query.Reason && query.Hours is { } hours ? hours : reasons[reason].Hours;

    private static async Task<IReadOnlyDictionary<string, long>> Count(
        NpgsqlDataSource database, AttentionQuery query, Actor actor, Instant now, CancellationToken cancel)
    {
        await using var command = database.CreateCommand();
        var values = new Conditions(command);
        var sums = reasons.Keys.Select(reason => $"count(*) filter (where {Holds(values, reason, HoursOf(query, reason), now)})").ToList();
        command.CommandText = $"""
            select {string.Join(", ", sums)}
            from cases join ticket_clocks on ticket = id
            where {Seen(command, query, actor).Sql}
            """;
        await using var row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        return reasons.Keys.Index().ToDictionary(one => one.Item, one => row.GetInt64(one.Index));
    }

    private static async Task<(List<AttentionLine> Lines, List<string> Keys)> Read(
        NpgsqlDataSource database, AttentionQuery query, (string Key, Guid Id)? after, int limit, Actor actor, Instant now, AccessDirectory directory, CancellationToken cancel)
    {
        await using var command = database.CreateCommand();
        var since = reasons[query.Reason!].Since;
        var where = Seen(command, query, actor);
        where.Add(Holds(where, query.Reason!, HoursOf(query, query.Reason!), now));
        if (after is var (key, id)) where.Add($"({since}, id) > ({where.Value(key)}::timestamptz, {where.Value(id)})");
        command.CommandText = $"""
            select id, number, case when confidential then number else subject end as subject, requester, requester_name, organization, category, priority, team, agent, accepted_by, status, waits_for, waits_until,
              opened_at, worked_at, next_step_due, next_update, requester_wrote_at, {since}, ({since})::text as sort_key
            from cases join ticket_clocks on ticket = id
            where {where.Sql}
            order by {since}, id
            limit {where.Value(limit + 1)}
            """;
        var (lines, keys) = (new List<AttentionLine>(), new List<string>());
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            var agent = Text(9);
            lines.Add(new AttentionLine(
                row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), Text(6), Text(7), Text(8),
                agent, agent is null ? null : directory.NameOf(agent), Text(10), row.GetString(11), Text(12), At(13), At(14)!.Value, At(15)!.Value,
                At(16), At(17)!.Value, At(18), At(19)!.Value));
            keys.Add(row.GetString(20));
        }
        return (lines, keys);

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
        Instant? At(int column) => row.IsDBNull(column) ? null : Instant.FromDateTimeUtc(row.GetDateTime(column));
    }

    /// <summary>Whether a reason holds, for so many hours at least.</summary>
    private static string Holds(Conditions where, string reason, int hours, Instant now)
    {
        var (since, holds, _) = reasons[reason];
        return $"({holds} and {since} < {where.Value((now - Duration.FromHours(hours)).ToDateTimeUtc())})";
    }

    /// <summary>The open tickets that the caller asks for and may know of. Only open ones have an update that is due some day, and that is indexed.</summary>
    private static Conditions Seen(NpgsqlCommand command, AttentionQuery query, Actor actor)
    {
        var where = new Conditions(command);
        where.Add("next_update < 'infinity'");
        where.Equal("organization", query.Organization);
        where.Equal("organization", actor.Organization);
        where.Equal("team", query.Team);
        where.Equal("agent", query.Agent);
        return where;
    }
}
