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
    public static async Task<IReadOnlyList<RecordedEvent>> Read(Guid ticket, AsOf asOf, Journal journal, CancellationToken cancel)
    {
        var entries = (await LedgerLine.Find(journal, "ledger l join events e using (position) where l.ticket = $1 order by l.position", [ticket], cancel))
            .Select(e => (Event: e, Entry: LedgerEntry.In(e)));
        var past = asOf.Axis == TimeAxis.Known
            ? entries.Where(one => one.Entry.Recorded <= asOf.Until)
            : entries.Where(one => one.Entry.Occurred <= asOf.Until).OrderBy(one => one.Entry.Occurred).ThenBy(one => one.Entry.Recorded);
        return [.. past.Select(one => one.Event)];
    }
}
