using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Routing.Boards;

namespace ServiceDesk.Routing.Escalation;

/// <summary>An escalation in the list.</summary>
internal sealed record EscalationLine(
    Guid Ticket, int Escalation, string Number, string Organization, string Priority, string? Team, string? Agent, string Rule, int RulesVersion, string Trigger, string Occasion,
    string? Clock, int? Percent, Instant? DueAt, int Level, string? Recipient, string? RecipientName, Instant NotifyAt, Instant RaisedAt, string? AcknowledgedBy, Instant? AcknowledgedAt);

/// <summary>Which escalations to list.</summary>
internal sealed record EscalationQuery(bool? Open, Guid? Ticket, string? Recipient, string? Team, string? Organization, int? Limit, string? After);

/// <summary>A version of the escalation rules. Its values can be sent back as they are.</summary>
internal sealed record EscalationRulesView(
    int Version, Instant EffectiveFrom, string By, Instant At, bool InEffect, EscalationHours? Hours, IReadOnlyList<EscalationRule> Rules);

internal static class GetEscalations
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/escalation-rules", (string? at, int? version, EscalationRuleBook book, AccessDirectory directory, HttpResponse response) =>
        {
            if (!book.TryFind(at, version, out var one, out var problem)) return problem;
            book.Tag(response);
            var defined = one.Defined;
            return (IResult)TypedResults.Ok(new EscalationRulesView(
                defined.Version, defined.EffectiveFrom, directory.NameOf(defined.By), defined.At, defined.Version == book.Now.Defined.Version, defined.Hours, defined.Rules));
        }).For(Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin).Produces<EscalationRulesView>()
            .WithSummary("The rules by which management is told of tickets: those in effect, or a version.");

        routes.MapGet("/escalations", async ([AsParameters] EscalationQuery query, Actor actor, Journal journal, AccessDirectory directory, CancellationToken cancel) =>
        {
            if (!Page.TryRead(query.Limit, query.After, out var page, out var problem)) return problem;
            await using var command = Command(journal.Database, query, actor, page);
            return (IResult)TypedResults.Ok(await page.Read(command, row => Line(row, directory), cancel));
        }).For(Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin).WithSummary("What management was told of, the latest first; open = nobody has acknowledged it.");
    }

    private static NpgsqlCommand Command(NpgsqlDataSource database, EscalationQuery query, Actor actor, Page page)
    {
        var command = database.CreateCommand();
        var where = new Conditions(command);
        if (query.Open is { } open) where.Add(open ? "acknowledged_at is null" : "acknowledged_at is not null");
        if (query.Ticket is { } ticket) where.Add($"ticket = {where.Value(ticket)}");
        where.Equal("recipient", query.Recipient);
        where.Equal("team", query.Team);
        where.Equal("organization", query.Organization);
        where.Equal("organization", actor.Organization);
        page.Before(where, "raised_at", "place");
        command.CommandText = $"""
            select ticket, escalation, number, organization, priority, team, agent, rule, rules_version, trigger, occasion, clock, percent, due_at, level, recipient, notify_at,
              raised_at, acknowledged_by, acknowledged_at, raised_at::text as place_at, place
            from escalations
            where {where.Sql}
            order by raised_at desc, place desc
            limit {where.Value(page.Limit + 1)}
            """;
        return command;
    }

    private static EscalationLine Line(NpgsqlDataReader row, AccessDirectory directory) => new(
        row.GetGuid(0), row.GetInt32(1), row.GetString(2), row.GetString(3), row.GetString(4), row.TextOrNull(5), row.TextOrNull(6), row.GetString(7), row.GetInt32(8), row.GetString(9),
        row.GetString(10), row.TextOrNull(11), row.IsDBNull(12) ? null : row.GetInt32(12), row.InstantOrNull(13), row.GetInt32(14), row.TextOrNull(15),
        row.TextOrNull(15) is { } recipient ? directory.NameOf(recipient) : null, row.InstantOrNull(16)!.Value, row.InstantOrNull(17)!.Value, row.TextOrNull(18), row.InstantOrNull(19));
}
