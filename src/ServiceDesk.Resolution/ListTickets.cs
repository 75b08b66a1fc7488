using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution;

/// <summary>A line of the list.</summary>
internal sealed record TicketLine(
    Guid Id, string Number, string Subject, string Requester, string RequesterName, string Organization, string Channel, string Kind, string? Category,
    string? Priority, string? Team, string? Agent, string? AgentName, string Status, Instant OpenedAt, Instant? NextDue,
    Instant? NextUpdateDue, Instant? RequesterWrote, Instant At, Instant? ArchivedAt)
{
    /// <summary>For whom the work waits; null while it does not.</summary>
    public string? WaitsFor { get; init; }
}

/// <summary>A page of the list.</summary>
internal sealed record TicketPage(IReadOnlyList<TicketLine> Items, string? Next);

/// <summary>What to list. Update may be overdue: open tickets whose requester should have heard from the desk by now. Archived tickets stand among the others unless they are left out.</summary>
internal sealed record TicketQuery(
    string? Status, string? Update, string? Team, string? Agent, string? Channel, string? Priority, string? Organization, string? Kind, string? Category, string? Requester,
    string? Q, bool? Archived, string? Sort, int? Limit, string? After);

internal static class ListTickets
{
    private const int UsualLimit = 50;
    private const int MostLimit = 500;
    private const string Overdue = "overdue";

    /// <summary>By name of the sort: the column, its type, and the direction. The id breaks ties.</summary>
    private static readonly Dictionary<string, (string Column, string Type, bool Descending)> sorts = new()
    {
        ["-opened"] = ("opened_at", "timestamptz", true),
        ["opened"] = ("opened_at", "timestamptz", false),
        ["due"] = ("next_due", "timestamptz", false),
        ["update"] = ("next_update", "timestamptz", false),
        ["priority"] = ("coalesce(priority, 'p9')", "text", false),
    };

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/tickets",
        async ([AsParameters] TicketQuery query, Actor actor, Journal journal, IClock clock, AccessDirectory directory, CancellationToken cancel) =>
        {
            if (query.Update is not (null or Overdue)) return Problem.Field("update", $"must be {Overdue}");
            var sort = query.Sort ?? "-opened";
            if (!sorts.ContainsKey(sort)) return Problem.Field("sort", $"must be one of {string.Join(", ", sorts.Keys)}");
            var limit = query.Limit ?? UsualLimit;
            if (limit is < 1 or > MostLimit) return Problem.Field("limit", $"must be 1 to {MostLimit}");
            if (!TryReadCursor(query.After, sorts[sort].Type, out var after)) return Problem.Field("after", "must be the next of an earlier page");
            await using var command = Command(journal.Database, query, sorts[sort], after, limit, actor, clock.GetCurrentInstant());
            var (lines, keys) = await Read(command, directory, cancel);
            var next = lines.Count > limit ? Cursor(keys[limit - 1], lines[limit - 1].Id) : null;
            return (IResult)TypedResults.Ok(new TicketPage(lines.Count > limit ? lines[..limit] : lines, next));
        })
        .For([.. Roles.All]).Produces<TicketPage>().WithSummary("The list of tickets; boards are views of it.");

    private static NpgsqlCommand Command(
        NpgsqlDataSource database, TicketQuery query, (string Column, string Type, bool Descending) sort, (string Key, Guid Id)? after, int limit, Actor actor, Instant now)
    {
        var command = database.CreateCommand();
        var where = new Conditions(command);
        where.Equal("status", query.Status);
        where.Equal("team", query.Team);
        where.Equal("agent", query.Agent);
        where.Equal("channel", query.Channel);
        where.Equal("priority", query.Priority);
        where.Equal("organization", query.Organization);
        where.Equal("kind", query.Kind);
        where.Equal("category", query.Category);
        where.Equal("requester", query.Requester);
        where.Equal("organization", actor.Organization);
        if (query.Archived is { } archived) where.Add($"archived_at is {(archived ? "not " : "")}null");
        if (query.Update is Overdue) where.Add($"next_update < {where.Value(now.ToDateTimeUtc())}");
        if (actor.SeesOnlyOwn) where.Equal("requester", actor.Id);
        var subject = $"case when confidential and requester <> {where.Value(actor.Id)} then number else subject end";
        if (!string.IsNullOrWhiteSpace(query.Q)) where.Add($"(({subject}) ilike {where.Value($"%{Escape(query.Q)}%")} or number ilike {where.Value($"%{Escape(query.Q)}%")})");
        if (after is var (key, id)) where.Add($"({sort.Column}, id) {(sort.Descending ? '<' : '>')} ({where.Value(key)}::{sort.Type}, {where.Value(id)})");
        var direction = sort.Descending ? "desc" : "asc";
        // The subject of a confidential ticket is read in the ticket, where its readers are on record.
        // The clocks of a new ticket are known a moment after the ticket; a list in the order of its clocks begins with theirs.
        var join = sort.Column is "next_due" or "next_update" ? "join" : "left join";
        command.CommandText = $"""
            select id, number, {subject} as subject, requester, requester_name, organization, channel, kind, category, priority, team, agent, status,
              opened_at, nullif(next_due, 'infinity'), nullif(next_update, 'infinity'), requester_wrote_at, at, archived_at, ({sort.Column})::text as sort_key, waits_for
            from cases {join} ticket_clocks on ticket = id
            where {where.Sql}
            order by {sort.Column} {direction}, id {direction}
            limit {where.Value(limit + 1)}
            """;
        return command;
    }

    private static async Task<(List<TicketLine> Lines, List<string> Keys)> Read(NpgsqlCommand command, AccessDirectory directory, CancellationToken cancel)
    {
        var (lines, keys) = (new List<TicketLine>(), new List<string>());
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            var agent = Text(11);
            lines.Add(new TicketLine(
                row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6), row.GetString(7),
                Text(8), Text(9), Text(10), agent, agent is null ? null : directory.NameOf(agent), row.GetString(12), At(13)!.Value, At(14), At(15), At(16), At(17)!.Value, At(18))
            {
                WaitsFor = Text(20),
            });
            keys.Add(row.GetString(19));
        }
        return (lines, keys);

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
        Instant? At(int column) => row.IsDBNull(column) ? null : Instant.FromDateTimeUtc(row.GetDateTime(column));
    }

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    internal static string Cursor(string key, Guid id) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new[] { key, id.ToString() }));

    internal static bool TryReadCursor(string? text, string type, out (string Key, Guid Id)? cursor)
    {
        cursor = null;
        if (text is null) return true;
        try
        {
            if (JsonSerializer.Deserialize<string[]>(Base64Url.DecodeFromChars(text)) is not [{ } key, { } id] || !Guid.TryParse(id, out var guid)) return false;
            if (type == "timestamptz" && key != "infinity" && !DateTimeOffset.TryParse(key, CultureInfo.InvariantCulture, out _)) return false;
            cursor = (key, guid);
            return true;
        }
        catch (Exception malformed) when (malformed is FormatException or JsonException)
        {
            return false;
        }
    }
}
