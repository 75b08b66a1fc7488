using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Routing.Boards;

namespace ServiceDesk.Routing.Subtasks;

/// <summary>A sub-task of a ticket.</summary>
internal sealed record SubtaskView(
    int Subtask, string Title, string Team, string? Owner, string? OwnerName, bool Mandatory, SubtaskStatus State, Instant? DueAt, string OpenedBy, Instant OpenedAt, string? Result,
    Instant? EndedAt);

/// <summary>A sub-task in the list of all tickets.</summary>
internal sealed record SubtaskLine(
    Guid Ticket, int Subtask, string Number, string Organization, string Title, string Team, string? Owner, string? OwnerName, bool Mandatory, string State, Instant? DueAt, Instant OpenedAt);

/// <summary>Which sub-tasks to list.</summary>
internal sealed record SubtaskQuery(string? Team, string? Owner, string? State, string? Organization, int? Limit, string? After);

internal static class GetSubtasks
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/tickets/{id:guid}/subtasks", async (Guid id, Actor actor, Journal journal, AccessDirectory directory, HttpResponse response, CancellationToken cancel) =>
        {
            var loaded = await journal.Load<Ticket>(Streams.Ticket(id), cancel);
            if (loaded.State.Routed is not { } routed || !actor.MaySee(routed.Organization, routed.Requester)) return Problem.NotFound;
            response.Headers.ETag = OutcomeHttp.ETag(loaded.Version);
            return (IResult)TypedResults.Ok(new { id, items = loaded.State.Subtasks.All.Select(one => View(one, directory)) });
        }).For(Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin).RecordsReadsOf<Ticket>().WithSummary("The parts of the work on a ticket that other teams have.");

        routes.MapGet("/subtasks", async ([AsParameters] SubtaskQuery query, Actor actor, Journal journal, AccessDirectory directory, CancellationToken cancel) =>
        {
            if (query.State is not null && Words.Find<SubtaskStatus>(query.State) is null)
                return Problem.Field("state", $"must be one of {string.Join(", ", Enum.GetValues<SubtaskStatus>().Select(Words.Of))}");
            if (!Page.TryRead(query.Limit, query.After, out var page, out var problem)) return problem;
            await using var command = Command(journal.Database, query, actor, page);
            return (IResult)TypedResults.Ok(await page.Read(command, row => Line(row, directory), cancel));
        }).For(Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin).WithSummary("Sub-tasks of all tickets, the oldest first.");
    }

    private static NpgsqlCommand Command(NpgsqlDataSource database, SubtaskQuery query, Actor actor, Page page)
    {
        var command = database.CreateCommand();
        var where = new Conditions(command);
        where.Equal("team", query.Team);
        where.Equal("owner", query.Owner);
        where.Equal("state", query.State);
        where.Equal("organization", query.Organization);
        where.Equal("organization", actor.Organization);
        page.Beyond(where, "opened_at", "place");
        command.CommandText = $"""
            select ticket, subtask, number, organization, title, team, owner, mandatory, state, due_at, opened_at, opened_at::text as place_at, place
            from subtasks
            where {where.Sql}
            order by opened_at, place
            limit {where.Value(page.Limit + 1)}
            """;
        return command;
    }

    private static SubtaskView View(Subtask one, AccessDirectory directory) => new(
        one.Number, one.Title, one.Team, one.Owner, one.Owner is null ? null : directory.NameOf(one.Owner), one.Mandatory, one.Status, one.DueAt, one.OpenedBy, one.OpenedAt, one.Result, one.EndedAt);

    private static SubtaskLine Line(NpgsqlDataReader row, AccessDirectory directory) => new(
        row.GetGuid(0), row.GetInt32(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.TextOrNull(6),
        row.TextOrNull(6) is { } owner ? directory.NameOf(owner) : null, row.GetBoolean(7), row.GetString(8), row.InstantOrNull(9), row.InstantOrNull(10)!.Value);
}
