using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Proofs;

namespace ServiceDesk.Analytics;

/// <summary>That an event stands in the ledger when it had so many entries, at this index. The hash is that of its canonical bytes, as the export shows them.</summary>
internal sealed record InclusionProof(string Event, long Leaf, string LeafHash, long Size, string Root, IReadOnlyList<string> Proof);

/// <summary>That the ledger of one size is the beginning of the ledger of another.</summary>
internal sealed record ConsistencyProof(long First, string FirstRoot, long Second, string SecondRoot, IReadOnlyList<string> Proof);

/// <summary>What to prove: an event of this log or of another service's, or the leaf of an index; in the ledger of which size, the last head's when none is named.</summary>
internal sealed record InclusionQuery(string? Event, long? Leaf, long? Size);

/// <summary>Proofs of RFC 6962 from the tiles. All hashes in base64.</summary>
internal static class GetProofs
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/ledger/proofs/inclusion", Inclusion).For(Roles.Auditor, Roles.Admin).Produces<InclusionProof>()
            .WithSummary("Proves that an event stands in the ledger. Without a size, in that of a signed head; one is signed when none covers the event yet.");
        routes.MapGet("/ledger/proofs/consistency", Consistency).For(Roles.Auditor, Roles.Admin).Produces<ConsistencyProof>()
            .WithSummary("Proves that the ledger of one size is the beginning of that of another, the last head's when none is named.");
    }

    private static async Task<IResult> Inclusion(
        [AsParameters] InclusionQuery query, Actor actor, Journal journal, TreeReader tree, TreeHeads heads, CancellationToken cancel)
    {
        if (actor.Organization is not null) return LedgerParts.Spans;
        if ((query.Event is null) == (query.Leaf is null)) return Problem.Field("event", "name either an event, such as intake/4711, or a leaf");
        if (query.Leaf < 0) return Problem.Field("leaf", "must be an index, 0 or more");
        var place = query.Event is { } id ? await Find(id, journal, tree, cancel) : await Find(query.Leaf!.Value, tree, cancel);
        if (place is not { } found) return Problem.NotFound;
        var last = await tree.Last(cancel);
        if (query.Size is { } given && (given <= found.Leaf || given > last!.Value.Leaf + 1)) return Problem.Field("size", $"must be {found.Leaf + 1} to {last!.Value.Leaf + 1}");
        var size = query.Size ?? (await heads.Cover(found.Leaf + 1, cancel)).Head.Size;
        var hashes = await tree.Hashes([new LeafRange(0, size), new LeafRange(found.Leaf, found.Leaf + 1), .. LeafRange.Inclusion(found.Leaf, size)], cancel);
        return TypedResults.Ok(new InclusionProof(
            new LogPosition(journal.Log, found.Position).ToString(), found.Leaf, Convert.ToBase64String(hashes[1]), size, Convert.ToBase64String(hashes[0]), Texts(hashes.Skip(2))));
    }

    private static async Task<IResult> Consistency(long? first, long? second, TreeReader tree, TreeHeads heads, CancellationToken cancel)
    {
        var most = (await tree.Last(cancel))?.Leaf + 1 ?? 0;
        var size = second ?? (await heads.Last(cancel))?.Head.Size ?? most;
        if (size < 1 || size > most) return Problem.Field("second", $"must be 1 to {most}");
        if (first is not { } begin || begin < 1 || begin > size) return Problem.Field("first", $"must be 1 to {size}");
        var hashes = await tree.Hashes([new LeafRange(0, begin), new LeafRange(0, size), .. LeafRange.Consistency(begin, size)], cancel);
        return TypedResults.Ok(new ConsistencyProof(begin, Convert.ToBase64String(hashes[0]), size, Convert.ToBase64String(hashes[1]), Texts(hashes.Skip(2))));
    }

    /// <summary>An event of this log by its id; one of another service's log by the entry that tells of it, whose stream is its id.</summary>
    private static async Task<LeafPlace?> Find(string id, Journal journal, TreeReader tree, CancellationToken cancel)
    {
        if (!LogPosition.TryParse(id, out var position)) return null;
        var at = position.Log == journal.Log ? position.Position : (await journal.ReadStreams([id], cancel)) is [var entry, ..] ? entry.Id.Position : 0;
        if (at == 0 || at > await journal.Head(cancel)) return null;
        await tree.Until(at, cancel);
        return (await tree.Places([at], cancel)) is [var place] ? place : null;
    }

    private static async Task<LeafPlace?> Find(long leaf, TreeReader tree, CancellationToken cancel)
    {
        var positions = await tree.Positions(leaf / HashTile.Width, cancel);
        return leaf % HashTile.Width < positions.Length ? new LeafPlace(leaf, positions[leaf % HashTile.Width]) : null;
    }

    public static IReadOnlyList<string> Texts(IEnumerable<byte[]> hashes) => [.. hashes.Select(hash => Convert.ToBase64String(hash))];
}
