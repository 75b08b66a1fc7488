using System.Text.Json;

namespace ServiceDesk.Proofs;

/// <summary>Checks the audit pack of one ticket: that each of its entries stands in the ledger that the head tells of, unchanged and in its place, and that none is left out between them.</summary>
public sealed class PackCheck
{
    /// <summary>The form of packs that is read here, as their member <c>pack</c> names it.</summary>
    public const string Form = "servicedesk-pack/1";

    private const string EntryOfOthers = "analytics.ledger-entry.v1";

    private readonly KeyRing keys;
    private readonly Dictionary<string, long> versions = [];

    private PackCheck(IReadOnlySet<string> keptKeys) => keys = new KeyRing(keptKeys);

    /// <summary>The ticket.</summary>
    public string Ticket { get; private set; } = "";

    /// <summary>Whether the pack says of itself that it leaves entries of the ticket out: then nobody is told which, nor how many.</summary>
    public bool IsSelection { get; private set; }

    /// <summary>How many entries agree.</summary>
    public int Entries { get; private set; }

    /// <summary>The head that they were checked against.</summary>
    public TreeHead? Head { get; private set; }

    /// <summary>Checks a pack.</summary>
    /// <param name="json">The pack.</param>
    /// <param name="keptHeads">Heads that somebody kept; one of the same size as the pack's must be the same.</param>
    /// <param name="keptKeys">Ids of keys that are believed; without any the first one of the pack is.</param>
    /// <returns>What was read, and what is wrong, or null.</returns>
    /// <exception cref="FormatException">It is no pack.</exception>
    public static (PackCheck Pack, Finding? Finding) Read(string json, IEnumerable<TreeHead> keptHeads, IReadOnlySet<string> keptKeys)
    {
        var pack = new PackCheck(keptKeys);
        try
        {
            using var document = CanonicalJson.Parse(json);
            return (pack, pack.Check(document.RootElement, keptHeads));
        }
        catch (Exception error) when (Strict.IsNonsense(error))
        {
            throw new FormatException(Strict.Say(error), error);
        }
    }

    private Finding? Check(JsonElement json, IEnumerable<TreeHead> keptHeads)
    {
        if (json.GetProperty("pack").GetString() != Form) throw new FormatException($"Only packs of the form {Form} can be read.");
        Ticket = Strict.Text(json, "ticket");
        IsSelection = json.TryGetProperty("selection", out var selection) && selection.GetBoolean();
        foreach (var key in json.GetProperty("keys").EnumerateArray())
        {
            if (keys.Add(Strict.Read<LedgerKey>(key)) is { } wrong) return new Finding(null, null, null, wrong);
        }
        var head = Head = Strict.Read<TreeHead>(json.GetProperty("head"));
        if (keys.Find(head.Key) is not { } signer || !head.IsSignedBy(signer)) return new Finding(null, null, null, $"The head was not signed by {head.Key}.");
        if (!keys.Believes(head.Key)) return new Finding(null, null, null, $"The head was signed by {head.Key}, which is not believed.");
        if (keptHeads.FirstOrDefault(kept => kept.Size == head.Size && kept.Root != head.Root) is not null)
            return new Finding(null, null, null, $"The head is not the one of {head.Size} entries that was kept.");
        var last = -1L;
        foreach (var entry in json.GetProperty("entries").EnumerateArray())
        {
            if (CheckEntry(entry, head, last) is { } wrong) return wrong;
            last = entry.GetProperty("leaf").GetInt64();
            Entries++;
        }
        return Entries == 0 ? new Finding(null, null, null, "There are no entries.") : null;
    }

    private Finding? CheckEntry(JsonElement json, TreeHead head, long last)
    {
        var (leaf, entry) = (json.GetProperty("leaf").GetInt64(), json.GetProperty("entry"));
        var id = entry.GetProperty("id").GetString();
        if (leaf <= last) return Finding.At(leaf, id, "it does not stand behind the entries before it.");
        var proof = json.GetProperty("proof").EnumerateArray().Select(hash => Base64.TryRead(hash.GetString(), out var bytes) ? bytes : []).ToList();
        if (!Base64.TryRead(head.Root, out var root) || !MerkleProof.Includes(leaf, head.Size, LedgerLeaf.Hash(entry), proof, root))
            return Finding.At(leaf, id, "it is not what stands there in the ledger, or its proof is not that of this entry.");
        return IsOfOthers(entry) ? FollowsThere(leaf, id, entry.GetProperty("data")) : FollowsHere(leaf, id, entry);
    }

    private static bool IsOfOthers(JsonElement entry) => entry.GetProperty("type").GetString() == EntryOfOthers;

    private Finding? FollowsThere(long leaf, string? id, JsonElement heard) => heard.GetProperty("subject").GetString() == Ticket
        ? Follows(leaf, id, heard, heard.GetProperty("source").GetString())
        : NotOfTheTicket(leaf, id);

    /// <summary>What the keeper of the ledger recorded itself stands there without an envelope: who read the ticket there.</summary>
    private Finding? FollowsHere(long leaf, string? id, JsonElement entry) => entry.GetProperty("stream").GetString() == $"reads-{Ticket}"
        ? Follows(leaf, id, entry, "the ledger")
        : NotOfTheTicket(leaf, id);

    private static Finding NotOfTheTicket(long leaf, string? id) => Finding.At(leaf, id, "it is about something else than the ticket.");

    /// <summary>The entries of the ticket's own streams are numbered, so that one that is left out leaves a gap.</summary>
    private Finding? Follows(long leaf, string? id, JsonElement one, string? source)
    {
        var stream = $"{one.GetProperty("stream").GetString()} of {source}";
        var (version, before) = (one.GetProperty("version").GetInt64(), versions.GetValueOrDefault(stream));
        if (version <= before) return Finding.At(leaf, id, $"version {version} of {stream} does not follow version {before}.");
        if (version != before + 1 && !IsSelection) return Finding.At(leaf, id, $"version {before + 1} of {stream} is left out before it.");
        versions[stream] = version;
        return null;
    }
}
