namespace ServiceDesk.Proofs;

/// <summary>What proofs prove, by the algorithms of RFC 9162 sections 2.1.3.2 and 2.1.4.2. A proof that makes no sense proves nothing.</summary>
public static class MerkleProof
{
    /// <summary>Whether a leaf stands at an index of the tree with this root.</summary>
    /// <param name="index">The leaf's index.</param>
    /// <param name="size">The number of leaves of the tree.</param>
    /// <param name="leaf">The leaf's hash.</param>
    /// <param name="proof">Hashes from the leaf's sibling upwards.</param>
    /// <param name="root">The tree's root.</param>
    public static bool Includes(long index, long size, byte[] leaf, IReadOnlyList<byte[]> proof, byte[] root)
    {
        if (index < 0 || index >= size || leaf.Length != MerkleHash.Length || proof.Any(IsNoHash)) return false;
        var (place, last, hash) = (index, size - 1, leaf);
        foreach (var sibling in proof)
        {
            if (last == 0) return false;
            if (IsRight(place) || place == last)
            {
                hash = MerkleHash.Node(sibling, hash);
                SkipLeftEdge(ref place, ref last);
            }
            else hash = MerkleHash.Node(hash, sibling);
            (place, last) = (place >> 1, last >> 1);
        }
        return last == 0 && hash.AsSpan().SequenceEqual(root);
    }

    /// <summary>Whether the first tree is the beginning of the second. A tree without leaves begins nothing that could be proven.</summary>
    /// <param name="first">The number of leaves of the first.</param>
    /// <param name="second">The number of leaves of the second, as many or more.</param>
    /// <param name="firstRoot">The root of the first.</param>
    /// <param name="secondRoot">The root of the second.</param>
    /// <param name="proof">Hashes; none when both are of one size.</param>
    public static bool IsConsistent(long first, long second, byte[] firstRoot, byte[] secondRoot, IReadOnlyList<byte[]> proof)
    {
        if (first < 1 || first > second || proof.Any(IsNoHash)) return false;
        if (first == second) return proof.Count == 0 && firstRoot.AsSpan().SequenceEqual(secondRoot);
        if (proof.Count == 0) return false;

        // A complete first tree is a node of the second, which needs no proof beside its own root.
        var path = (first & (first - 1)) == 0 ? proof.Prepend(firstRoot) : proof;
        var (place, last) = (first - 1, second - 1);
        while (IsRight(place)) (place, last) = (place >> 1, last >> 1);
        var (old, now) = ((byte[]?)null, (byte[]?)null);
        foreach (var hash in path)
        {
            if (old is null)
            {
                (old, now) = (hash, hash);
                continue;
            }
            if (last == 0) return false;
            if (IsRight(place) || place == last)
            {
                (old, now) = (MerkleHash.Node(hash, old), MerkleHash.Node(hash, now));
                SkipLeftEdge(ref place, ref last);
            }
            else now = MerkleHash.Node(now, hash);
            (place, last) = (place >> 1, last >> 1);
        }
        return last == 0 && old.AsSpan().SequenceEqual(firstRoot) && now.AsSpan().SequenceEqual(secondRoot);
    }

    /// <summary>At the right edge of a tree that is not complete, levels without a sibling are passed over.</summary>
    private static void SkipLeftEdge(ref long place, ref long last)
    {
        while (!IsRight(place) && place != 0) (place, last) = (place >> 1, last >> 1);
    }

    private static bool IsRight(long place) => (place & 1) == 1;

    private static bool IsNoHash(byte[] hash) => hash.Length != MerkleHash.Length;
}
