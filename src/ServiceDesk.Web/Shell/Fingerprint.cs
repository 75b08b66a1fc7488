using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using ServiceDesk.Web.Services;

namespace ServiceDesk.Web.Shell;

/// <summary>
/// Tells whether what a fragment shows has changed. The minute belongs to it, because remaining times are shown by the minute.
/// </summary>
internal static class Fingerprint
{
    public static string Of(Phrases say, params ReadOnlySpan<object?> shown)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in shown)
            hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(part, Json.Options));
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes($"{CultureInfo.CurrentUICulture.Name} {say.Now.ToUnixTimeSeconds() / 60}"));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
