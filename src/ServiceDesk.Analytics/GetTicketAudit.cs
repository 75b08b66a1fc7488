using System.Text.Json.Serialization;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics;

/// <summary>Everything that every service recorded about a ticket, in causal order.</summary>
internal sealed record TicketAudit(Guid Ticket, IReadOnlyList<LedgerLine> Entries, Instant At) : ITicketView
{
    [JsonIgnore]
    public Guid Id => Ticket;

    [JsonIgnore]
    public bool IsConfidential => false;
}

internal static class GetTicketAudit
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/audit/tickets/{id:guid}",
        async (Guid id, string? asOf, Actor actor, Journal journal, AccessDirectory directory, CancellationToken cancel) =>
        {
            if (!Moment.TryRead(asOf, out var until)) return Problem.Field("asOf", Moment.Shape);
            if (!await IsVisible(id, actor, journal, cancel)) return Problem.NotFound;
            var events = await LedgerLine.Find(
                journal, "ledger l join events e using (position) where l.ticket = $1 and l.recorded <= $2 order by position", [id, until?.ToDateTimeUtc() ?? DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc)], cancel);
            if (events.Count == 0) return Problem.NotFound;
            return (IResult)TypedResults.Ok(new TicketAudit(id, [.. events.Select(e => LedgerLine.Of(e, directory))], events[^1].At));
        })
        .For(Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Admin).RecordsReads().Produces<TicketAudit>().WithSummary("Every event of every service for a ticket, causes before effects.");

    private static async Task<bool> IsVisible(Guid ticket, Actor actor, Journal journal, CancellationToken cancel)
    {
        await using var command = journal.Database.CreateCommand("select organization, requester from ticket_owners where ticket = $1");
        command.Parameters.Add(new() { Value = ticket });
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) && actor.MaySee(row.GetString(0), row.GetString(1));
    }
}
