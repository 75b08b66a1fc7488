using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Npgsql;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Problems;

/// <summary>A line of the list of problems.</summary>
internal sealed record ProblemLine(
    Guid Id, string Number, string Title, string? Organization, string Priority, string State, string? Owner, string? OwnerName, string? Cause, bool HasWorkaround, int Articles,
    int Incidents, int OpenActions, Instant OpenedAt, Instant? ResolvedAt, Instant At);

/// <summary>A page of problems, the latest first.</summary>
internal sealed record ProblemPage(IReadOnlyList<ProblemLine> Items, string? Next);

/// <summary>Which problems.</summary>
internal sealed record ProblemQuery(string? State, string? Owner, string? Organization, string? Cause, string? Priority, string? Q, int? Limit, string? After);

internal static class ListProblems
{
    private const int UsualLimit = 50;
    private const int MostLimit = 500;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/problems",
        async ([AsParameters] ProblemQuery query, Actor actor, Journal journal, AccessDirectory directory, CancellationToken cancel) =>
        {
            if (query.State is not null && Words.Find<ProblemState>(query.State) is null)
                return Hosting.Problem.Field("state", $"must be one of {string.Join(", ", Enum.GetValues<ProblemState>().Select(Words.Of))}");
            var limit = query.Limit ?? UsualLimit;
            if (limit is < 1 or > MostLimit) return Hosting.Problem.Field("limit", $"must be 1 to {MostLimit}");
            if (!Cursor.TryRead(query.After, out var after)) return Hosting.Problem.Field("after", "must be the next of an earlier page");
            await using var command = Command(journal.Database, query, after, limit, actor);
            var lines = new List<ProblemLine>();
            await using (var row = await command.ExecuteReaderAsync(cancel))
            {
                while (await row.ReadAsync(cancel)) lines.Add(Read(row, directory));
            }
            return (IResult)TypedResults.Ok(new ProblemPage(
                [.. lines.Take(limit)], lines.Count > limit ? Cursor.Of(lines[limit - 1].OpenedAt, lines[limit - 1].Id) : null));
        })
        .For(ProblemCommand.Readers).Produces<ProblemPage>().WithSummary("The list of problems, the latest first.");

    private static NpgsqlCommand Command(NpgsqlDataSource database, ProblemQuery query, (Instant At, Guid Id)? after, int limit, Actor actor)
    {
        var command = database.CreateCommand();
        var where = new List<string> { "true" };
        Equal("state", query.State);
        Equal("owner", query.Owner);
        Equal("organization", query.Organization);
        Equal("cause_code", query.Cause);
        Equal("priority", query.Priority);
        Equal("organization", actor.Organization);
        if (!string.IsNullOrWhiteSpace(query.Q)) where.Add($"(strpos(lower(title), lower({Add(query.Q)})) > 0 or strpos(lower(number), lower({Add(query.Q)})) > 0)");
        if (after is var (at, id)) where.Add($"(opened_at, id) < ({Add(at.ToDateTimeUtc())}, {Add(id)})");
        command.CommandText = $"""
            select id, number, title, organization, priority, state, owner, cause_code, has_workaround, articles,
              (select count(*) from problem_incidents i where i.problem = p.id)::int,
              (select count(*) from problem_actions a where a.problem = p.id and a.state = 'open')::int, opened_at, resolved_at, at
            from problems p
            where {string.Join(" and ", where)}
            order by opened_at desc, id desc
            limit {Add(limit + 1)}
            """;
        return command;

        void Equal(string column, string? value)
        {
            if (value is not null) where.Add($"{column} = {Add(value)}");
        }

        string Add(object value)
        {
            command.Parameters.Add(new() { Value = value });
            return $"${command.Parameters.Count}";
        }
    }

    private static ProblemLine Read(NpgsqlDataReader row, AccessDirectory directory)
    {
        var owner = Text(6);
        return new ProblemLine(
            row.GetGuid(0), row.GetString(1), row.GetString(2), Text(3), row.GetString(4), row.GetString(5), owner, owner is null ? null : directory.NameOf(owner), Text(7), row.GetBoolean(8),
            row.GetInt32(9), row.GetInt32(10), row.GetInt32(11), At(12)!.Value, At(13), At(14)!.Value);

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
        Instant? At(int column) => row.IsDBNull(column) ? null : Instant.FromDateTimeUtc(row.GetDateTime(column));
    }
}

/// <summary>Where a page ended: an instant and an id.</summary>
internal static class Cursor
{
    public static string Of(Instant at, Guid id) => $"{at.ToUnixTimeTicks().ToString(CultureInfo.InvariantCulture)}.{id}";

    public static bool TryRead(string? text, out (Instant At, Guid Id)? cursor)
    {
        cursor = null;
        if (text is null) return true;
        if (text.Split('.') is not [var ticks, var id] || !Guid.TryParse(id, out var guid)) return false;
        if (!long.TryParse(ticks, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) || Math.Abs(number) > NodaConstants.TicksPerDay * 1_000_000L) return false;
        cursor = (Instant.FromUnixTimeTicks(number), guid);
        return true;
    }
}

/// <summary>An instant of a query.</summary>
internal static class Moment
{
    public const string Shape = "must be an ISO 8601 instant such as 2026-03-01T08:30:00Z";

    /// <summary>True with null when nothing was asked.</summary>
    public static bool TryRead(string? text, out Instant? instant)
    {
        instant = null;
        if (text is null) return true;
        var parsed = OffsetDateTimePattern.ExtendedIso.Parse(text.Replace(' ', '+')); // a plus sign that was not escaped arrives as a space
        if (!parsed.Success || parsed.Value.Year is <= 1900 or >= 9000) return false;
        instant = parsed.Value.ToInstant();
        return true;
    }
}
