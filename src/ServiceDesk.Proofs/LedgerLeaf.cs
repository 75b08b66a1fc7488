using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ServiceDesk.Proofs;

/// <summary>What of an event is hashed: all that the log says of it, as canonical JSON.</summary>
public static class LedgerLeaf
{
    /// <summary>The bytes of a leaf.</summary>
    /// <param name="id">Log and position, such as <c>analytics/4711</c>.</param>
    /// <param name="stream">The stream it stands in.</param>
    /// <param name="version">Its version there.</param>
    /// <param name="type">Its stored name.</param>
    /// <param name="data">Its body as JSON.</param>
    /// <param name="meta">What stands beside it, as JSON.</param>
    /// <param name="occurred">When it happened, in UTC.</param>
    /// <param name="at">When it was recorded, in UTC.</param>
    /// <exception cref="JsonException">Body or meta have no canonical form.</exception>
    public static byte[] Bytes(string id, string stream, int version, string type, string data, string meta, DateTime occurred, DateTime at)
    {
        var bytes = new ArrayBufferWriter<byte>(data.Length + meta.Length + 256);
        using var body = CanonicalJson.Parse(data);
        using var beside = CanonicalJson.Parse(meta);
        bytes.Write("{\"at\":"u8);
        CanonicalJson.WriteText(Text(at), bytes);
        bytes.Write(",\"data\":"u8);
        CanonicalJson.Exact(body.RootElement, bytes);
        bytes.Write(",\"id\":"u8);
        CanonicalJson.WriteText(id, bytes);
        bytes.Write(",\"meta\":"u8);
        CanonicalJson.Exact(beside.RootElement, bytes);
        bytes.Write(",\"occurred\":"u8);
        CanonicalJson.WriteText(Text(occurred), bytes);
        bytes.Write(",\"stream\":"u8);
        CanonicalJson.WriteText(stream, bytes);
        bytes.Write(",\"type\":"u8);
        CanonicalJson.WriteText(type, bytes);
        bytes.Write(",\"version\":"u8);
        Encoding.ASCII.GetBytes(version.ToString(CultureInfo.InvariantCulture).AsSpan(), bytes);
        bytes.Write("}"u8);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>The hash of a leaf as it stands in an export or an audit pack.</summary>
    /// <param name="entry">The event with all its members, in any order and spacing.</param>
    /// <exception cref="JsonException">It has no canonical form.</exception>
    internal static byte[] Hash(JsonElement entry)
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        CanonicalJson.Exact(entry, bytes);
        return MerkleHash.Leaf(bytes.WrittenSpan);
    }

    private static string Text(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
