using System.Security.Cryptography;

namespace ServiceDesk.Dev;

/// <summary>The key with which Analytics signs heads of the ledger, and those from before, of which the last one in use introduces it.</summary>
internal static class LedgerKeys
{
    private const string Current = "ledgerSigningKey";
    private const string Before = "previousLedgerSigningKey";
    private const char Between = ' ';

    internal static string Private(Secrets secrets) => secrets.Get(Current, Create);

    /// <summary>Every key from before, the oldest first; null when there is none.</summary>
    internal static string? Previous(Secrets secrets) => secrets.Has(Before) ? secrets.Get(Before, Create) : null;

    /// <summary>
    /// Makes a new key; the one in use until now introduces it at the next start. Which one that is only the ledger knows, where keys were made between two
    /// starts: so all are kept. The old one is kept before the new one takes its place, because the command may end between the two.
    /// </summary>
    internal static void Rotate(Secrets secrets)
    {
        var before = Previous(secrets)?.Split(Between) ?? [];
        secrets.Set(Before, string.Join(Between, before.Append(Private(secrets)).Distinct()));
        secrets.Set(Current, Create());
    }

    private static string Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Convert.ToBase64String(key.ExportPkcs8PrivateKey());
    }
}
