using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Routing.Boards;

namespace ServiceDesk.Routing.MajorIncidents;

/// <summary>What those concerned were told.</summary>
internal sealed record MajorIncidentWord(string Message, string By, Instant At);

/// <summary>A major incident with all that belongs to it.</summary>
internal sealed record MajorIncidentView(
    Guid Id, string Number, MajorIncidentStatus State, string Title, string Owner, string OwnerName, Duration UpdateEvery, Instant? NextUpdateDue, Instant DeclaredAt,
    IReadOnlyList<ChildTicket> Children, IReadOnlyList<MajorIncidentWord> Updates, string? Summary, Instant? EndedAt, string? Findings, IReadOnlyList<string>? Actions, Instant? ReviewedAt);

/// <summary>A major incident in the list.</summary>
internal sealed record MajorIncidentLine(
    Guid Ticket, string Number, string Organization, string Title, string Owner, string OwnerName, string State, Duration UpdateEvery, Instant? NextUpdateDue, bool Overdue, int Children,
    Instant DeclaredAt, Instant? EndedAt, Instant? ReviewedAt);

internal static class GetMajorIncidents
{
    private static readonly string[] states = [.. Enum.GetValues<MajorIncidentStatus>().Where(one => one != MajorIncidentStatus.None).Select(Words.Of)];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/tickets/{id:guid}/major-incident", async (Guid id, Actor actor, Journal journal, AccessDirectory directory, HttpResponse response, CancellationToken cancel) =>
        {
            var loaded = await journal.Load<MajorIncident>(Streams.MajorIncident(id), cancel);
            if (loaded.State.Declared is not { } declared || !actor.MaySee(declared.Organization, declared.Requester)) return Problem.NotFound;
            response.Headers.ETag = OutcomeHttp.ETag(loaded.Version);
            return (IResult)TypedResults.Ok(View(id, loaded.State, declared, actor, directory));
        }).For(Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin).RecordsReadsOf<Ticket>().Produces<MajorIncidentView>().WithSummary("The major incident that a ticket leads.");

        routes.MapGet("/major-incidents", async (string? state, int? limit, string? after, Actor actor, Journal journal, IClock clock, AccessDirectory directory, CancellationToken cancel) =>
        {
            if (state is not null && !states.Contains(state)) return Problem.Field("state", $"must be one of {string.Join(", ", states)}");
            if (!Page.TryRead(limit, after, out var page, out var problem)) return problem;
            await using var command = Command(journal.Database, state, actor, page);
            var now = clock.GetCurrentInstant();
            return (IResult)TypedResults.Ok(await page.Read(command, row => Line(row, directory, now), cancel));
        }).For(Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin).WithSummary("Major incidents, the latest first, with the word that is due next.");
    }

    private static NpgsqlCommand Command(NpgsqlDataSource database, string? state, Actor actor, Page page)
    {
        var command = database.CreateCommand();
        var where = new Conditions(command);
        where.Equal("state", state);
        where.Equal("organization", actor.Organization);
        page.Before(where, "declared_at", "place");
        command.CommandText = $"""
            select ticket, number, organization, title, owner, state, update_every, next_update_due, children, declared_at, ended_at, reviewed_at, declared_at::text as place_at, place
            from major_incidents
            where {where.Sql}
            order by declared_at desc, place desc
            limit {where.Value(page.Limit + 1)}
            """;
        return command;
    }

    private static MajorIncidentLine Line(NpgsqlDataReader row, AccessDirectory directory, Instant now) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), directory.NameOf(row.GetString(4)), row.GetString(5),
        Duration.FromTimeSpan(row.GetTimeSpan(6)), row.InstantOrNull(7), row.InstantOrNull(7) < now, row.GetInt32(8), row.InstantOrNull(9)!.Value, row.InstantOrNull(10), row.InstantOrNull(11));

    private static MajorIncidentView View(Guid id, MajorIncident one, MajorIncidentDeclared declared, Actor actor, AccessDirectory directory) => new(
        id, declared.Number, one.Status, declared.Title, one.Owner, directory.NameOf(one.Owner), one.UpdateEvery, one.NextUpdateDue, declared.At, [.. one.Children.Where(child => child.IsVisibleTo(actor))],
        [.. one.Updates.Select(word => new MajorIncidentWord(word.Message, word.By, word.At))], one.Ended?.Summary, one.Ended?.At, one.Reviewed?.Findings, one.Reviewed?.Actions, one.Reviewed?.At);
}
