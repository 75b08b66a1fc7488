using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Routing;

/// <summary>A ticket that waits for somebody, and why.</summary>
internal sealed record UnroutedView(
    Guid Id, string Number, string Organization, Priority Priority, string Category, string? Team, string Reason, IReadOnlyList<NeededSkill> Skills, Instant Since, Instant WaitsSince);

/// <summary>The queue of the tickets that nobody could be found for. What waits in a team is in the order in which it is given out.</summary>
internal static class GetUnrouted
{
    private const int Most = 500;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/queues/unrouted",
        async (string? team, int? limit, Actor actor, Journal journal, AccessDirectory directory, IClock clock, CancellationToken cancel) =>
        {
            if (limit is < 1 or > Most) return Problem.Field("limit", $"must be from 1 to {Most}");
            var work = new JournalWork(journal, new EventMeta { Actor = actor.Id }, clock.GetCurrentInstant(), cancel);
            var tables = await RoutingTables.Load(work, RoutingTables.StandingsBy(directory));
            var waiting = new List<(string? Team, TicketWaits Ticket)>();
            foreach (var one in tables.Teams.All.Select(defined => (string?)defined.Team).Append(null).Where(one => team is null || one == team))
                waiting.AddRange((await work.Load<TeamLoad>(TeamLoad.StreamOf(one))).State.Waiting.Values.Where(IsSeen).Select(waits => (one, waits)));
            var items = waiting.OrderBy(one => WaitingPlace.Of(one.Ticket)).Take(limit ?? Most).Select(one => View(one.Team, one.Ticket, tables, work.At));
            return (IResult)TypedResults.Ok(new { count = waiting.Count, byReason = waiting.CountBy(one => one.Ticket.Reason).OrderBy(one => one.Key, StringComparer.Ordinal).ToDictionary(), items });

            bool IsSeen(TicketWaits waits) => actor.MaySee(waits.Organization, waits.Requester);
        })
        .For(Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin).WithSummary("Tickets for which nobody was found, each with the reason.");

    private static UnroutedView View(string? team, TicketWaits waits, RoutingTables tables, Instant at) => new(
        waits.Ticket, waits.Number, waits.Organization, waits.Priority, waits.Category, team, waits.Reason, Choosing.BasisOf(tables, AssignmentFacts.Of(waits), at).Skills,
        waits.Since, waits.At);
}
