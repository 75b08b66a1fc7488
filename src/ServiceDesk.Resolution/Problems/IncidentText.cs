using System.Buffers.Binary;
using ServiceDesk.Rules;

namespace ServiceDesk.Resolution.Problems;

/// <summary>What a text is compared by: the hashes of its tokens in order, each with its weight. No words, so that nothing personal is kept.</summary>
internal sealed class IncidentText
{
    private const int PackedToken = sizeof(ulong) + 1;

    private readonly ulong[] hashes;
    private readonly byte[] weights;

    /// <summary>Takes over both arrays, which are in the order of the hashes.</summary>
    private IncidentText(ulong[] hashes, byte[] weights)
    {
        (this.hashes, this.weights) = (hashes, weights);
        foreach (var weight in weights) Weight += weight;
    }

    public static IncidentText Nothing { get; } = new([], []);

    public ReadOnlySpan<ulong> Hashes => hashes;

    public ReadOnlySpan<byte> Weights => weights;

    /// <summary>Of all tokens.</summary>
    public long Weight { get; }

    public static IncidentText Of(string text)
    {
        var tokens = TextTokens.Of(text);
        var (hashes, weights) = (new ulong[tokens.Count], new byte[tokens.Count]);
        for (var i = 0; i < hashes.Length; i++) (hashes[i], weights[i]) = (TokenHash.Of(tokens[i].Text), (byte)tokens[i].Weight);
        Array.Sort(hashes, weights);
        return Cut(hashes, weights, Distinct(hashes, weights));
    }

    /// <summary>All tokens of two texts.</summary>
    public IncidentText With(IncidentText other)
    {
        if (other.hashes.Length == 0) return this;
        var (both, heavy) = (new ulong[hashes.Length + other.hashes.Length], new byte[hashes.Length + other.hashes.Length]);
        var (count, mine, theirs) = (0, 0, 0);
        while (mine < hashes.Length || theirs < other.hashes.Length)
        {
            if (theirs == other.hashes.Length || (mine < hashes.Length && hashes[mine] <= other.hashes[theirs]))
            {
                if (theirs < other.hashes.Length && hashes[mine] == other.hashes[theirs]) theirs++;
                (both[count], heavy[count++]) = (hashes[mine], weights[mine++]);
            }
            else (both[count], heavy[count++]) = (other.hashes[theirs], other.weights[theirs++]);
        }
        return Cut(both, heavy, count);
    }

    /// <summary>How alike two texts are, in whole percent.</summary>
    public int Alike(IncidentText other)
    {
        var (shared, mine, theirs) = (0L, 0, 0);
        var (here, there) = (hashes, other.hashes);
        while (mine < here.Length && theirs < there.Length)
        {
            var (left, right) = (here[mine], there[theirs]);
            if (left == right) shared += weights[mine];
            if (left <= right) mine++;
            if (left >= right) theirs++;
        }
        return Percent(shared, Weight, other.Weight);
    }

    public bool IsSameAs(IncidentText other) => hashes.AsSpan().SequenceEqual(other.hashes);

    /// <summary>The same from what was counted.</summary>
    public static int Percent(long shared, long one, long other) => Similarity.Thousandths(shared, one, other) / 10;

    /// <summary>As it is kept in a table.</summary>
    public byte[] Pack()
    {
        var packed = new byte[hashes.Length * PackedToken];
        for (var i = 0; i < hashes.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(packed.AsSpan(i * PackedToken), hashes[i]);
            packed[(i * PackedToken) + sizeof(ulong)] = weights[i];
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

    /// <summary>Moves the first of every run of equal hashes to the front; tells how many there are.</summary>
    private static int Distinct(ulong[] hashes, byte[] weights)
    {
        var count = 0;
        for (var i = 0; i < hashes.Length; i++)
        {
            if (count > 0 && hashes[i] == hashes[count - 1]) continue;
            (hashes[count], weights[count++]) = (hashes[i], weights[i]);
        }
        return count;
    }

    private static IncidentText Cut(ulong[] hashes, byte[] weights, int count) =>
        count == hashes.Length ? new IncidentText(hashes, weights) : new IncidentText(hashes[..count], weights[..count]);
}
