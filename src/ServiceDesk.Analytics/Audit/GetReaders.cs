using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.Audit;

/// <summary>A read of a confidential ticket: who, when, through which route of which service, and the entry that proves it.</summary>
internal sealed record ReadView(string Reader, string ReaderName, string? Via, Instant At, string Service, string What, string Event, string LedgerPosition);

/// <summary>Who read a ticket while it was confidential, in the order of the ledger.</summary>
internal sealed record ReadersView(Guid Ticket, bool Confidential, IReadOnlyList<ReadView> Items, string? Next);

internal static class GetReaders
{
    private const int MostReads = 1000;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/audit/tickets/{id:guid}/readers",
        async (Guid id, long? after, Actor actor, Journal journal, AccessDirectory directory, CancellationToken cancel) =>
        {
            if (await TicketOwner.Find(id, journal, cancel) is not { } owner || !owner.IsVisibleTo(actor)) return Problem.NotFound;
            if (!actor.Is(Roles.Auditor, Roles.Admin) && actor.Id != owner.Requester) return Problem.NotFound;
            var events = await LedgerLine.Find(journal, $"""
                ledger l join events e using (position)
                where l.ticket = $1 and l.position > $2 and $3 in (e.type, e.data ->> 'type')
                order by l.position
                limit {MostReads + 1}
                """, [id, after ?? 0, journal.Types.NameOf(typeof(TicketRead))], cancel);
            var reads = events.Take(MostReads).Select(e => Read(e, journal.Types, directory)).ToList();
            return (IResult)TypedResults.Ok(new ReadersView(id, owner.IsConfidential, reads, events.Count > MostReads ? reads[^1].LedgerPosition.Split('/')[^1] : null));
        })
        .For([.. Roles.All]).Produces<ReadersView>().WithSummary("Who read a confidential ticket: for auditors, admins, and the requester of the ticket.");

    private static ReadView Read(RecordedEvent e, EventTypes types, AccessDirectory directory)
    {
        var line = LedgerLine.Of(e, directory);
        var read = (TicketRead)types.Read(line.Type, line.Data.Text)!;
        return new ReadView(read.Reader, directory.NameOf(read.Reader), line.Via, line.Recorded, line.Source.Split('/')[^1], read.What, line.Id, line.LedgerPosition);
    }
}
