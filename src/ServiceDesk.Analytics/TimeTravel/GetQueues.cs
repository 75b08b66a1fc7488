using System.Globalization;
using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.TimeTravel;

/// <summary>A ticket in a queue. Since: from when on it stood there as it does.</summary>
internal sealed record QueueLine(
    Guid Id, string Number, string Status, string? Team, string? Agent, string? AgentName, string? Priority, string? Category, string Organization, Instant OpenedAt, Instant Since);

/// <summary>A page of a queue, with the counts of all its tickets. At: when the last entry of the ledger that it may rest on was recorded.</summary>
internal sealed record QueuePage(
    Instant AsOf, TimeAxis Axis, Instant? At, long Count, IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Counts, IReadOnlyList<QueueLine> Items, string? Next);

/// <summary>Which queue; each value narrows it.</summary>
internal sealed record QueueQuery(
    string? Status, string? Team, string? Agent, string? Priority, string? Category, string? Organization, int? Limit, string? After);

internal static class GetQueues
{
    private const int UsualLimit = 100;
    private const int MostLimit = 1000;
    private const string Nothing = "none";
    private static readonly string[] counted = ["status", "team", "priority"];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/audit/queues",
        async ([AsParameters] QueueQuery query, [AsParameters] AsOfQuery past, Actor actor, Journal journal, LedgerTime time, AccessDirectory directory, CancellationToken cancel) =>
        {
            var limit = query.Limit ?? UsualLimit;
            if (limit is < 1 or > MostLimit) return Problem.Field("limit", string.Create(CultureInfo.InvariantCulture, $"must be 1 to {MostLimit}"));
            if (query.Status is { } status && !Standing.OpenStatuses.Contains(status)) return Problem.Field("status", $"must be one of {string.Join(", ", Standing.OpenStatuses)}");
            if (!SpanQuery.TryReadCursor(query.After, out var after)) return Problem.Field("after", "must be the next of an earlier page");
            var asOf = await time.Read(past, "ticket_spans", cancel);
            await using var connection = await journal.Database.OpenConnectionAsync(cancel);
            await using var snapshot = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
            var counts = await Counts(connection, query, asOf, actor, cancel);
            var lines = await Lines(connection, query, asOf, actor, after, limit, directory, cancel);
            var at = await SpanQuery.Through(connection, asOf, cancel);
            var next = lines.Count > limit ? SpanQuery.Cursor(lines[limit - 1].OpenedAt, lines[limit - 1].Id) : null;
            return (IResult)TypedResults.Ok(new QueuePage(asOf.Until, asOf.Axis, at, counts[counted[0]].Values.Sum(), counts, [.. lines.Take(limit)], next));
        })
        .For(Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin).Produces<QueuePage>().WithSummary("The open tickets of any queue now or as of an instant, the oldest first.");

    private static async Task<Dictionary<string, IReadOnlyDictionary<string, long>>> Counts(
        NpgsqlConnection connection, QueueQuery query, AsOf asOf, Actor actor, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"""
            select status, coalesce(team, '{Nothing}'), coalesce(priority, '{Nothing}'), count(*)
            from {SpanQuery.Standing(command, asOf)}
            where {Conditions(command, query, actor).Sql}
            group by 1, 2, 3
            """;
        var counts = counted.ToDictionary(key => key, _ => new SortedDictionary<string, long>(StringComparer.Ordinal));
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            for (var i = 0; i < counted.Length; i++)
                counts[counted[i]][row.GetString(i)] = counts[counted[i]].GetValueOrDefault(row.GetString(i)) + row.GetInt64(counted.Length);
        }
        return counts.ToDictionary(one => one.Key, one => (IReadOnlyDictionary<string, long>)one.Value);
    }

    private static async Task<List<QueueLine>> Lines(
        NpgsqlConnection connection, QueueQuery query, AsOf asOf, Actor actor, (Instant OpenedAt, Guid Id)? after, int limit, AccessDirectory directory, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        var from = SpanQuery.Standing(command, asOf);
        var where = Conditions(command, query, actor);
        if (after is var (opened, id)) where.Add($"(opened_at, ticket) > ({where.Value(opened.ToDateTimeUtc())}, {where.Value(id)})");
        command.CommandText = $"""
            select ticket, number, status, team, agent, priority, category, organization, opened_at, from_at
            from {from}
            where {where.Sql}
            order by opened_at, ticket
            limit {where.Value(limit + 1)}
            """;
        var lines = new List<QueueLine>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            lines.Add(new QueueLine(
                row.GetGuid(0), row.GetString(1), row.GetString(2), Text(3), Text(4), Text(4) is { } agent ? directory.NameOf(agent) : null, Text(5), Text(6), row.GetString(7),
                Instant.FromDateTimeUtc(row.GetDateTime(8)), Instant.FromDateTimeUtc(row.GetDateTime(9))));
        }
        return lines;

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
    }

    private static Conditions Conditions(NpgsqlCommand command, QueueQuery query, Actor actor)
    {
        var where = new Conditions(command);
        where.Equal("status", query.Status);
        where.Equal($"coalesce(team, '{Nothing}')", query.Team);
        where.Equal($"coalesce(agent, '{Nothing}')", query.Agent);
        where.Equal($"coalesce(priority, '{Nothing}')", query.Priority);
        where.Equal($"coalesce(category, '{Nothing}')", query.Category);
        where.Equal("organization", query.Organization);
        where.Equal("organization", actor.Organization);
        return where;
    }
}
