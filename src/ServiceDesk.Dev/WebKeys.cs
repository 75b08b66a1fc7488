using System.Security.Cryptography;

namespace ServiceDesk.Dev;

/// <summary>The key with which Web signs its tokens and the services check them.</summary>
internal static class WebKeys
{
    internal static string Private(Secrets secrets) => secrets.Get("webSigningKey", () =>
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Convert.ToBase64String(key.ExportPkcs8PrivateKey());
    });

    internal static string Public(Secrets secrets)
    {
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(Convert.FromBase64String(Private(secrets)), out _);
        return Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
    }
}
