using NodaTime;
using ServiceDesk.Analytics.Reports;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.Improvement;

/// <summary>A line of the list of meetings or of audits.</summary>
internal sealed record SessionLine(Guid Id, Instant From, Instant To, string? Organization, string State, int NotFulfilled, Instant At);

/// <summary>Meetings or audits, the last one first; at most 500.</summary>
internal sealed record SessionPage(IReadOnlyList<SessionLine> Items);

internal static class ListMeetingsAndAudits
{
    private const int Most = 500;

    public static void Map(IEndpointRouteBuilder routes)
    {
        MapList(routes, "/meetings", "meeting").WithSummary("The feedback meetings, the last one first.");
        MapList(routes, "/audits", "audit").WithSummary("The audits, the last one first.");

        routes.MapGet("/meetings/{id:guid}", async (Guid id, Actor actor, Journal journal, AccessDirectory directory, IClock clock, HttpResponse response, CancellationToken cancel) =>
        {
            var loaded = await journal.Load<Meeting>(Meeting.StreamOf(id), cancel);
            if (!actor.Sees(loaded.State)) return Hosting.Problem.NotFound;
            response.Headers.ETag = OutcomeHttp.ETag(loaded.Version);
            return (IResult)TypedResults.Ok(MeetingView.Of(id, loaded.State, directory, clock.GetCurrentInstant()));
        }).For(Register.Readers).Produces<MeetingView>().WithSummary("A meeting with its agenda, what was said, and what is to be done.");

        routes.MapGet("/audits/{id:guid}", async (Guid id, Actor actor, Journal journal, AccessDirectory directory, IClock clock, HttpResponse response, CancellationToken cancel) =>
        {
            var loaded = await journal.Load<Audit>(Audit.StreamOf(id), cancel);
            if (!actor.Sees(loaded.State)) return Hosting.Problem.NotFound;
            response.Headers.ETag = OutcomeHttp.ETag(loaded.Version);
            await using var facts = await FactSource.Open(journal, null, cancel);
            var numbers = await facts.Numbers([.. loaded.State.Begun!.Sample.Select(one => one.Ticket)], cancel);
            return (IResult)TypedResults.Ok(AuditView.Of(id, loaded.State, numbers, journal.Log, directory, clock.GetCurrentInstant()));
        }).For(Register.Readers).Produces<AuditView>().WithSummary("An audit with its sample and findings.");
    }

    private static RouteHandlerBuilder MapList(IEndpointRouteBuilder routes, string path, string register) =>
        routes.MapGet(path, async (Actor actor, Journal journal, CancellationToken cancel) =>
        {
            await using var command = journal.Database.CreateCommand();
            var where = new Conditions(command);
            where.Equal("register", register);
            where.Equal("organization", actor.Organization);
            command.CommandText = $"""
                select id, from_at, to_at, organization, state, not_fulfilled, begun_at
                from register_sessions
                where {where.Sql}
                order by begun_at desc, id
                limit {Most}
                """;
            return TypedResults.Ok(new SessionPage(await ListRegisters.Read(command, row => new SessionLine(
                row.GetGuid(0), Instant.FromDateTimeUtc(row.GetDateTime(1)), Instant.FromDateTimeUtc(row.GetDateTime(2)), row.IsDBNull(3) ? null : row.GetString(3), row.GetString(4),
                row.GetInt32(5), Instant.FromDateTimeUtc(row.GetDateTime(6))), cancel)));
        }).For(Register.Readers).Produces<SessionPage>();
}
