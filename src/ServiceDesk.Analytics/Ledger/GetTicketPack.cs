using System.Text;
using System.Text.Json.Serialization;
using NodaTime;
using NpgsqlTypes;
using ServiceDesk.Analytics.Audit;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Proofs;

namespace ServiceDesk.Analytics;

/// <summary>An entry of a pack: its canonical bytes as JSON, and the proof that they stand in the ledger.</summary>
internal sealed record PackEntry(long Leaf, IReadOnlyList<string> Proof, RawJson Entry);

/// <summary>What the ledger holds about one ticket, all of it or a selection, with proofs against one signed head, and nothing of any other ticket.</summary>
internal sealed record TicketPack(string Pack, Guid Ticket, bool? Selection, TreeHead Head, IReadOnlyList<LedgerKey> Keys, IReadOnlyList<PackEntry> Entries, Instant At) : ITicketView
{
    [JsonIgnore]
    public Guid Id => Ticket;

    [JsonIgnore]
    public bool IsConfidential { get; init; }
}

internal static class GetTicketPack
{
    private const int LongestSelection = 4000;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/audit/tickets/{id:guid}/pack",
        async (Guid id, string? only, Actor actor, Journal journal, TreeReader tree, TreeHeads heads, CancellationToken cancel) =>
        {
            if (await TicketOwner.Find(id, journal, cancel) is not { } owner || !owner.IsVisibleTo(actor)) return Problem.NotFound;
            var head = (await heads.CoverAll(cancel)).Head;
            if (only?.Length > LongestSelection || only?.Contains('\0') == true) return Problem.Field("only", $"must be ids or types of events, at most {LongestSelection} characters");
            var (events, at) = await Events(id, only?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), journal, cancel);
            var places = (await tree.Places([.. events.Keys], cancel)).Where(place => place.Leaf < head.Size).ToList();
            if (places.Count == 0) return only is null ? Problem.NotFound : Problem.Field("only", "names no event of the ticket that a head covers");
            var proofs = await Proofs(places, head.Size, tree, cancel);
            var entries = places.Zip(proofs, (place, proof) => new PackEntry(place.Leaf, proof, new RawJson(Encoding.UTF8.GetString(events[place.Position].Leaf))));
            return (IResult)TypedResults.Ok(new TicketPack(PackCheck.Form, id, only is null ? null : true, head, await heads.Keys(cancel), [.. entries], at) { IsConfidential = owner.IsConfidential });
        })
        .For(Roles.Auditor, Roles.Admin).RecordsReads().Produces<TicketPack>()
        .WithSummary("Every event of a ticket, or those that only= names by id or type, with the proof that it stands in the ledger, for the offline checker.");

    /// <summary>The entries about the ticket itself, and who read it here. What happened to a team or another ticket because of it is told there, beside things of others.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="only">Ids or types of those that are asked for; null = all.</param>
    /// <param name="journal">The ledger.</param>
    /// <param name="cancel">Ends the reading.</param>
    private static async Task<(IReadOnlyDictionary<long, StoredEvent> Events, Instant At)> Events(Guid ticket, string[]? only, Journal journal, CancellationToken cancel)
    {
        await using var command = journal.Lookups.CreateCommand($"""
            select {StoredEvent.Columns}
            from ledger l join events e using (position)
            where l.ticket = $1 and (e.data ->> 'subject' = $2 or e.stream = $3)
              and ($4::text[] is null or e.stream = any ($4) or e.type = any ($4) or e.data ->> 'type' = any ($4) or $5 || '/' || e.position = any ($4))
            order by e.position
            """);
        command.Parameters.Add(new() { Value = ticket });
        command.Parameters.Add(new() { Value = ticket.ToString() });
        command.Parameters.Add(new() { Value = Streams.Reads(ticket) });
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Text | NpgsqlDbType.Array, Value = (object?)only ?? DBNull.Value });
        command.Parameters.Add(new() { Value = journal.Log });
        var events = await StoredEvent.Read(command, journal.Log, cancel);
        return (events.ToDictionary(e => e.Position), events.Count == 0 ? Instant.MinValue : events[^1].At);
    }

    /// <summary>The proofs of all entries from one look at the tiles: most of their hashes are the same.</summary>
    private static async Task<IReadOnlyList<IReadOnlyList<string>>> Proofs(IReadOnlyList<LeafPlace> places, long size, TreeReader tree, CancellationToken cancel)
    {
        var paths = places.Select(place => LeafRange.Inclusion(place.Leaf, size)).ToList();
        var ranges = paths.SelectMany(path => path).Distinct().ToList();
        var hashes = ranges.Zip(await tree.Hashes(ranges, cancel)).ToDictionary(pair => pair.First, pair => Convert.ToBase64String(pair.Second));
        return [.. paths.Select(path => path.Select(range => hashes[range]).ToList())];
    }
}
