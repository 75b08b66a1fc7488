using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Routing.Boards;

/// <summary>An open ticket that somebody must look at. Since = since when the reason holds.</summary>
internal sealed record BoardLine(
    Guid Id, string Number, string Subject, string Organization, string Category, string Priority, string? Team, string? Agent, string? AgentName, string Reason, int Hops, string? AcceptedBy,
    string? WaitsFor, Instant? WaitsUntil, Instant? NextStepDue, Instant OpenedAt, Instant WorkedAt, Instant Since);

/// <summary>A page of a board; counts tell for each board how many there are in all.</summary>
internal sealed record BoardPage(string Board, int Hours, IReadOnlyDictionary<string, long> Counts, IReadOnlyList<BoardLine> Items, string? Next);

/// <summary>Which tickets to list.</summary>
internal sealed record BoardQuery(int? Hours, string? Organization, string? Team, string? Agent, string? Priority, int? Limit, string? After);

/// <summary>Open tickets that are in danger of being forgotten, from what both logs say of them.</summary>
internal static class GetBoard
{
    private const int MostHours = 24 * 366;

    /// <summary>By board: since when its reason holds, whether it holds at all, and after how many hours it counts unless the caller says.</summary>
    private static readonly Dictionary<string, (string Since, string Holds, int Hours)> boards = new()
    {
        ["unrouted"] = ("r.since", "r.agent is null", 0),
        ["no-owner"] = ("w.opened_at", "r.agent is null and w.accepted_by is null", 0),
        // A step whose time has passed lies no more ahead than one that was never planned.
        ["no-next-step"] = ("coalesce(w.next_step_due, w.opened_at)", "true", 0),
        ["no-activity"] = ("w.worked_at", "true", 24),
    };

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/boards/{board}",
        async (string board, [AsParameters] BoardQuery query, Actor actor, Journal journal, IClock clock, AccessDirectory directory, CancellationToken cancel) =>
        {
            if (!boards.ContainsKey(board)) return Problem.NotFound;
            if (query.Hours is < 0 or > MostHours) return Problem.Field("hours", $"must be 0 to {MostHours}");
            if (query.Priority is not null && Words.Find<Priority>(query.Priority) is null)
                return Problem.Field("priority", $"must be one of {string.Join(", ", Enum.GetValues<Priority>().Select(Words.Of))}");
            if (!Page.TryRead(query.Limit, query.After, out var page, out var problem)) return problem;
            var now = clock.GetCurrentInstant();
            int HoursOf(string one) => one == board && query.Hours is { } hours ? hours : boards[one].Hours;
            var counts = await Count(journal.Database, query, actor, now, HoursOf, cancel);
            await using var command = Command(journal.Database, board, HoursOf(board), query, actor, now, page);
            var (items, next) = await page.Read(command, row => Line(row, directory), cancel);
            return (IResult)TypedResults.Ok(new BoardPage(board, HoursOf(board), counts, items, next));
        })
        .For(Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin).Produces<BoardPage>()
        .WithSummary("Open tickets that nobody could be given (unrouted), nobody owns (no-owner), without a next step (no-next-step), or that nobody works on (no-activity).");

    private static async Task<IReadOnlyDictionary<string, long>> Count(
        NpgsqlDataSource database, BoardQuery query, Actor actor, Instant now, Func<string, int> hoursOf, CancellationToken cancel)
    {
        await using var command = database.CreateCommand();
        var values = new Conditions(command);
        var sums = boards.Keys.Select(board => $"count(*) filter (where {Holds(values, board, hoursOf(board), now)})").ToList();
        command.CommandText = $"""
            select {string.Join(", ", sums)}
            from routed_tickets r join worked_tickets w using (id)
            where {Seen(command, query, actor).Sql}
            """;
        await using var row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        return boards.Keys.Index().ToDictionary(one => one.Item, one => row.GetInt64(one.Index));
    }

    private static NpgsqlCommand Command(NpgsqlDataSource database, string board, int hours, BoardQuery query, Actor actor, Instant now, Page page)
    {
        var command = database.CreateCommand();
        var (where, since) = (Seen(command, query, actor), boards[board].Since);
        where.Add(Holds(where, board, hours, now));
        page.Beyond(where, since, "id::text");
        command.CommandText = $"""
            select id, r.number, case when r.confidential then r.number else w.subject end, r.organization, r.category, r.priority, r.team, r.agent, r.reason, r.hops, w.accepted_by,
              w.waits_for, w.waits_until, w.next_step_due, w.opened_at, w.worked_at, {since}, ({since})::text, id::text
            from routed_tickets r join worked_tickets w using (id)
            where {where.Sql}
            order by {since}, id::text
            limit {where.Value(page.Limit + 1)}
            """;
        return command;
    }

    /// <summary>Whether a board's reason holds, for so many hours at least.</summary>
    private static string Holds(Conditions where, string board, int hours, Instant now)
    {
        var (since, holds, _) = boards[board];
        return $"({holds} and {since} < {where.Value((now - Duration.FromHours(hours)).ToDateTimeUtc())})";
    }

    /// <summary>The open tickets that the caller asks for and may know of.</summary>
    private static Conditions Seen(NpgsqlCommand command, BoardQuery query, Actor actor)
    {
        var where = new Conditions(command);
        where.Add("w.is_open and not w.imported");
        where.Equal("r.organization", query.Organization);
        where.Equal("r.organization", actor.Organization);
        where.Equal("r.team", query.Team);
        where.Equal("r.agent", query.Agent);
        where.Equal("r.priority", query.Priority);
        return where;
    }

    private static BoardLine Line(NpgsqlDataReader row, AccessDirectory directory) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.TextOrNull(6), row.TextOrNull(7),
        row.TextOrNull(7) is { } agent ? directory.NameOf(agent) : null, row.GetString(8), row.GetInt32(9), row.TextOrNull(10), row.TextOrNull(11), row.InstantOrNull(12), row.InstantOrNull(13),
        row.InstantOrNull(14)!.Value, row.InstantOrNull(15)!.Value, row.InstantOrNull(16)!.Value);
}
