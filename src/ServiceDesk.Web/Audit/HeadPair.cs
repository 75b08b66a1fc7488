using System.Text.Json;
using ServiceDesk.Proofs;
using ServiceDesk.Web.Services;

namespace ServiceDesk.Web.Audit;

/// <summary>Two heads of the ledger, and what proves that the first is the beginning of the second. Sent to scripts as it is.</summary>
public sealed record HeadPair(IReadOnlyList<LedgerKey> Keys, TreeHead First, TreeHead Second, IReadOnlyList<string> Proof)
{
    /// <summary>The signed heads of two sizes; the first is the one that somebody kept, word for word, when there is one.</summary>
    public static async Task<Answer<HeadPair>> Load(TreeHead? kept, long? first, long? second, ServicesClient services, CancellationToken cancel)
    {
        var keys = await services.LedgerKeys(cancel);
        if (keys.Value is null) return new(null, keys.Problem);
        var newest = second is { } size ? await Of(size, services, cancel) : await services.LastHead(cancel);
        if (newest.Value is not { } end) return new(null, newest.Problem ?? Unknown("second"));
        var begin = kept;
        if (begin is null)
        {
            var found = await Of(first ?? end.Size, services, cancel);
            if (found.Value is null) return new(null, found.Problem ?? Unknown("first"));
            begin = Plain(found.Value);
        }
        if (begin.Size > end.Size) return new(null, Problem.Field("first", "must not be larger than the second"));
        var proof = await services.Consistency(begin.Size, end.Size, cancel);
        return proof.Value is { } proven
            ? new(new HeadPair([.. keys.Value.Items.Select(key => new LedgerKey(key.Id, key.PublicKey, key.Previous, key.Signature))], begin, Plain(end), proven.Proof), null)
            : new(null, proof.Problem);
    }

    /// <summary>A head as somebody kept it; null when it is none.</summary>
    public static TreeHead? Read(string? json)
    {
        if (string.IsNullOrWhiteSpace(json)) return null;
        try
        {
            return JsonSerializer.Deserialize<TreeHead>(json, JsonSerializerOptions.Web) is { Root: not null, Key: not null, Signature: not null, Size: > 0 } head ? head : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether the server finds both signatures and the path right.</summary>
    public bool IsRight => IsSigned(First) && IsSigned(Second)
        && Bytes(First.Root) is { } begin && Bytes(Second.Root) is { } end && Proof.Select(Bytes).ToList() is var path && path.TrueForAll(hash => hash is not null)
        && MerkleProof.IsConsistent(First.Size, Second.Size, begin, end, [.. path.Select(hash => hash!)]);

    private bool IsSigned(TreeHead head) => Keys.FirstOrDefault(key => key.Id == head.Key) is { IsGenuine: true } key && head.IsSignedBy(key);

    private static async Task<Answer<LedgerHead>> Of(long size, ServicesClient services, CancellationToken cancel)
    {
        var found = await services.Heads(Math.Max(0, size - 1), 1, cancel);
        return new(found.Value?.Items.FirstOrDefault(head => head.Size == size), found.Problem);
    }

    private static TreeHead Plain(LedgerHead head) => new(head.Size, head.Root, head.Timestamp, head.Key, head.Signature);

    private static Problem Unknown(string field) => Problem.Field(field, "is the size of no signed head");

    private static byte[]? Bytes(string base64)
    {
        var bytes = new byte[MerkleHash.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) && length == bytes.Length ? bytes : null;
    }
}
