using Npgsql;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Proofs;

namespace ServiceDesk.Analytics;

/// <summary>Where a leaf is, and where its event stands.</summary>
internal readonly record struct LeafPlace(long Leaf, long Position);

/// <summary>Reads the tree. Tiles grow at their end only, so what is read of a tree of some size is right however large it has become.</summary>
internal sealed class TreeReader(Journal journal, ReadModels models)
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(5);

    /// <summary>Waits until the tree has come to a position.</summary>
    /// <exception cref="RefusedException">It does not, for now.</exception>
    public async Task Until(long position, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(patience);
        try
        {
            await models.UntilShown(TreeReadModel.Word, position, limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new RefusedException(Problem.Of(StatusCodes.Status503ServiceUnavailable, "not-yet", "The tree of the ledger has not come to that entry yet."));
        }
    }

    /// <summary>The newest leaf; null when there is none.</summary>
    public async Task<LeafPlace?> Last(CancellationToken cancel)
    {
        await using var command = journal.Lookups.CreateCommand($"""
            select tile * {HashTile.Width} + cardinality(positions) - 1, positions[cardinality(positions)]
            from leaf_positions
            order by tile desc
            limit 1
            """);
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? new LeafPlace(row.GetInt64(0), row.GetInt64(1)) : null;
    }

    /// <summary>The leaves of events, by their positions, in order; positions that are none of a leaf are left out.</summary>
    public async Task<IReadOnlyList<LeafPlace>> Places(IReadOnlyCollection<long> positions, CancellationToken cancel)
    {
        await using var command = journal.Lookups.CreateCommand($"""
            select t.tile * {HashTile.Width} + array_position(t.positions, p) - 1, p
            from unnest($1) p cross join lateral (select tile, positions from leaf_positions where first <= p order by first desc limit 1) t
            where array_position(t.positions, p) is not null
            """);
        command.Parameters.Add(new() { Value = positions.ToArray() });
        await using var row = await command.ExecuteReaderAsync(cancel);
        var places = new List<LeafPlace>();
        while (await row.ReadAsync(cancel)) places.Add(new LeafPlace(row.GetInt64(0), row.GetInt64(1)));
        return [.. places.OrderBy(place => place.Leaf)];
    }

    /// <summary>How many leaves there are up to a position.</summary>
    public async Task<long> SizeAt(long position, CancellationToken cancel)
    {
        await using var command = journal.Lookups.CreateCommand($"""
            select tile * {HashTile.Width} + (select count(*) from unnest(positions) p where p <= $1)
            from leaf_positions
            where first <= $1
            order by first desc
            limit 1
            """);
        command.Parameters.Add(new() { Value = position });
        return await command.ExecuteScalarAsync(cancel) as long? ?? 0;
    }

    /// <summary>The positions of the leaves of a tile.</summary>
    public async Task<long[]> Positions(long tile, CancellationToken cancel)
    {
        await using var command = journal.Lookups.CreateCommand("select positions from leaf_positions where tile = $1");
        command.Parameters.Add(new() { Value = tile });
        return await command.ExecuteScalarAsync(cancel) as long[] ?? [];
    }

    /// <summary>The root of the tree when it had so many leaves.</summary>
    public async Task<byte[]> Root(long size, CancellationToken cancel) => (await Hashes([new LeafRange(0, size)], cancel))[0];

    /// <summary>The hashes over runs of leaves, from one look at the tiles.</summary>
    public async Task<IReadOnlyList<byte[]>> Hashes(IReadOnlyList<LeafRange> ranges, CancellationToken cancel)
    {
        var tiles = await Tiles(journal.Lookups.CreateCommand(), HashTile.Of(ranges), cancel);
        return [.. ranges.Select(range => range.Hash(node => HashTile.HashOf(node, tiles[HashTile.Of(node)])))];
    }

    /// <summary>Tiles by their places.</summary>
    /// <param name="command">An empty command; it is disposed of.</param>
    /// <param name="wanted">The tiles.</param>
    /// <param name="cancel">Ends the reading.</param>
    public static async Task<Dictionary<HashTile, byte[]>> Tiles(NpgsqlCommand command, IReadOnlyCollection<HashTile> wanted, CancellationToken cancel)
    {
        await using var query = command;
        query.CommandText = """
            select t.level, t.tile, t.hashes
            from unnest($1, $2) w(level, tile) join tiles t using (level, tile)
            """;
        query.Parameters.Add(new() { Value = wanted.Select(one => one.Level).ToArray() });
        query.Parameters.Add(new() { Value = wanted.Select(one => one.Index).ToArray() });
        await using var row = await query.ExecuteReaderAsync(cancel);
        var tiles = new Dictionary<HashTile, byte[]>();
        while (await row.ReadAsync(cancel)) tiles[new HashTile(row.GetInt32(0), row.GetInt64(1))] = row.GetFieldValue<byte[]>(2);
        return tiles;
    }
}
