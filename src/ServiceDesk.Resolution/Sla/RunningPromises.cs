using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Resolution.Sla;

/// <summary>Policies and calendars that say that they hold for open tickets, too, become the promise of each of these when they take effect.</summary>
internal sealed class RunningPromises(Journal journal, SlaBook book)
{
    private const int MostAtOnce = 500;

    /// <summary>Another instance may open a ticket by what it knew a moment ago; a second look finds it.</summary>
    private static readonly Duration lookAgainAfter = Duration.FromSeconds(2);

    private static readonly EventMeta meta = new() { Actor = $"service:{Logs.Resolution}" };

    private Instant looked = Instant.MinValue;

    /// <summary>Renews the promises of open tickets if something took effect since it was last looked for.</summary>
    public async Task Renew(NpgsqlConnection connection, Instant now, CancellationToken cancel)
    {
        var rules = await book.Current(cancel);
        var moments = rules.Policies.Where(one => one.Running).Select(one => one.EffectiveFrom)
            .Concat(rules.Calendars.Values.SelectMany(one => one).Where(one => one.Running).Select(one => one.EffectiveFrom))
            .SelectMany(from => (Instant[])[from, from + lookAgainAfter]).Where(moment => moment <= now && moment > looked).ToList();
        if (moments.Count == 0) return;
        var after = Guid.Empty;
        while (await Open(connection, after, cancel) is { Count: > 0 } tickets)
        {
            foreach (var (ticket, clocks) in tickets)
            {
                // The read model may be behind: what it shows only spares the look at tickets that have the right promise.
                if (PromiseRenewal.Decide(clocks, isOpen: true, rules, now) is Decision.Accepted { Events.Count: 0 }) continue;
                await journal.Handle<Ticket>(Streams.Ticket(ticket), null, one => PromiseRenewal.Decide(one.Clocks, one.IsOpen, rules, now), meta, now, cancel);
            }
            after = tickets[^1].Ticket;
        }
        looked = moments.Max();
    }

    private static async Task<List<(Guid Ticket, TicketClocks Clocks)>> Open(NpgsqlConnection connection, Guid after, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select ticket, document from ticket_clocks where is_open and ticket > $1 order by ticket limit $2", connection);
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = MostAtOnce });
        var tickets = new List<(Guid, TicketClocks)>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel)) tickets.Add((row.GetGuid(0), TicketClocksReadModel.Read(row.GetString(1)).Clocks));
        return tickets;
    }
}

/// <summary>The promise of a ticket that is open, if another holds now.</summary>
internal static class PromiseRenewal
{
    public static Decision Decide(TicketClocks clocks, bool isOpen, SlaRules rules, Instant now)
    {
        if (!isOpen || clocks.Promise is not { } before) return Decision.Nothing;
        var promise = rules.Promise(clocks.Facts, before.Priority, before, now);
        if (promise == before) return Decision.Nothing;
        return Decision.Accept(new PromiseChanged(promise, promise.Policies == before.Policies ? "calendar" : "policies", now));
    }
}
