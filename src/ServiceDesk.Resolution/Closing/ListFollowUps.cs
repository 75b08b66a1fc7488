using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Closing;

/// <summary>A follow-up in the list.</summary>
internal sealed record FollowUpLine(
    Guid Ticket, string Number, string Subject, string Organization, string State, string Source, int? Score, string? Owner, string? OwnerName, Instant DueAt, bool Overdue,
    Instant OpenedAt, Instant? DoneAt, Instant? VerifiedAt);

internal static class ListFollowUps
{
    private const int UsualLimit = 50;
    private const int MostLimit = 500;
    private static readonly string[] states = ["open", "done", "verified"];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/follow-ups",
        async (string? state, string? owner, int? limit, Guid? after, Actor actor, Journal journal, IClock clock, AccessDirectory directory, CancellationToken cancel) =>
        {
            if (state is not null && !states.Contains(state)) return Problem.Field("state", $"must be one of {string.Join(", ", states)}");
            var most = limit ?? UsualLimit;
            if (most is < 1 or > MostLimit) return Problem.Field("limit", $"must be 1 to {MostLimit}");
            await using var command = Command(journal.Database, state, owner, actor.Organization, after, most + 1);
            var (lines, now) = (new List<FollowUpLine>(), clock.GetCurrentInstant());
            await using var row = await command.ExecuteReaderAsync(cancel);
            while (await row.ReadAsync(cancel)) lines.Add(Read(row, directory, now));
            return (IResult)TypedResults.Ok(new { items = lines.Take(most), next = lines.Count > most ? lines[most - 1].Ticket : (Guid?)null });
        })
        .For(Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin).WithSummary("Follow-ups to discontent, the next due first; after is the next of an earlier page.");

    private static NpgsqlCommand Command(NpgsqlDataSource database, string? state, string? owner, string? organization, Guid? after, int limit)
    {
        var command = database.CreateCommand("""
            select f.ticket, c.number, case when c.confidential then c.number else c.subject end, c.organization, f.state, f.source, f.score, f.owner, f.due_at, f.opened_at, f.done_at, f.verified_at
            from follow_ups f join cases c on c.id = f.ticket
            where ($1::text is null or f.state = $1) and ($2::text is null or f.owner = $2) and ($3::text is null or c.organization = $3)
              and ($4::uuid is null or (f.due_at, f.ticket) > (select a.due_at, a.ticket from follow_ups a where a.ticket = $4))
            order by f.due_at, f.ticket
            limit $5
            """);
        foreach (var text in (string?[])[state, owner, organization])
            command.Parameters.Add(new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text, Value = text ?? (object)DBNull.Value });
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid, Value = after ?? (object)DBNull.Value });
        command.Parameters.Add(new() { Value = limit });
        return command;
    }

    private static FollowUpLine Read(NpgsqlDataReader row, AccessDirectory directory, Instant now)
    {
        var (state, owner, due) = (row.GetString(4), row.IsDBNull(7) ? null : row.GetString(7), At(8)!.Value);
        return new FollowUpLine(
            row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), state, row.GetString(5), row.IsDBNull(6) ? null : row.GetInt32(6), owner,
            owner is null ? null : directory.NameOf(owner), due, state == "open" && due < now, At(9)!.Value, At(10), At(11));

        Instant? At(int column) => row.IsDBNull(column) ? null : Instant.FromDateTimeUtc(row.GetDateTime(column));
    }
}
