using System.Buffers.Binary;
using ServiceDesk.Rules;

namespace ServiceDesk.Resolution.Problems;

/// <summary>What a text is compared by: the hashes of its tokens in order, each with its weight. No words, so that nothing personal is kept.</summary>
internal sealed class IncidentText
{
    private const int PackedToken = sizeof(ulong) + 1;

    private IncidentText(ulong[] hashes, byte[] weights) => (Hashes, Weights, Weight) = (hashes, weights, weights.Sum(weight => (long)weight));

    public static IncidentText Nothing { get; } = new([], []);

    public IReadOnlyList<ulong> Hashes { get; }

    public IReadOnlyList<byte> Weights { get; }

    /// <summary>Of all tokens.</summary>
    public long Weight { get; }

    public static IncidentText Of(string text) => Of(TextTokens.Of(text).Select(token => (TokenHash.Of(token.Text), (byte)token.Weight)));

    /// <summary>All tokens of two texts.</summary>
    public IncidentText With(IncidentText other) => other.Hashes.Count == 0 ? this : Of(Tokens.Concat(other.Tokens));

    /// <summary>How alike two texts are, in whole percent.</summary>
    public int Alike(IncidentText other)
    {
        var (shared, mine, theirs) = (0L, 0, 0);
        while (mine < Hashes.Count && theirs < other.Hashes.Count)
        {
            var order = Hashes[mine].CompareTo(other.Hashes[theirs]);
            if (order == 0) shared += Weights[mine];
            if (order <= 0) mine++;
            if (order >= 0) theirs++;
        }
        return Percent(shared, Weight, other.Weight);
    }

    /// <summary>The same from what was counted.</summary>
    public static int Percent(long shared, long one, long other) => Similarity.Thousandths(shared, one, other) / 10;

    /// <summary>As it is kept in a table.</summary>
    public byte[] Pack()
    {
        var packed = new byte[Hashes.Count * PackedToken];
        for (var i = 0; i < Hashes.Count; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(packed.AsSpan(i * PackedToken), Hashes[i]);
            packed[(i * PackedToken) + sizeof(ulong)] = Weights[i];
        }
        return packed;
    }

    /// <summary>From a table.</summary>
    public static IncidentText Unpack(ReadOnlySpan<byte> packed)
    {
        var (hashes, weights) = (new ulong[packed.Length / PackedToken], new byte[packed.Length / PackedToken]);
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = BinaryPrimitives.ReadUInt64BigEndian(packed[(i * PackedToken)..]);
            weights[i] = packed[(i * PackedToken) + sizeof(ulong)];
        }
        return new IncidentText(hashes, weights);
    }

    private IEnumerable<(ulong Hash, byte Weight)> Tokens => Hashes.Zip(Weights);

    private static IncidentText Of(IEnumerable<(ulong Hash, byte Weight)> tokens)
    {
        var ordered = tokens.DistinctBy(token => token.Hash).OrderBy(token => token.Hash).ToArray();
        return new IncidentText([.. ordered.Select(token => token.Hash)], [.. ordered.Select(token => token.Weight)]);
    }
}
