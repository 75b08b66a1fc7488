using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.Audit;

/// <summary>Whose a ticket is, and whether it is confidential now.</summary>
internal sealed record TicketOwner(string Organization, string Requester, bool IsConfidential)
{
    public bool IsVisibleTo(Actor actor) => actor.MaySee(Organization, Requester);

    public static async Task<TicketOwner?> Find(Guid ticket, Journal journal, CancellationToken cancel)
    {
        await using var command = journal.Database.CreateCommand("select organization, requester, confidential from ticket_owners where ticket = $1");
        command.Parameters.Add(new() { Value = ticket });
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? new TicketOwner(row.GetString(0), row.GetString(1), row.GetBoolean(2)) : null;
    }
}

/// <summary>The entries of the ledger about a ticket.</summary>
internal static class TicketEntries
{
    /// <summary>Those that belong to a past. Known: causes before effects, which is the order of the ledger. Happened: as they happened.</summary>
    public static Task<IReadOnlyList<RecordedEvent>> Read(Guid ticket, AsOf asOf, Journal journal, CancellationToken cancel) => LedgerLine.Find(
        journal, asOf.Axis == TimeAxis.Known
            ? "ledger l join events e using (position) where l.ticket = $1 and l.recorded <= $2 order by l.position"
            : "ledger l join events e using (position) where l.ticket = $1 and l.occurred <= $2 order by l.occurred, l.recorded, l.position",
        [ticket, asOf.Until.ToDateTimeUtc()], cancel);
}
