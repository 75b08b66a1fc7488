using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Intake.Duplicates;

/// <summary>Several tickets, read at once.</summary>
internal static class Tickets
{
    /// <summary>The tickets of these ids that exist.</summary>
    public static async Task<IReadOnlyDictionary<Guid, Ticket>> Load(IReadOnlyCollection<Guid> ids, Journal journal, CancellationToken cancel)
    {
        if (ids.Count == 0) return new Dictionary<Guid, Ticket>();
        var events = await journal.ReadStreams([.. ids.Select(Streams.Ticket)], cancel);
        return events.GroupBy(e => Guid.Parse(e.Subject))
            .ToDictionary(stream => stream.Key, stream => stream.Select(e => e.Body).OfType<object>().Aggregate(Ticket.Initial, (ticket, body) => ticket.Evolve(body)));
    }
}
