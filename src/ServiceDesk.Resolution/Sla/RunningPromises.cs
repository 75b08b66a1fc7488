using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Resolution.Sla;

/// <summary>Policies and calendars that say that they hold for open tickets, too, become the promise of each of these when they take effect.</summary>
internal sealed class RunningPromises(Journal journal, SlaBook book)
{
    private const int MostAtOnce = 200;
    private const int AtOnceInFlight = 8;

    /// <summary>Another instance may open a ticket by what it knew a moment ago; a second look finds it.</summary>
    private static readonly Duration lookAgainAfter = Duration.FromSeconds(2);

    private static readonly EventMeta meta = new() { Actor = $"service:{Logs.Resolution}" };

    private Instant looked = Instant.MinValue;
    private (Instant Until, Guid After)? round;

    /// <summary>
    /// Renews the promises of some open tickets, if something took effect since all were looked at; true = there are more. A few at a time, because
    /// clocks come due meanwhile.
    /// </summary>
    public async Task<bool> Renew(NpgsqlConnection connection, Instant now, CancellationToken cancel)
    {
        var rules = await book.Current(cancel);
        round ??= NewsSince(looked, rules, now) is { } until ? (until, Guid.Empty) : null;
        if (round is not { } one) return false;
        var tickets = await Open(connection, one.After, cancel);
        try
        {
            await Parallel.ForEachAsync(tickets, new ParallelOptions { MaxDegreeOfParallelism = AtOnceInFlight, CancellationToken = cancel }, async (open, cancel) =>
            {
                // The read model may be behind: what it shows only spares the look at tickets that have the right promise.
                if (PromiseRenewal.Decide(open.Clocks, isOpen: true, rules, now) is Decision.Accepted { Events.Count: 0 }) return;
                await journal.Handle<Ticket>(Streams.Ticket(open.Ticket), null, ticket => PromiseRenewal.Decide(ticket.Clocks, ticket.IsOpen, rules, now), meta, now, cancel);
            });
        }
        catch (StoreBusyException)
        {
            return true; // the same again, after what is due
        }
        if (tickets.Count == MostAtOnce)
        {
            round = one with { After = tickets[^1].Ticket };
            return true;
        }
        (looked, round) = (one.Until, null);
        return false;
    }

    /// <summary>The last instant since another at which something took effect for open tickets; null when nothing did.</summary>
    private static Instant? NewsSince(Instant since, SlaRules rules, Instant now) => rules.Policies.Where(one => one.Running).Select(one => one.EffectiveFrom)
        .Concat(rules.Calendars.Values.SelectMany(one => one).Where(one => one.Running).Select(one => one.EffectiveFrom))
        .SelectMany(from => (Instant[])[from, from + lookAgainAfter]).Where(moment => moment <= now && moment > since).Max(moment => (Instant?)moment);

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
