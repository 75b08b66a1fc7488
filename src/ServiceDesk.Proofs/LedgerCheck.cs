using System.Globalization;
using System.Text.Json;

namespace ServiceDesk.Proofs;

/// <summary>
/// Reads an export of the ledger line by line, computes its tree anew, and names the first entry that is not what was signed. Needs nothing but the export; heads
/// and hashes that were kept elsewhere show what the export alone cannot: that a ledger was cut off, or written anew.
/// </summary>
/// <param name="keptHeads">Heads that somebody kept.</param>
/// <param name="keptHashes">Hashes of leaves that somebody kept, by index; null for those that nobody kept.</param>
/// <param name="keptKeys">Ids of keys that are believed; without any the first one of the export is.</param>
public sealed class LedgerCheck(IEnumerable<TreeHead> keptHeads, Func<long, byte[]?> keptHashes, IReadOnlySet<string> keptKeys)
{
    /// <summary>The form of exports that is read here, as their first line names it.</summary>
    public const string Form = "servicedesk-ledger/1";

    private const string HeadSigned = "analytics.tree-head-signed.v1";
    private const string KeyIntroduced = "analytics.signing-key-introduced.v1";

    private readonly Queue<TreeHead> kept = new(keptHeads.OrderBy(head => head.Size));
    private readonly KeyRing keys = new(keptKeys);
    private readonly Dictionary<long, string> roots = [];
    private readonly HashSet<string> introduced = [];

    private TreeFrontier? tree;
    private long from;
    private long? claimed;
    private TreeHead? stranger; // the last head by a key that is not believed
    private (long Position, string At) last = (0, "");

    /// <summary>The number of entries that were read and agree, and those before them that the export begins after.</summary>
    public long Size => tree?.Size ?? 0;

    /// <summary>How many heads were read whose signature and root are right.</summary>
    public int Heads { get; private set; }

    /// <summary>The number of entries that the last believed head covers.</summary>
    public long Covered { get; private set; }

    /// <summary>The keys that are believed.</summary>
    public IReadOnlyCollection<string> Keys => keys.Believed;

    /// <summary>Reads the next line.</summary>
    /// <param name="line">The line.</param>
    /// <returns>What is wrong, or null. After something was wrong no more lines are read.</returns>
    /// <exception cref="FormatException">It is no line of an export.</exception>
    public Finding? Read(string line)
    {
        try
        {
            using var document = CanonicalJson.Parse(line);
            var json = document.RootElement;
            if (tree is null) return Begin(json);
            if (json.TryGetProperty("entry", out var entry)) return Entry(json, entry);
            if (json.TryGetProperty("missing", out var missing)) return Finding.At(tree.Size, missing.GetString(), "it is gone from the log.");
            if (json.TryGetProperty("key", out var key)) return keys.Add(Strict.Read<LedgerKey>(key)) is { } wrong ? new Finding(null, null, null, wrong) : null;
            if (json.TryGetProperty("head", out var head)) return Head(Strict.Read<TreeHead>(head), json);
            throw new FormatException("It is no line of an export.");
        }
        catch (Exception error) when (Strict.IsNonsense(error))
        {
            throw new FormatException(Strict.Say(error), error);
        }
    }

    /// <summary>Tells that there are no more lines.</summary>
    /// <returns>What is missing, or null.</returns>
    public Finding? End()
    {
        if (tree is null) return new Finding(null, null, null, "There is no ledger here.");
        if (claimed > tree.Size) return Finding.At(tree.Size, null, $"the export ends before it, but speaks of {claimed} entries.");
        if (kept.TryPeek(out var head) && head.Size > tree.Size)
            return Finding.At(tree.Size, null, $"it is missing: the ledger ends before it, but a head signed at {Time(head)} counts {head.Size} entries.");
        if (Covered > 0 && stranger is { } other && other.Size > Covered)
            return new Finding(Math.Max(from, Covered), other.Size - 1, null, $"they were signed by {other.Key} alone, which is not believed.");
        return Covered == 0 && tree.Size > 0 ? new Finding(null, null, null, "No head by a key that is believed: nothing is proven.") : null;
    }

    private Finding? Begin(JsonElement json)
    {
        if (json.GetProperty("ledger").GetString() != Form) throw new FormatException($"Only exports of the form {Form} can be read.");
        from = json.GetProperty("after").GetInt64();
        claimed = json.GetProperty("size").GetInt64();
        var peaks = json.TryGetProperty("peaks", out var given) ? given.EnumerateArray().Select(peak => peak.GetBytesFromBase64()).ToList() : [];
        tree = new TreeFrontier(from, peaks);
        while (kept.TryPeek(out var head) && head.Size < from) kept.Dequeue(); // says nothing about what is read here
        return Kept();
    }

