using System.Security.Cryptography;
using System.Text;

namespace ServiceDesk.Proofs;

/// <summary>A key that heads of the ledger are signed with, and the word of the key before it that it is its successor.</summary>
/// <param name="Id">The SHA-256 of the public key's SubjectPublicKeyInfo, in lower-case hex.</param>
/// <param name="PublicKey">The SubjectPublicKeyInfo, in base64.</param>
/// <param name="Previous">The id of the key before; null for the first, and where the key before was lost.</param>
/// <param name="Signature">The signature of the key before, in base64; null where there is none.</param>
public sealed record LedgerKey(string Id, string PublicKey, string? Previous, string? Signature)
{
    /// <summary>The id of a public key.</summary>
    /// <param name="subjectPublicKeyInfo">The key.</param>
    public static string IdOf(byte[] subjectPublicKeyInfo) => Convert.ToHexStringLower(SHA256.HashData(subjectPublicKeyInfo));

    /// <summary>Introduces a key.</summary>
    /// <param name="key">The key; only its public half is used.</param>
    /// <param name="previous">The key before, which signs; null when there is none.</param>
    public static LedgerKey Introduce(ECDsa key, ECDsa? previous)
    {
        var info = key.ExportSubjectPublicKeyInfo();
        var introduced = new LedgerKey(IdOf(info), Convert.ToBase64String(info), previous is null ? null : IdOf(previous.ExportSubjectPublicKeyInfo()), null);
        return previous is null
            ? introduced
            : introduced with { Signature = Convert.ToBase64String(previous.SignData(introduced.Word(), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)) };
    }

    /// <summary>Whether the id is that of the public key.</summary>
    public bool IsGenuine => Base64.TryRead(PublicKey, out var info) && IdOf(info) == Id;

    /// <summary>Whether another key introduced this one.</summary>
    /// <param name="previous">The other.</param>
    public bool IsIntroducedBy(LedgerKey previous) => Previous == previous.Id && Signature is not null && previous.Signed(Word(), Signature);

    /// <summary>Whether this key signed some bytes.</summary>
    internal bool Signed(byte[] bytes, string signature)
    {
        if (!Base64.TryRead(PublicKey, out var info) || !Base64.TryRead(signature, out var der)) return false;
        using var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(info, out _);
            return key.VerifyData(bytes, der, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private byte[] Word() => Encoding.ASCII.GetBytes($"servicedesk ledger key {Id} after {Previous}");
}

internal static class Base64
{
    public static bool TryRead(string? text, out byte[] bytes)
    {
        try
        {
            bytes = Convert.FromBase64String(text ?? "");
            return text is not null;
        }
        catch (FormatException)
        {
            bytes = [];
            return false;
        }
    }
}
