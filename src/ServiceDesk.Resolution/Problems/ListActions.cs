using NodaTime;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Problems;

/// <summary>A planned change in the list of all of them.</summary>
internal sealed record ActionLine(
    Guid Problem, string Number, string Title, int Action, string Kind, string Purpose, string What, string Owner, string OwnerName, Instant Due, string State, bool IsOverdue);

/// <summary>Planned changes, the first due first; at most 500.</summary>
internal sealed record ActionPage(IReadOnlyList<ActionLine> Items);

internal static class ListActions
{
    private const int Most = 500;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/problems/actions",
        async (string? state, string? owner, Actor actor, Journal journal, AccessDirectory directory, IClock clock, CancellationToken cancel) =>
        {
            if (state is not null && Words.Find<ActionState>(state) is null)
                return Hosting.Problem.Field("state", $"must be one of {string.Join(", ", Enum.GetValues<ActionState>().Select(Words.Of))}");
            await using var command = journal.Database.CreateCommand($"""
                select p.id, p.number, p.title, a.action, a.kind, a.purpose, a.what, a.owner, a.due, a.state
                from problem_actions a join problems p on p.id = a.problem
                where ($1::text is null or a.state = $1) and ($2::text is null or a.owner = $2) and ($3::text is null or p.organization = $3)
                order by a.due, a.problem, a.action
                limit {Most}
                """);
            foreach (var value in (string?[])[state, owner, actor.Organization]) command.Parameters.Add(new() { Value = value ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
            var (lines, now) = (new List<ActionLine>(), clock.GetCurrentInstant());
            await using var row = await command.ExecuteReaderAsync(cancel);
            while (await row.ReadAsync(cancel))
            {
                var due = Instant.FromDateTimeUtc(row.GetDateTime(8));
                lines.Add(new ActionLine(
                    row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetString(4), row.GetString(5), row.GetString(6), row.GetString(7),
                    directory.NameOf(row.GetString(7)), due, row.GetString(9), row.GetString(9) == "open" && due < now));
            }
            return (IResult)TypedResults.Ok(new ActionPage(lines));
        })
        .For(ProblemCommand.Readers).Produces<ActionPage>().WithSummary("The planned changes of all problems, the first due first.");
}
