using System.Text.Json;
using ServiceDesk.Proofs;

namespace ServiceDesk.Verify;

/// <summary>What to check, and what the checker knows from elsewhere.</summary>
internal sealed record Request(string File, IReadOnlyList<string> Heads, string? Known, IReadOnlySet<string> Keys)
{
    /// <summary>Null when the arguments make no sense.</summary>
    public static Request? Parse(IReadOnlyList<string> arguments)
    {
        var (file, heads, known, keys) = ((string?)null, new List<string>(), (string?)null, new HashSet<string>());
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal) && file is null) file = arguments[i];
            else if (i + 1 == arguments.Count) return null;
            else if (arguments[i] == "--head") heads.Add(arguments[++i]);
            else if (arguments[i] == "--known" && known is null) known = arguments[++i];
            else if (arguments[i] == "--key") keys.Add(arguments[++i].ToLowerInvariant());
            else return null;
        }
        return file is null ? null : new Request(file, heads, known, keys);
    }

    /// <summary>Whether all is right, and what to say of it.</summary>
    public (bool IsRight, string Verdict) Check()
    {
        var heads = Heads.SelectMany(System.IO.File.ReadLines).Where(line => !string.IsNullOrWhiteSpace(line)).Select(Head).ToList();
        return IsExport() ? CheckExport(heads) : CheckPack(heads);
    }

    private (bool, string) CheckExport(List<TreeHead> heads)
    {
        var known = Known is null ? [] : KnownHashes(Known);
        var check = new LedgerCheck(heads, leaf => known.GetValueOrDefault(leaf), Keys);
        var number = 0;
        foreach (var line in System.IO.File.ReadLines(File))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            try
            {
                if (check.Read(line) is { } wrong) return (false, $"{wrong} (line {number})");
            }
            catch (FormatException error)
            {
                throw new FormatException($"Line {number} cannot be read: {error.Message}", error);
            }
        }
        if (check.End() is { } missing) return (false, missing.ToString());
        if (known.Count > 0 && known.Keys.Max() >= check.Size) return (false, $"Entry {check.Size}: it is missing: the export from before has {known.Keys.Max() + 1} entries.");
        var open = check.Size - check.Covered;
        return (true, $"{check.Size} entries agree with {check.Heads} heads{(open > 0 ? $"; the last {open} are covered by none yet" : "")}. {Signed(check.Keys)}");
    }

    private (bool, string) CheckPack(List<TreeHead> heads)
    {
        var (pack, wrong) = PackCheck.Read(System.IO.File.ReadAllText(File), heads, Keys);
        return wrong is null
            ? (true, $"{pack.Entries} entries of ticket {pack.Ticket} stand in the ledger of {pack.Head!.Size} entries{(pack.IsSelection ? "; they are a selection, and what it leaves out is not shown" : "")}. {Signed([pack.Head.Key])}")
            : (false, wrong.ToString());
    }

    private string Signed(IReadOnlyCollection<string> keys) => Keys.Count > 0
        ? $"Signed by {string.Join(", ", keys)}."
        : $"Signed by {string.Join(", ", keys)}: compare that with what the operator published, or name it with --key.";

    private bool IsExport()
    {
        try
        {
            using var first = JsonDocument.Parse(System.IO.File.ReadLines(File).FirstOrDefault() ?? "");
            return first.RootElement.ValueKind == JsonValueKind.Object && first.RootElement.TryGetProperty("ledger", out _);
        }
        catch (JsonException) // the first line of a pack that is written over several
        {
            return false;
        }
    }

    private static TreeHead Head(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var head = document.RootElement.TryGetProperty("head", out var inner) ? inner : document.RootElement;
            return head.Deserialize<TreeHead>(JsonSerializerOptions.Web) is { Root: not null, Key: not null, Signature: not null } whole
                ? whole
                : throw new FormatException("A head that was kept is incomplete.");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new FormatException($"A head that was kept cannot be read: {error.Message}", error);
        }
    }

    /// <summary>The hashes of an export from before, as its entries give them; the export itself must have been checked at its time.</summary>
    private static Dictionary<long, byte[]> KnownHashes(string export)
    {
        var hashes = new Dictionary<long, byte[]>();
        foreach (var line in System.IO.File.ReadLines(export).Where(line => line.Contains("\"leaf\":", StringComparison.Ordinal)))
        {
            try
            {
                using var document = JsonDocument.Parse(line);
                if (document.RootElement.TryGetProperty("entry", out var entry))
                    hashes[document.RootElement.GetProperty("leaf").GetInt64()] = MerkleHash.Leaf(CanonicalJson.Exact(entry.GetRawText()));
            }
            catch (Exception error) when (error is JsonException or InvalidOperationException)
            {
                throw new FormatException($"The export from before cannot be read: {error.Message}", error);
            }
        }
        return hashes;
    }
}
