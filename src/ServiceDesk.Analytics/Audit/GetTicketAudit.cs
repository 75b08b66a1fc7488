using System.Text.Json.Serialization;
using NodaTime;
using ServiceDesk.Analytics.TimeTravel;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Messaging;

namespace ServiceDesk.Analytics.Audit;

/// <summary>Everything that every service recorded about a ticket, in causal order or in the order in which it happened, and the document that follows from it.</summary>
internal sealed record TicketAudit(Guid Ticket, Instant AsOf, TimeAxis Axis, TicketDocument Document, IReadOnlyList<LedgerLine> Entries, Instant At) : ITicketView
{
    [JsonIgnore]
    public Guid Id => Ticket;

    [JsonIgnore]
    public bool IsConfidential { get; init; }
}

internal static class GetTicketAudit
{
    private static readonly EventTypes types = DeskTypes.Create();

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/audit/tickets/{id:guid}",
        async (Guid id, [AsParameters] AsOfQuery past, Actor actor, Journal journal, LedgerTime time, AccessDirectory directory, CancellationToken cancel) =>
        {
            var asOf = await time.Read(past, "ledger", cancel);
            if (await TicketOwner.Find(id, journal, cancel) is not { } owner || !owner.IsVisibleTo(actor)) return Problem.NotFound;
            var entries = await TicketEntries.Read(id, asOf, journal, cancel);
            if (entries.Count == 0) return AsOf.BeforeTheBeginning;
            var lines = entries.Select(e => LedgerLine.Of(e, directory)).ToList();
            return (IResult)TypedResults.Ok(new TicketAudit(id, asOf.Until, asOf.Axis, Document(entries), lines, lines.Max(line => line.Recorded)) { IsConfidential = owner.IsConfidential });
        })
        .For(Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Admin).RecordsReads().Produces<TicketAudit>()
        .WithSummary("Every event of every service for a ticket, causes before effects, and the whole ticket, now or as of an instant.");

    private static TicketDocument Document(IEnumerable<RecordedEvent> entries) =>
        entries.Select(e => e.Body is LedgerEntry entry ? types.Read(entry.Type, entry.Data.Text) : null).OfType<object>()
            .Aggregate(TicketDocument.Initial, (document, body) => document.Evolve(body));
}
