using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServiceDesk.Proofs;

namespace ServiceDesk.Tests.Proofs;

/// <summary>A small ledger as the service would export it, and what somebody with all rights on its database, but not its key, can do to it.</summary>
internal sealed class SignedLedger
{
    public const string Ticket = "0197f0a0-0000-7000-8000-000000000001";

    private readonly List<JsonObject> entries = [];
    private readonly List<byte[]> hashes = [];
    private readonly List<TreeHead> heads = [];
    private readonly List<LedgerKey> keys = [];

    public SignedLedger()
    {
        Introduce(Key, null);
        for (var n = 1; n <= 6; n++) Hear(n);
        Sign(Key);
        for (var n = 7; n <= 12; n++) Hear(n);
        Sign(Key);
    }

    public ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public IReadOnlyList<TreeHead> Heads => heads;

    public int Size => entries.Count;

    public string KeyId => keys[0].Id;

    public string Id(int leaf) => entries[leaf]["id"]!.GetValue<string>();

    public JsonObject Entry(int leaf) => entries[leaf];

    /// <summary>The ledger hears an event of a ticket.</summary>
    public void Hear(int version) => Record($"intake/{version}", "analytics.ledger-entry.v1", new JsonObject
    {
        ["id"] = $"intake/{version}",
        ["source"] = "/servicedesk/intake",
        ["subject"] = Ticket,
        ["stream"] = $"ticket-{Ticket}",
        ["version"] = version,
        ["data"] = new JsonObject { ["words"] = $"打印机 {version}" },
    });

    /// <summary>Somebody reads a ticket in the ledger.</summary>
    public void Read(string ticket, string reader) => Record($"reads-{ticket}", "desk.ticket-read.v1", new JsonObject { ["ticket"] = ticket, ["reader"] = reader, ["what"] = $"/audit/tickets/{ticket}" });

    /// <summary>A key is introduced, by another or by nobody.</summary>
    public void Introduce(ECDsa key, ECDsa? previous)
    {
        keys.Add(LedgerKey.Introduce(key, previous));
        Record("signing-keys", "analytics.signing-key-introduced.v1", JsonSerializer.SerializeToNode(keys[^1], JsonSerializerOptions.Web)!);
    }

    /// <summary>The state of now is signed and recorded.</summary>
    public void Sign(ECDsa key)
    {
        var head = TreeHead.Sign(Size, Root(Size), Milliseconds(Size - 1), key);
        heads.Add(head);
        Record("tree-heads", "analytics.tree-head-signed.v1", JsonSerializer.SerializeToNode(head, JsonSerializerOptions.Web)!);
    }

    /// <summary>Every hash is computed anew, as from a read model that is built from the log.</summary>
    public void Rehash()
    {
        hashes.Clear();
        hashes.AddRange(entries.Select(entry => MerkleHash.Leaf(CanonicalJson.Exact(entry.ToJsonString()))));
    }

    public void Forge(int number, TreeHead head) => heads[number] = head;

    public void Truncate(int size)
    {
        entries.RemoveRange(size, entries.Count - size);
        hashes.RemoveRange(size, hashes.Count - size);
        heads.RemoveAll(head => head.Size >= size);
    }

    /// <summary>The export: what the tree knows, beside what the log holds at its places now.</summary>
    public IReadOnlyList<string> Export(int after = 0)
    {
        var lines = new List<string> { new JsonObject { ["ledger"] = LedgerCheck.Form, ["after"] = after, ["size"] = hashes.Count, ["peaks"] = Peaks(after) }.ToJsonString() };
        lines.AddRange(keys.Select(key => $$"""{"key":{{JsonSerializer.Serialize(key, JsonSerializerOptions.Web)}}}"""));
        for (var leaf = after; leaf < hashes.Count; leaf++)
        {
            lines.Add(new JsonObject { ["leaf"] = leaf, ["hash"] = Convert.ToBase64String(hashes[leaf]), ["entry"] = entries[leaf].DeepClone() }.ToJsonString());
            lines.AddRange(heads.Where(head => head.Size == leaf + 1).Select(head => $$"""{"head":{{JsonSerializer.Serialize(head, JsonSerializerOptions.Web)}},"event":"analytics/{{leaf + 2}}"}"""));
        }
        return lines;
    }

    /// <summary>The audit pack of the ticket under the last head.</summary>
    public JsonObject Pack()
    {
        var head = heads[^1];
        var own = Enumerable.Range(0, (int)head.Size).Where(leaf => entries[leaf]["type"]!.GetValue<string>() is "analytics.ledger-entry.v1" or "desk.ticket-read.v1");
        return new JsonObject
        {
            ["pack"] = PackCheck.Form,
            ["ticket"] = Ticket,
            ["head"] = JsonSerializer.SerializeToNode(head, JsonSerializerOptions.Web),
            ["keys"] = JsonSerializer.SerializeToNode(keys, JsonSerializerOptions.Web),
            ["entries"] = new JsonArray([.. own.Select(leaf => new JsonObject
            {
                ["leaf"] = leaf,
                ["proof"] = new JsonArray([.. LeafRange.Inclusion(leaf, head.Size).Select(range => JsonValue.Create(Convert.ToBase64String(range.Hash(Hash))))]),
                ["entry"] = entries[leaf].DeepClone(),
            })]),
        };
    }

    public byte[] Hash(int leaf) => hashes[leaf];

    private JsonArray Peaks(int size) => [.. new LeafRange(0, size).Nodes().Select(node => JsonValue.Create(Convert.ToBase64String(Hash(node))))];

    private byte[] Root(long size) => new LeafRange(0, size).Hash(Hash);

    private byte[] Hash(TreeNode node)
    {
        var tree = new TreeFrontier();
        for (var leaf = node.Index << node.Level; leaf < (node.Index + 1) << node.Level; leaf++) tree.Append(hashes[(int)leaf]);
        return tree.Root();
    }

    private void Record(string stream, string type, JsonNode data)
    {
        var version = entries.Count(entry => entry["stream"]!.GetValue<string>() == stream) + 1;
        var at = DateTime.UnixEpoch.AddSeconds(1_000 + (entries.Count * 10));
        var bytes = LedgerLeaf.Bytes(
            $"analytics/{entries.Count + 1}", stream, version, type, data.ToJsonString(), """{"actor":"service:analytics"}""", at.AddMilliseconds(-5), at);
        entries.Add(JsonNode.Parse(Encoding.UTF8.GetString(bytes))!.AsObject());
        hashes.Add(MerkleHash.Leaf(bytes));
    }

    private long Milliseconds(int leaf) =>
        (long)(DateTime.Parse(entries[leaf]["at"]!.GetValue<string>(), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal) - DateTime.UnixEpoch).TotalMilliseconds;
}
