using System.Text.Json.Serialization;
using NodaTime;
using ServiceDesk.Analytics.TimeTravel;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.Audit;

/// <summary>What caused what about a ticket. A root came from outside, or from something that is not about this ticket, which its cause names.</summary>
internal sealed record TicketTimeline(Guid Ticket, Instant AsOf, TimeAxis Axis, int Count, IReadOnlyList<string> Traces, IReadOnlyList<CauseNode> Roots, Instant At) : ITicketView
{
    [JsonIgnore]
    public Guid Id => Ticket;

    [JsonIgnore]
    public bool IsConfidential { get; init; }
}

internal static class GetTimeline
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/audit/tickets/{id:guid}/timeline",
        async (Guid id, [AsParameters] AsOfQuery past, Actor actor, Journal journal, LedgerTime time, AccessDirectory directory, CancellationToken cancel) =>
        {
            var asOf = await time.Read(past, "ledger", cancel);
            if (await TicketOwner.Find(id, journal, cancel) is not { } owner || !owner.IsVisibleTo(actor)) return Problem.NotFound;
            var lines = (await TicketEntries.Read(id, asOf, journal, cancel)).Select(e => LedgerLine.Of(e, directory)).ToList();
            if (lines.Count == 0) return AsOf.BeforeTheBeginning;
            return (IResult)TypedResults.Ok(new TicketTimeline(
                id, asOf.Until, asOf.Axis, lines.Count, [.. lines.Select(line => line.TraceId).OfType<string>().Distinct()], CauseTree.Of(lines), lines.Max(line => line.Recorded))
            {
                IsConfidential = owner.IsConfidential,
            });
        })
        .For(Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Admin).RecordsReads().Produces<TicketTimeline>().WithSummary("What caused what about a ticket, as trees, with trace and span ids.");
}
