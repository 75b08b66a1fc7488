using System.Buffers.Binary;
using System.Numerics;
using NodaTime;

namespace ServiceDesk.Analytics.Reports.Facts;

/// <summary>
/// How many times lie in each of buckets that grow with the time: sixteen to each doubling, so that the middle of a bucket is at most 1/32 of a time away
/// from it. Two are merged by adding them up, in any order, with the same result.
/// </summary>
internal sealed class Histogram
{
    private const int SubBits = 4;
    private const int Sub = 1 << SubBits;
    private const int EntryBytes = sizeof(ushort) + sizeof(int);

    /// <summary>As it stands in the definition of every figure that is read from one.</summary>
    public const string Error = "read from a histogram, at most 1/32 or one second beside the exact value; exact=true gives that";

    // By bucket; as long as the largest that was ever counted needs.
    private int[] counts = [];

    public static Histogram Read(ReadOnlySpan<byte> bytes)
    {
        var read = new Histogram();
        read.Add(bytes);
        return read;
    }

    /// <summary>Adds what another was written as.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= EntryBytes; bytes = bytes[EntryBytes..])
            Add(BinaryPrimitives.ReadUInt16BigEndian(bytes), BinaryPrimitives.ReadInt32BigEndian(bytes[sizeof(ushort)..]));
    }

    /// <summary>Adds a time so often; a negative number takes it away.</summary>
    public void Add(Duration time, int times) => Add(BucketOf(time), times);

    /// <summary>Empty buckets are left out, so that equal ones are written alike.</summary>
    public byte[] Write()
    {
        var bytes = new byte[counts.Count(count => count != 0) * EntryBytes];
        var at = bytes.AsSpan();
        for (var bucket = 0; bucket < counts.Length; bucket++)
        {
            if (counts[bucket] == 0) continue;
            BinaryPrimitives.WriteUInt16BigEndian(at, (ushort)bucket);
            BinaryPrimitives.WriteInt32BigEndian(at[sizeof(ushort)..], counts[bucket]);
            at = at[EntryBytes..];
        }
        return bytes;
    }

    /// <summary>The nearest-rank percentile, as the middle of its bucket to the second; null when there are no times.</summary>
    public Duration? Percentile(int percent)
    {
        var all = counts.Sum(count => (long)count);
        if (all == 0) return null;
        var rank = ((percent * all) + 99) / 100;
        for (var bucket = 0; bucket < counts.Length; bucket++)
        {
            rank -= counts[bucket];
            if (rank <= 0) return MiddleOf(bucket);
        }
        return null;
    }

    /// <summary>The bucket of a time; seconds below sixteen have one each.</summary>
    internal static int BucketOf(Duration time)
    {
        var seconds = Math.Max(0, (long)Math.Floor(time.TotalSeconds));
        if (seconds < Sub) return (int)seconds;
        var octave = BitOperations.Log2((ulong)seconds);
        return ((octave - SubBits + 1) << SubBits) + (int)((seconds >> (octave - SubBits)) & (Sub - 1));
    }

    internal static Duration MiddleOf(int bucket)
    {
        if (bucket < Sub) return Duration.FromSeconds(bucket);
        var width = 1L << ((bucket >> SubBits) - 1);
        return Duration.FromSeconds((((bucket & (Sub - 1)) + Sub) * width) + (width / 2));
    }

    private void Add(int bucket, int times)
    {
        if (bucket >= counts.Length) Array.Resize(ref counts, bucket + 1);
        counts[bucket] += times;
    }
}
