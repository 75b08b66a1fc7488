using NodaTime;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.Audit;

/// <summary>A kind of entry that the ledger holds, and when the last of it was recorded.</summary>
internal sealed record ActionView(string Type, Instant Last);

/// <summary>Every kind of entry, by name.</summary>
internal sealed record ActionsView(IReadOnlyList<ActionView> Items);

internal static class ListActions
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/audit/actions", async (Journal journal, Actor actor, CancellationToken cancel) =>
        {
            if (actor.Organization is not null) return (IResult)Problem.Of(StatusCodes.Status403Forbidden, "forbidden", "This spans all organisations; yours is one.");
            // From one type to the next by the index: there are some hundred of them among millions of entries.
            await using var command = journal.Database.CreateCommand("""
                with recursive actions as (
                  (select type, recorded from ledger_index order by type desc, recorded desc limit 1)
                  union all
                  select next.type, next.recorded
                  from actions cross join lateral (
                    select l.type, l.recorded from ledger_index l where l.type < actions.type order by l.type desc, l.recorded desc limit 1
                  ) next
                )
                select type, recorded from actions order by type
                """);
            await using var row = await command.ExecuteReaderAsync(cancel);
            var actions = new List<ActionView>();
            while (await row.ReadAsync(cancel)) actions.Add(new ActionView(row.GetString(0), Instant.FromDateTimeUtc(row.GetDateTime(1))));
            return TypedResults.Ok(new ActionsView(actions));
        })
        .For(Contracts.Roles.Auditor, Contracts.Roles.Admin).Produces<ActionsView>().WithSummary("The kinds of entries that the ledger holds, to choose among them in a search.");
}
