using System.Globalization;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics;

/// <summary>What to look for.</summary>
internal sealed record LedgerQuery(string? Actor, string? Type, string? From, string? To, string? Organization, string? After, int? Limit);

/// <summary>A page of the ledger.</summary>
internal sealed record LedgerPage(IReadOnlyList<LedgerLine> Items, string? Next);

internal static class SearchLedger
{
    private const int UsualLimit = 100;
    private const int MostLimit = 1000;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/audit/events",
        async ([AsParameters] LedgerQuery query, Actor actor, Journal journal, AccessDirectory directory, CancellationToken cancel) =>
        {
            if (!Moment.TryRead(query.From, out var from)) return Problem.Field("from", Moment.Shape);
            if (!Moment.TryRead(query.To, out var to)) return Problem.Field("to", Moment.Shape);
            var limit = query.Limit ?? UsualLimit;
            if (limit is < 1 or > MostLimit) return Problem.Field("limit", $"must be 1 to {MostLimit}");
            if (!long.TryParse(query.After ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out var after)) return Problem.Field("after", "must be the next of an earlier page");

            List<object> values = [after];
            List<string> where = ["l.position > $1"];
            if (query.Actor is { } who) where.Add($"l.actor = {Add(who)}");
            if (query.Type is { } type) where.Add($"l.type = {Add(type)}");
            if (from is { } start) where.Add($"l.recorded >= {Add(start.ToDateTimeUtc())}");
            if (to is { } end) where.Add($"l.recorded < {Add(end.ToDateTimeUtc())}");
            // Whoever is bound to one organisation sees only entries that are known to be about its tickets.
            foreach (var organization in new[] { actor.Organization, query.Organization }.OfType<string>())
                where.Add($"exists (select from ticket_owners o where o.ticket = l.ticket and o.organization = {Add(organization)})");
            var events = await LedgerLine.Find(
                journal, $"ledger l join events e using (position) where {string.Join(" and ", where)} order by l.position limit {Add(limit + 1)}", values, cancel);
            var next = events.Count > limit ? events[limit - 1].Id.Position.ToString(CultureInfo.InvariantCulture) : null;
            return (IResult)TypedResults.Ok(new LedgerPage([.. events.Take(limit).Select(e => LedgerLine.Of(e, directory))], next));

            string Add(object value)
            {
                values.Add(value);
                return $"${values.Count}";
            }
        })
        .For(Roles.Auditor, Roles.Admin).Produces<LedgerPage>().WithSummary("Searches the ledger, oldest first.");
}
