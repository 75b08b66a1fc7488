using System.Numerics;

namespace ServiceDesk.Proofs;

/// <summary>A complete subtree: the leaves from Index × 2^Level on, 2^Level of them. Its hash never changes again.</summary>
/// <param name="Level">0 for a leaf.</param>
/// <param name="Index">Counted on its level from the left.</param>
public readonly record struct TreeNode(int Level, long Index);

/// <summary>A run of leaves as RFC 6962 cuts a tree into them, and thereby the hash over it.</summary>
/// <param name="From">The first leaf.</param>
/// <param name="To">The leaf after the last.</param>
public readonly record struct LeafRange(long From, long To)
{
    /// <summary>The complete subtrees that the run consists of, from the left, each smaller than the one before.</summary>
    public IEnumerable<TreeNode> Nodes()
    {
        for (var from = From; from < To;)
        {
            var level = BitOperations.Log2((ulong)(To - from));
            yield return new TreeNode(level, from >> level);
            from += 1L << level;
        }
    }

    /// <summary>The hash over the run.</summary>
    /// <param name="hashOf">The hash of a complete subtree.</param>
    public byte[] Hash(Func<TreeNode, byte[]> hashOf)
    {
        byte[]? hash = null;
        foreach (var node in Nodes().Reverse()) hash = hash is null ? hashOf(node) : MerkleHash.Node(hashOf(node), hash);
        return hash ?? MerkleHash.Empty;
    }

    /// <summary>The runs whose hashes prove that a leaf is in a tree, from the leaf's sibling upwards.</summary>
    /// <param name="index">The leaf's index.</param>
    /// <param name="size">The number of leaves of the tree, more than the index.</param>
    public static IReadOnlyList<LeafRange> Inclusion(long index, long size)
    {
        var path = new List<LeafRange>();
        for (var (from, to) = (0L, size); to - from > 1;)
        {
            var middle = Middle(from, to);
            if (index < middle)
            {
                path.Add(new LeafRange(middle, to));
                to = middle;
            }
            else
            {
                path.Add(new LeafRange(from, middle));
                from = middle;
            }
        }
        path.Reverse();
        return path;
    }

    /// <summary>The runs whose hashes prove that a tree is the beginning of another.</summary>
    /// <param name="first">The number of leaves of the first, at least 1.</param>
    /// <param name="second">The number of leaves of the second, as many or more.</param>
    public static IReadOnlyList<LeafRange> Consistency(long first, long second)
    {
        var path = new List<LeafRange>();
        var (from, to, isWhole) = (0L, second, true);
        while (first < to)
        {
            var middle = Middle(from, to);
            if (first <= middle)
            {
                path.Add(new LeafRange(middle, to));
                to = middle;
            }
            else
            {
                path.Add(new LeafRange(from, middle));
                (from, isWhole) = (middle, false);
            }
        }
        if (!isWhole) path.Add(new LeafRange(from, to));
        path.Reverse();
        return path;
    }

    /// <summary>Where RFC 6962 cuts: after the largest power of two that is smaller than the whole.</summary>
    private static long Middle(long from, long to) => from + (1L << BitOperations.Log2((ulong)(to - from - 1)));
}
