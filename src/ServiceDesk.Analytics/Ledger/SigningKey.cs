using System.Security.Cryptography;
using ServiceDesk.Proofs;

namespace ServiceDesk.Analytics;

/// <summary>The private key that heads are signed with, from the configuration and never from the database; and those from before, while it replaces one of them.</summary>
internal sealed class SigningKey(ECDsa key, IReadOnlyList<ECDsa> previous)
{
    private readonly Lock gate = new();
    private readonly byte[] publicKey = key.ExportSubjectPublicKeyInfo();

    /// <summary>The hex SHA-256 of the public key.</summary>
    public string Id => LedgerKey.IdOf(publicKey);

    /// <summary>Base64 of its SubjectPublicKeyInfo.</summary>
    public string PublicKey => Convert.ToBase64String(publicKey);

    /// <summary>Null when none is configured: then no heads are signed.</summary>
    /// <exception cref="InvalidOperationException">What is configured is no such key.</exception>
    public static SigningKey? Of(IConfiguration configuration) => Read(configuration, "Ledger:SigningKey") switch
    {
        [] => null,
        [var key] => new SigningKey(key, Read(configuration, "Ledger:PreviousSigningKey")),
        _ => throw new InvalidOperationException("Ledger:SigningKey is more than one key."),
    };

    /// <summary>The key as it is introduced after another; by itself when the key before is not at hand.</summary>
    /// <param name="last">The id of the key in use; null when there is none.</param>
    public LedgerKey Introduce(string? last)
    {
        lock (gate) return LedgerKey.Introduce(key, previous.FirstOrDefault(one => LedgerKey.IdOf(one.ExportSubjectPublicKeyInfo()) == last));
    }

    public TreeHead Sign(long size, byte[] root, long timestamp)
    {
        lock (gate) return TreeHead.Sign(size, root, timestamp, key);
    }

    /// <summary>ECDSA P-256 with SHA-256 over any bytes, in the form of RFC 3279.</summary>
    public byte[] Sign(ReadOnlySpan<byte> bytes)
    {
        lock (gate) return key.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>Keys with spaces between.</summary>
    private static IReadOnlyList<ECDsa> Read(IConfiguration configuration, string name) =>
        [.. (configuration[name] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => Read(text, name))];

    private static ECDsa Read(string text, string name)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(Convert.FromBase64String(text), out _);
        }
        catch (Exception wrong) when (wrong is FormatException or CryptographicException)
        {
            throw new InvalidOperationException($"{name} is no P-256 private key: base64 of PKCS#8 is wanted.", wrong);
        }
        return key.KeySize == 256 ? key : throw new InvalidOperationException($"{name} is no P-256 private key.");
    }
}
