using System.Collections.Concurrent;
using ServiceDesk.Rules;

namespace ServiceDesk.Intake.Duplicates;

/// <summary>An open ticket that resembles the one asked about, and how much.</summary>
internal sealed record SimilarTicket(Guid Ticket, Suspicion Suspicion);

/// <summary>
/// The open tickets of every organisation, kept so that those like a new one are found at once. A read model in memory: whoever owns it fills it from
/// the log. What is found depends on which tickets are in it alone, not on the order in which they came or on what else was there before.
/// </summary>
/// <remarks>
/// Texts are kept as hashes of their tokens only: with 100,000 tickets of 40 tokens on average, 576 bytes of memory were measured for each. The number of
/// tokens is bounded by <see cref="TextTokens"/>. Finds share a lock and run side by side; an addition or removal waits for those of its organisation.
/// </remarks>
internal sealed class SimilarTickets
{
    private readonly ConcurrentDictionary<string, OpenTickets> organizations = new(StringComparer.Ordinal);

    /// <summary>From now on the ticket is found; one that is there already is replaced.</summary>
    public void Add(string organization, Guid ticket, ReportedFault fault) => organizations.GetOrAdd(organization, _ => new OpenTickets()).Add(ticket, fault);

    /// <summary>The ticket is closed, withdrawn or merged; nothing happens when it is not there.</summary>
    public void Remove(string organization, Guid ticket)
    {
        if (organizations.TryGetValue(organization, out var open)) open.Remove(ticket);
    }

    /// <summary>
    /// The tickets that resemble this one most, itself left out: highest score first, then the latest, then the larger id. Those below
    /// <see cref="DuplicateRule.Threshold"/> are among them, because a search by one word scores low in a long text.
    /// </summary>
    public IReadOnlyList<SimilarTicket> Find(string organization, Guid ticket, ReportedFault fault, int most) =>
        organizations.TryGetValue(organization, out var open) ? open.Find(ticket, fault, most) : [];

    /// <summary>How many tickets of the organisation are open.</summary>
    public int Count(string organization) => organizations.TryGetValue(organization, out var open) ? open.Count : 0;
}
