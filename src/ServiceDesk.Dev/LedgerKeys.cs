using System.Security.Cryptography;

namespace ServiceDesk.Dev;

/// <summary>The key with which Analytics signs heads of the ledger, and the one before, which introduces it.</summary>
internal static class LedgerKeys
{
    private const string Current = "ledgerSigningKey";
    private const string Before = "previousLedgerSigningKey";

    internal static string Private(Secrets secrets) => secrets.Get(Current, Create);

    internal static string? Previous(Secrets secrets) => secrets.Has(Before) ? secrets.Get(Before, Create) : null;

    /// <summary>Makes a new key; the one in use until now introduces it at the next start, which has to come before the next rotation.</summary>
    internal static void Rotate(Secrets secrets)
    {
        secrets.Set(Before, Private(secrets));
        secrets.Set(Current, Create());
    }

    private static string Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Convert.ToBase64String(key.ExportPkcs8PrivateKey());
    }
}
