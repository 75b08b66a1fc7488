using NodaTime;
using Npgsql;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.Improvement;

/// <summary>A line of the list of risks.</summary>
internal sealed record RiskLine(
    Guid Id, string Type, string What, string Owner, string OwnerName, string? Organization, Guid? Ticket, string State, int Likelihood, int Impact, int Score, string Level,
    int TableVersion, string? Strategy, Instant NextReview, bool IsReviewOverdue, int OpenActions, int OverdueActions, Instant IdentifiedAt);

/// <summary>Risks, the gravest first; at most 500.</summary>
internal sealed record RiskPage(IReadOnlyList<RiskLine> Items);

/// <summary>Which risks.</summary>
internal sealed record RiskQuery(string? Type, string? State, string? Strategy, string? Level, string? Owner, string? Organization, bool? Overdue);

/// <summary>A line of the list of improvements.</summary>
internal sealed record ImprovementLine(
    Guid Id, string What, string Owner, string OwnerName, string? Organization, Guid? Problem, string? Cluster, string? Figure, Guid? Ticket, Instant Due, string State, bool IsOverdue,
    Instant ProposedAt);

/// <summary>Improvements, the first due first; at most 500.</summary>
internal sealed record ImprovementPage(IReadOnlyList<ImprovementLine> Items);

/// <summary>An action of any register.</summary>
internal sealed record RegisterActionLine(string Register, Guid Entry, int Action, string What, string Owner, string OwnerName, Instant Due, Instant? DoneAt, bool IsOverdue);

/// <summary>Actions, the first due first; at most 500.</summary>
internal sealed record RegisterActionPage(IReadOnlyList<RegisterActionLine> Items);

internal static class ListRegisters
{
    private const int Most = 500;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/risks", async ([AsParameters] RiskQuery query, Actor actor, Journal journal, AccessDirectory directory, IClock clock, CancellationToken cancel) =>
        {
            if (Wrong<RiskKind>(query.Type, "type") is { } type) return type;
            if (Wrong<RiskStrategy>(query.Strategy, "strategy") is { } strategy) return strategy;
            if (Wrong<RiskLevel>(query.Level, "level") is { } level) return level;
            if (query.State is not (null or "open" or "closed")) return Hosting.Problem.Field("state", "must be open or closed");
            var now = clock.GetCurrentInstant();
            await using var command = journal.Database.CreateCommand();
            return (IResult)TypedResults.Ok(new RiskPage(await Read(Risks(command, query, actor, now), row => Risk(row, directory), cancel)));
        }).For(Register.Readers).Produces<RiskPage>().WithSummary("The risk register, the gravest first; overdue=true lists those whose review is overdue.");

        routes.MapGet("/improvements", async (string? state, string? owner, bool? overdue, Actor actor, Journal journal, AccessDirectory directory, IClock clock, CancellationToken cancel) =>
        {
            if (Wrong<ImprovementState>(state, "state") is { } wrong) return wrong;
            var now = clock.GetCurrentInstant();
            await using var command = journal.Database.CreateCommand();
            var where = new Conditions(command);
            where.Equal("state", state);
            where.Equal("owner", owner);
            where.Equal("organization", actor.Organization);
            if (overdue == true) where.Add($"state = 'proposed' and due < {where.Value(now.ToDateTimeUtc())}");
            command.CommandText = $"""
                select id, what, owner, organization, problem, cluster, figure, ticket, due, state, proposed_at
                from improvements
                where {where.Sql}
                order by due, id
                limit {Most}
                """;
            return (IResult)TypedResults.Ok(new ImprovementPage(await Read(command, row => Improvement(row, directory, now), cancel)));
        }).For(Register.Readers).Produces<ImprovementPage>().WithSummary("The improvements, the first due first.");

        routes.MapGet("/register-actions", async (string? owner, bool? overdue, bool? done, Actor actor, Journal journal, AccessDirectory directory, IClock clock, CancellationToken cancel) =>
        {
            var now = clock.GetCurrentInstant();
            await using var command = journal.Database.CreateCommand();
            var where = new Conditions(command);
            where.Equal("owner", owner);
            where.Equal("organization", actor.Organization);
            if (done is { } isDone) where.Add(isDone ? "done_at is not null" : "done_at is null");
            if (overdue == true) where.Add($"done_at is null and due < {where.Value(now.ToDateTimeUtc())}");
            command.CommandText = $"""
                select register, entry, action, what, owner, due, done_at
                from register_actions
                where {where.Sql}
                order by due, entry, action
                limit {Most}
                """;
            return TypedResults.Ok(new RegisterActionPage(await Read(command, row => new RegisterActionLine(
                row.GetString(0), row.GetGuid(1), row.GetInt32(2), row.GetString(3), row.GetString(4), directory.NameOf(row.GetString(4)), At(row, 5)!.Value, At(row, 6),
                row.IsDBNull(6) && At(row, 5) < now), cancel)));
        }).For(Register.Readers).Produces<RegisterActionPage>().WithSummary("The actions of every register, the first due first.");
    }

    private static NpgsqlCommand Risks(NpgsqlCommand command, RiskQuery query, Actor actor, Instant now)
    {
        var where = new Conditions(command);
        where.Equal("kind", query.Type);
        where.Equal("state", query.State);
        where.Equal("strategy", query.Strategy);
        where.Equal("level", query.Level);
        where.Equal("owner", query.Owner);
        where.Equal("organization", query.Organization);
        where.Equal("organization", actor.Organization);
        var at = where.Value(now.ToDateTimeUtc());
        if (query.Overdue == true) where.Add($"state = 'open' and next_review < {at}");
        command.CommandText = $"""
            select id, kind, what, owner, organization, ticket, state, likelihood, impact, score, level, table_version, strategy, next_review, state = 'open' and next_review < {at},
              (select count(*) from register_actions a where a.entry = r.id and a.done_at is null)::int,
              (select count(*) from register_actions a where a.entry = r.id and a.done_at is null and a.due < {at})::int, identified_at
            from risks r
            where {where.Sql}
            order by score desc, next_review, id
            limit {Most}
            """;
        return command;
    }

    private static RiskLine Risk(NpgsqlDataReader row, AccessDirectory directory) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), directory.NameOf(row.GetString(3)), Text(row, 4), Id(row, 5), row.GetString(6), row.GetInt32(7), row.GetInt32(8),
        row.GetInt32(9), row.GetString(10), row.GetInt32(11), Text(row, 12), At(row, 13)!.Value, row.GetBoolean(14), row.GetInt32(15), row.GetInt32(16), At(row, 17)!.Value);

    private static ImprovementLine Improvement(NpgsqlDataReader row, AccessDirectory directory, Instant now) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), directory.NameOf(row.GetString(2)), Text(row, 3), Id(row, 4), Text(row, 5), Text(row, 6), Id(row, 7), At(row, 8)!.Value,
        row.GetString(9), row.GetString(9) == "proposed" && At(row, 8) < now, At(row, 10)!.Value);

    private static Hosting.Problem? Wrong<T>(string? word, string field) where T : struct, Enum =>
        word is null || Words.Find<T>(word) is not null ? null : Hosting.Problem.Field(field, $"must be one of {string.Join(", ", Enum.GetValues<T>().Select(Words.Of))}");

    public static async Task<IReadOnlyList<T>> Read<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancel)
    {
        var lines = new List<T>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel)) lines.Add(read(row));
        return lines;
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static Guid? Id(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetGuid(column);

    private static Instant? At(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : Instant.FromDateTimeUtc(row.GetDateTime(column));
}
