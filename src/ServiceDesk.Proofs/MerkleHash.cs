using System.Buffers;
using System.Security.Cryptography;

namespace ServiceDesk.Proofs;

/// <summary>The hashes of RFC 6962: SHA-256 with a prefix that tells a leaf from a node, so that none can pass for the other.</summary>
public static class MerkleHash
{
    /// <summary>The length of every hash in bytes.</summary>
    public const int Length = SHA256.HashSizeInBytes;

    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;

    /// <summary>The root of a tree without leaves.</summary>
    public static byte[] Empty { get; } = SHA256.HashData([]);

    /// <summary>The hash of a leaf.</summary>
    /// <param name="data">What the leaf holds.</param>
    public static byte[] Leaf(ReadOnlySpan<byte> data)
    {
        var prefixed = ArrayPool<byte>.Shared.Rent(data.Length + 1);
        prefixed[0] = LeafPrefix;
        data.CopyTo(prefixed.AsSpan(1));
        var hash = SHA256.HashData(prefixed.AsSpan(0, data.Length + 1));
        ArrayPool<byte>.Shared.Return(prefixed);
        return hash;
    }

    /// <summary>The hash of a node.</summary>
    /// <param name="left">The hash of its left side.</param>
    /// <param name="right">The hash of its right side.</param>
    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> prefixed = stackalloc byte[1 + (2 * Length)];
        prefixed[0] = NodePrefix;
        left.CopyTo(prefixed[1..]);
        right.CopyTo(prefixed[(1 + Length)..]);
        return SHA256.HashData(prefixed);
    }
}
