using System.Security.Cryptography;

namespace ServiceDesk.Analytics.Reports;

/// <summary>What a report's manifest is sealed with: the key of the ledger's tree heads, and the newest head.</summary>
internal interface ILedgerSeal
{
    /// <summary>The hex SHA-256 of the public key (SubjectPublicKeyInfo); null when no key is configured.</summary>
    string? KeyId { get; }

    /// <summary>The public key as base64 SubjectPublicKeyInfo.</summary>
    string? PublicKey { get; }

    /// <summary>ECDSA P-256 with SHA-256, in the form of RFC 3279.</summary>
    byte[] Sign(ReadOnlySpan<byte> bytes);

    /// <summary>The signed head of the ledger that covers a position; null while there is none.</summary>
    Task<CoveringHead?> HeadAt(long position, CancellationToken cancel);
}

/// <summary>A signed tree head, with the least size that covers a position.</summary>
internal sealed record CoveringHead(long Size, string RootHash, string Signature);

/// <summary>Seals with the key <c>Ledger:SigningKey</c> (base64 of PKCS#8).</summary>
internal sealed class ConfiguredSeal : ILedgerSeal, IDisposable
{
    private readonly Lock gate = new();
    private readonly ECDsa? key;

    public ConfiguredSeal(IConfiguration configuration)
    {
        if (configuration["Ledger:SigningKey"] is not { Length: > 0 } text) return;
        key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(Convert.FromBase64String(text), out _);
        var spki = key.ExportSubjectPublicKeyInfo();
        (KeyId, PublicKey) = (Convert.ToHexStringLower(SHA256.HashData(spki)), Convert.ToBase64String(spki));
    }

    public string? KeyId { get; }

    public string? PublicKey { get; }

    public byte[] Sign(ReadOnlySpan<byte> bytes)
    {
        lock (gate) return key!.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    public Task<CoveringHead?> HeadAt(long position, CancellationToken cancel) => Task.FromResult<CoveringHead?>(null);

    public void Dispose() => key?.Dispose();
}
