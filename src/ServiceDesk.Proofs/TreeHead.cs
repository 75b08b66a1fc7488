using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ServiceDesk.Proofs;

/// <summary>What somebody signed about a ledger: at that time it had so many entries and this root. Whoever keeps one notices every later change of them.</summary>
/// <param name="Size">The number of entries.</param>
/// <param name="Root">The root of the tree over them, in base64.</param>
/// <param name="Timestamp">When it was signed, in milliseconds since 1970; not before the last of the entries was recorded.</param>
/// <param name="Key">The id of the key.</param>
/// <param name="Signature">ECDSA P-256 with SHA-256 over the structure of RFC 6962 section 3.5, in DER, in base64.</param>
public sealed record TreeHead(long Size, string Root, long Timestamp, string Key, string Signature)
{
    private const byte Version1 = 0;
    private const byte TreeHash = 1;

    /// <summary>Signs the state of a ledger.</summary>
    /// <param name="size">The number of entries.</param>
    /// <param name="root">The root of the tree over them.</param>
    /// <param name="timestamp">Milliseconds since 1970.</param>
    /// <param name="key">The private key.</param>
    public static TreeHead Sign(long size, byte[] root, long timestamp, ECDsa key) => new(
        size, Convert.ToBase64String(root), timestamp, LedgerKey.IdOf(key.ExportSubjectPublicKeyInfo()),
        Convert.ToBase64String(key.SignData(Signed(size, root, timestamp), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)));

    /// <summary>Whether a key signed exactly this.</summary>
    /// <param name="key">The key.</param>
    public bool IsSignedBy(LedgerKey key)
    {
        if (Key != key.Id || Size < 0 || Timestamp < 0 || !Base64.TryRead(Root, out var root) || root.Length != MerkleHash.Length) return false;
        return key.Signed(Signed(Size, root, Timestamp), Signature);
    }

    private static byte[] Signed(long size, byte[] root, long timestamp)
    {
        var bytes = new byte[2 + 8 + 8 + MerkleHash.Length];
        (bytes[0], bytes[1]) = (Version1, TreeHash);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(2), (ulong)timestamp);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(10), (ulong)size);
        root.CopyTo(bytes, 18);
        return bytes;
    }
}
