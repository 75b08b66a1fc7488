namespace ServiceDesk.Proofs;

/// <summary>
/// A run of 256 hashes of one level of a tree, eight levels of it apart: of leaves, of complete subtrees of 256 leaves, of 65,536, and so on. Whatever a proof
/// needs is computed from a handful of tiles, and tiles grow at their end only.
/// </summary>
/// <param name="Level">0 for hashes of leaves.</param>
/// <param name="Index">Counted on its level from the left.</param>
public readonly record struct HashTile(int Level, long Index)
{
    /// <summary>The hashes in a tile that is full.</summary>
    public const int Width = 1 << Height;

    private const int Height = 8;

    /// <summary>The tile from which the hash of a complete subtree is computed.</summary>
    /// <param name="node">The subtree.</param>
    public static HashTile Of(TreeNode node) => new(node.Level / Height, FirstHash(node) / Width);

    /// <summary>The hash of a complete subtree.</summary>
    /// <param name="node">The subtree.</param>
    /// <param name="hashes">The hashes of its tile, one after the other.</param>
    /// <exception cref="ArgumentException">The tile has not grown so far.</exception>
    public static byte[] HashOf(TreeNode node, byte[] hashes)
    {
        var (first, count) = ((int)(FirstHash(node) % Width), 1 << (node.Level % Height));
        if (hashes.Length < (first + count) * MerkleHash.Length) throw new ArgumentException($"The tile has {hashes.Length / MerkleHash.Length} hashes only.", nameof(hashes));
        return RootOf(hashes.AsSpan(first * MerkleHash.Length, count * MerkleHash.Length));
    }

    /// <summary>The hash over hashes that stand one after the other.</summary>
    internal static byte[] RootOf(ReadOnlySpan<byte> hashes)
    {
        var tree = new TreeFrontier();
        for (; hashes.Length > 0; hashes = hashes[MerkleHash.Length..]) tree.Append(hashes[..MerkleHash.Length].ToArray());
        return tree.Root();
    }

    /// <summary>The tiles that the hashes over some runs of leaves are computed from.</summary>
    /// <param name="ranges">The runs.</param>
    public static IReadOnlySet<HashTile> Of(IEnumerable<LeafRange> ranges) => ranges.SelectMany(range => range.Nodes()).Select(Of).ToHashSet();

    private static long FirstHash(TreeNode node) => node.Index << (node.Level % Height);
}

/// <summary>The tiles of a tree as leaves are added to it; knows only those that are not full.</summary>
public sealed class GrowingTiles
{
    private readonly List<List<byte>> ends = [];
    private readonly List<(HashTile Tile, List<byte> Hashes)> grown = [];

    /// <summary>The tiles of a tree that has grown already.</summary>
    /// <param name="size">Its number of leaves.</param>
    /// <param name="hashesOf">The hashes of a tile that is not full, one after the other.</param>
    public GrowingTiles(long size, Func<HashTile, byte[]> hashesOf)
    {
        Size = size;
        for (var (level, hashes) = (0, size); hashes > 0; (level, hashes) = (level + 1, hashes / HashTile.Width))
        {
            var end = (int)(hashes % HashTile.Width);
            ends.Add(end == 0 ? [] : [.. hashesOf(new HashTile(level, hashes / HashTile.Width)).AsSpan(0, end * MerkleHash.Length)]);
        }
    }

    /// <summary>The number of leaves.</summary>
    public long Size { get; private set; }

    /// <summary>What was added to each tile since, in the order of the first addition; a tile may be new.</summary>
    public IEnumerable<(HashTile Tile, byte[] Added)> Grown => grown.Select(one => (one.Tile, one.Hashes.ToArray()));

    /// <summary>Adds a leaf.</summary>
    /// <param name="leaf">Its hash.</param>
    public void Append(byte[] leaf)
    {
        Add(0, Size, leaf);
        Size++;
    }

    private void Add(int level, long place, byte[] hash)
    {
        if (ends.Count == level) ends.Add([]);
        var (end, tile) = (ends[level], new HashTile(level, place / HashTile.Width));
        var at = grown.FindLastIndex(one => one.Tile.Level == level);
        if (at < 0 || grown[at].Tile != tile)
        {
            grown.Add((tile, []));
            at = grown.Count - 1;
        }
        grown[at].Hashes.AddRange(hash);
        end.AddRange(hash);
        if (end.Count < HashTile.Width * MerkleHash.Length) return;
        var whole = HashTile.RootOf([.. end]);
        end.Clear();
        Add(level + 1, tile.Index, whole);
    }
}