    private Finding? Entry(JsonElement json, JsonElement entry)
    {
        var (leaf, id, at) = (tree!.Size, Strict.Text(entry, "id"), Strict.Text(entry, "at"));
        if (!json.TryGetProperty("leaf", out var given)) return Finding.At(leaf, id, "it stands in the log, but was never an entry of the ledger.");
        if (given.GetInt64() != leaf) return Finding.At(leaf, null, $"it is missing: entry {given.GetInt64()} stands in its place.");
        var hash = LedgerLeaf.Hash(entry);
        if (json.TryGetProperty("hash", out var noted) && !hash.AsSpan().SequenceEqual(noted.GetBytesFromBase64()))
            return Finding.At(leaf, id, "it is not what was hashed when it was recorded.");
        if (keptHashes(leaf) is { } known && !hash.AsSpan().SequenceEqual(known))
            return Finding.At(leaf, id, "it is not what stood there when the hash that was kept was taken.");
        var position = long.Parse(id.AsSpan(id.LastIndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture);
        if (position <= last.Position) return Finding.At(leaf, id, "it stands behind one with a later position.");
        if (string.CompareOrdinal(at, last.At) < 0) return Finding.At(leaf, id, $"it says that it was recorded at {at}, before the entry that it stands behind.");
        if (kept.TryPeek(out var head) && leaf < head.Size && Milliseconds(at) > head.Timestamp)
            return Finding.At(leaf, id, $"it was recorded at {at}, in the place of another: a head signed at {Time(head)} counts {head.Size} entries.");
        last = (position, at);
        tree.Append(hash);
        return Records(leaf, id, entry) ?? Kept();
    }

    /// <summary>What an entry says of heads and keys must be what the export shows of them.</summary>
    private Finding? Records(long leaf, string id, JsonElement entry)
    {
        switch (entry.GetProperty("type").GetString())
        {
            case KeyIntroduced:
                var key = Strict.Read<LedgerKey>(entry.GetProperty("data"));
                introduced.Add(key.Id);
                return keys.Find(key.Id) == key ? null : Finding.At(leaf, id, $"it introduces the key {key.Id}, which the export does not show so.");
            case HeadSigned:
                var head = Strict.Read<TreeHead>(entry.GetProperty("data"));
                return head.Size <= from || roots.GetValueOrDefault(head.Size) == head.Root
                    ? null
                    : Finding.At(leaf, id, $"it records a head of {head.Size} entries that the export does not show so.");
            default: return null;
        }
    }

    private Finding? Head(TreeHead head, JsonElement json)
    {
        var id = json.TryGetProperty("event", out var recorded) ? recorded.GetString() : null;
        if (head.Size != tree!.Size) return new Finding(tree.Size, tree.Size, null, $"a head of {head.Size} entries stands before it.");
        var what = $"The head of {head.Size} entries ({id}) was";
        if (keys.Find(head.Key) is not { } key || !head.IsSignedBy(key)) return new Finding(null, null, id, $"{what} not signed by {head.Key}.");
        if (from == 0 && !introduced.Contains(key.Id)) return new Finding(null, null, id, $"{what} signed by {key.Id} before that was introduced.");
        if (Milliseconds(last.At) > head.Timestamp) return new Finding(null, null, id, $"{what} signed before the last of them was recorded.");
        if (Differs(head) is { } finding) return finding;
        roots[head.Size] = head.Root;
        Heads++;
        if (keys.Believes(key.Id)) Covered = head.Size;
        else stranger = head;
        return null;
    }

    /// <summary>Compares the tree with the heads that were kept of this size.</summary>
    private Finding? Kept()
    {
        while (kept.TryPeek(out var head) && head.Size == tree!.Size)
        {
            if (Differs(head) is { } finding) return finding;
            kept.Dequeue();
        }
        return null;
    }

    private Finding? Differs(TreeHead head)
    {
        var computed = Convert.ToBase64String(tree!.Root());
        if (computed == head.Root) return null;
        var agreed = Math.Max(from, roots.Count == 0 ? from : roots.Keys.Max());
        return new Finding(
            agreed, head.Size - 1, null, $"one of them, and maybe more, is not what was signed at {Time(head)}. Hashes or an export from before tell which is the first.");
    }

    private static long Milliseconds(string at)
    {
        if (at.Length == 0) return 0;
        var utc = DateTime.Parse(at, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal);
        return (utc - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMillisecond;
    }

    private static string Time(TreeHead head) =>
        DateTime.UnixEpoch.AddMilliseconds(head.Timestamp).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
