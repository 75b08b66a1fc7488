using System.Globalization;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Proofs;

namespace ServiceDesk.Analytics;

/// <summary>A head, with the event that records it.</summary>
internal sealed record LedgerHead(long Size, string Root, long Timestamp, string Key, string Signature, string Event)
{
    public static LedgerHead Of(TreeHead head, LogPosition recorded) => new(head.Size, head.Root, head.Timestamp, head.Key, head.Signature, recorded.ToString());

    public TreeHead ToHead() => new(Size, Root, Timestamp, Key, Signature);
}

/// <summary>A page of heads.</summary>
internal sealed record LedgerHeads(IReadOnlyList<LedgerHead> Items, string? Next);

/// <summary>The keys that heads were signed with, the one in use last.</summary>
internal sealed record LedgerKeys(IReadOnlyList<LedgerKey> Items);

/// <summary>What was signed of the ledger, and with what.</summary>
internal static class GetHeads
{
    private const int UsualLimit = 100;
    private const int MostLimit = 1000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/ledger/head", async (TreeHeads heads, Journal journal, CancellationToken cancel) => await heads.Last(cancel) is { } last
                ? TypedResults.Ok(LedgerHead.Of(last.Head, new LogPosition(journal.Log, last.Position)))
                : (IResult)LedgerParts.NoHead)
            .For(Roles.Auditor, Roles.Admin).Produces<LedgerHead>().WithSummary("The last signed head of the ledger.");
        routes.MapGet("/ledger/keys", async (TreeHeads heads, CancellationToken cancel) => TypedResults.Ok(new LedgerKeys(await heads.Keys(cancel))))
            .For(Roles.Auditor, Roles.Admin).Produces<LedgerKeys>().WithSummary("The keys that heads were signed with, each introduced by the one before.");
        routes.MapGet("/ledger/heads", async (string? after, int? limit, Journal journal, CancellationToken cancel) =>
        {
            var most = limit ?? UsualLimit;
            if (most is < 1 or > MostLimit) return Problem.Field("limit", $"must be 1 to {MostLimit}");
            if (!long.TryParse(after ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out var from)) return Problem.Field("after", "must be the next of an earlier page");
            var found = await Read(journal, from, long.MaxValue, most + 1, cancel);
            return (IResult)TypedResults.Ok(new LedgerHeads([.. found.Take(most)], found.Count > most ? found[most - 1].Size.ToString(CultureInfo.InvariantCulture) : null));
        }).For(Roles.Auditor, Roles.Admin).Produces<LedgerHeads>().WithSummary("All signed heads of the ledger, the smallest first.");
    }

    /// <summary>Heads of more leaves than one size and at most another, the smallest first.</summary>
    public static async Task<IReadOnlyList<LedgerHead>> Read(Journal journal, long after, long through, int limit, CancellationToken cancel)
    {
        await using var command = journal.Lookups.CreateCommand("""
            select size, root, signed_ms, key, signature, position
            from tree_heads
            where size > $1 and size <= $2
            order by size
            limit $3
            """);
        foreach (var value in (object[])[after, through, limit]) command.Parameters.Add(new() { Value = value });
        await using var row = await command.ExecuteReaderAsync(cancel);
        var heads = new List<LedgerHead>();
        while (await row.ReadAsync(cancel))
        {
            var head = new TreeHead(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetString(3), row.GetString(4));
            heads.Add(LedgerHead.Of(head, new LogPosition(journal.Log, row.GetInt64(5))));
        }
        return heads;
    }
}
