using Npgsql;
using NpgsqlTypes;
using ServiceDesk.EventStore;
using ServiceDesk.Proofs;

namespace ServiceDesk.Analytics;

/// <summary>
/// The Merkle tree over every event of this log in its order: the hashes as tiles, where each leaf stands in the log, and the heads that were signed. Built beside
/// the ledger and in runs of events; built anew it has the same bytes.
/// </summary>
internal sealed class TreeReadModel : IEvolvingProjection
{
    public const string Word = "tree";

    public string Name => Word;
    public int Version => 1;
    public IReadOnlyList<string> Tables => ["tiles", "leaf_positions", "tree_heads"];

    /// <summary>A tile is written anew with every run that adds to it: fewer runs, fewer bytes. Who needs a proof now waits for it by position.</summary>
    public bool IsLeisurely => true;

    // Hashes do not become smaller; trying to compress them would cost more than hashing.
    public string Definition => """
        create table tiles (level int not null, tile bigint not null, hashes bytea not null, primary key (level, tile));
        alter table tiles alter column hashes set storage external;
        create table leaf_positions (tile bigint primary key, first bigint not null unique, positions bigint[] not null);
        create table tree_heads (size bigint primary key, root text not null, signed_ms bigint not null, key text not null, signature text not null, position bigint not null);
        """;

    public async Task Apply(IReadOnlyList<RecordedEvent> events, NpgsqlConnection connection, NpgsqlBatch commands, CancellationToken cancel)
    {
        var size = await Size(connection, cancel);
        var ends = await Ends(connection, size, cancel);
        var tiles = new GrowingTiles(size, tile => ends[tile]);
        foreach (var e in events)
        {
            tiles.Append(MerkleHash.Leaf(LedgerLeaf.Bytes(
                e.Id.ToString(), e.Stream, e.Version, e.Type, e.Data, e.MetaText ?? throw new InvalidOperationException("An event that is hashed is read from the log."),
                e.Occurred.ToDateTimeUtc(), e.At.ToDateTimeUtc())));
        }
        AddHashes(tiles.Grown.ToList(), commands);
        AddPositions(size, [.. events.Select(e => e.Id.Position)], commands);
        foreach (var e in events)
        {
            if (e.Body is TreeHeadSigned head) AddHead(head, e.Id.Position, commands);
        }
    }

    private static async Task<long> Size(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"select tile * {HashTile.Width} + cardinality(positions) from leaf_positions order by tile desc limit 1", connection);
        return await command.ExecuteScalarAsync(cancel) as long? ?? 0;
    }

    /// <summary>The tiles that are not full.</summary>
    private static async Task<Dictionary<HashTile, byte[]>> Ends(NpgsqlConnection connection, long size, CancellationToken cancel)
    {
        var open = new List<HashTile>();
        for (var (level, hashes) = (0, size); hashes > 0; (level, hashes) = (level + 1, hashes / HashTile.Width))
        {
            if (hashes % HashTile.Width > 0) open.Add(new HashTile(level, hashes / HashTile.Width));
        }
        if (open.Count == 0) return [];
        return await TreeReader.Tiles(new NpgsqlCommand { Connection = connection }, open, cancel);
    }

    private static void AddHashes(List<(HashTile Tile, byte[] Added)> grown, NpgsqlBatch commands)
    {
        var command = new NpgsqlBatchCommand("""
            insert into tiles as known (level, tile, hashes)
            select * from unnest($1, $2, $3)
            on conflict (level, tile) do update set hashes = known.hashes || excluded.hashes
            """);
        command.Parameters.Add(new() { Value = grown.Select(one => one.Tile.Level).ToArray() });
        command.Parameters.Add(new() { Value = grown.Select(one => one.Tile.Index).ToArray() });
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Bytea | NpgsqlDbType.Array, Value = grown.Select(one => one.Added).ToArray() });
        commands.BatchCommands.Add(command);
    }

    private static void AddPositions(long size, long[] positions, NpgsqlBatch commands)
    {
        for (var next = 0; next < positions.Length;)
        {
            var leaf = size + next;
            var until = (int)Math.Min(positions.Length, next + HashTile.Width - (leaf % HashTile.Width));
            var command = new NpgsqlBatchCommand("""
                insert into leaf_positions as known (tile, first, positions) values ($1, $2, $3)
                on conflict (tile) do update set positions = known.positions || excluded.positions
                """);
            command.Parameters.Add(new() { Value = leaf / HashTile.Width });
            command.Parameters.Add(new() { Value = positions[next] });
            command.Parameters.Add(new() { Value = positions[next..until] });
            commands.BatchCommands.Add(command);
            next = until;
        }
    }

    private static void AddHead(TreeHeadSigned head, long position, NpgsqlBatch commands)
    {
        var command = new NpgsqlBatchCommand("insert into tree_heads (size, root, signed_ms, key, signature, position) values ($1, $2, $3, $4, $5, $6) on conflict do nothing");
        foreach (var value in (object[])[head.Size, head.Root, head.Timestamp, head.Key, head.Signature, position]) command.Parameters.Add(new() { Value = value });
        commands.BatchCommands.Add(command);
    }
}
