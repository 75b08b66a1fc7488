using System.Numerics;

namespace ServiceDesk.Proofs;

/// <summary>A tree that grows, of which only the roots of its complete subtrees are kept: as many hashes as its size has ones in binary.</summary>
public sealed class TreeFrontier
{
    private readonly List<byte[]> peaks;

    /// <summary>A tree that has grown already.</summary>
    /// <param name="size">Its number of leaves.</param>
    /// <param name="peaks">The hashes of its complete subtrees, from the left.</param>
    /// <exception cref="ArgumentException">There are not as many as a tree of this size has.</exception>
    public TreeFrontier(long size, IEnumerable<byte[]> peaks)
    {
        (Size, this.peaks) = (size, [.. peaks]);
        if (size < 0 || this.peaks.Count != BitOperations.PopCount((ulong)size) || this.peaks.Any(peak => peak.Length != MerkleHash.Length))
            throw new ArgumentException($"A tree of {size} leaves has other complete subtrees.", nameof(peaks));
    }

    /// <summary>A tree without leaves.</summary>
    public TreeFrontier() : this(0, []) { }

    /// <summary>The number of leaves.</summary>
    public long Size { get; private set; }

    /// <summary>Adds a leaf.</summary>
    /// <param name="leaf">Its hash.</param>
    public void Append(byte[] leaf)
    {
        for (var merged = BitOperations.TrailingZeroCount(~Size); merged > 0; merged--)
        {
            leaf = MerkleHash.Node(peaks[^1], leaf);
            peaks.RemoveAt(peaks.Count - 1);
        }
        peaks.Add(leaf);
        Size++;
    }

    /// <summary>The root over all leaves.</summary>
    public byte[] Root()
    {
        if (peaks.Count == 0) return MerkleHash.Empty;
        var root = peaks[^1];
        for (var i = peaks.Count - 2; i >= 0; i--) root = MerkleHash.Node(peaks[i], root);
        return root;
    }
}
