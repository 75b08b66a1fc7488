using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace ServiceDesk.Intake.Webhooks;

/// <summary>
/// Signs and verifies messages as Standard Webhooks does: HMAC-SHA256 over id, time and body, one signature for each secret, so that a
/// secret can be replaced while both are valid.
/// </summary>
internal static class WebhookSignature
{
    public const string IdHeader = "webhook-id", TimestampHeader = "webhook-timestamp", SignatureHeader = "webhook-signature";
    private const string version = "v1,";

    public static Duration Tolerance { get; } = Duration.FromMinutes(5);

    /// <summary>The value of <see cref="SignatureHeader"/>.</summary>
    /// <exception cref="ArgumentException">There is no secret, or the id could be confused with the time behind it.</exception>
    public static string Sign(string id, Instant at, ReadOnlySpan<byte> body, IReadOnlyList<WebhookSecret> secrets)
    {
        if (!IsId(id)) throw new ArgumentException("A webhook's id has printable characters without a full stop.", nameof(id));
        if (secrets.Count == 0) throw new ArgumentException("A webhook needs a secret.", nameof(secrets));
        var signatures = new string[secrets.Count];
        for (var each = 0; each < secrets.Count; each++) signatures[each] = Sign(id, Timestamp(at), body, secrets[each]);
        return string.Join(' ', signatures);
    }

    /// <summary>The value of <see cref="TimestampHeader"/>.</summary>
    public static string Timestamp(Instant at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>Why a message is not to be trusted; null when it is. What is exactly as old or new as the tolerance still counts.</summary>
    public static string? Refusal(
        string? id, string? timestamp, string? signatures, ReadOnlySpan<byte> body, IReadOnlyList<WebhookSecret> secrets, Instant now)
    {
        if (string.IsNullOrEmpty(id)) return $"{IdHeader} is missing";
        if (string.IsNullOrEmpty(timestamp)) return $"{TimestampHeader} is missing";
        if (string.IsNullOrEmpty(signatures)) return $"{SignatureHeader} is missing";
        if (!IsId(id)) return $"{IdHeader} must be printable characters without a full stop";
        if (timestamp.Length > 10 || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return $"{TimestampHeader} must be whole seconds since 1970";
        var age = now - Instant.FromUnixTimeSeconds(seconds);
        if (age > Tolerance) return $"{TimestampHeader} is too old";
        if (age < -Tolerance) return $"{TimestampHeader} is in the future";
        return IsSigned(id, timestamp, signatures, body, secrets) ? null : $"{SignatureHeader} does not match";
    }

    /// <summary>Every pair is compared, so that the time taken does not tell which secret it was.</summary>
    private static bool IsSigned(string id, string timestamp, string signatures, ReadOnlySpan<byte> body, IReadOnlyList<WebhookSecret> secrets)
    {
        var matches = false;
        foreach (var secret in secrets)
        {
            var expected = Encoding.UTF8.GetBytes(Sign(id, timestamp, body, secret));
            foreach (var given in signatures.Split(' ')) matches |= CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(given));
        }
        return matches;
    }

    private static string Sign(string id, string timestamp, ReadOnlySpan<byte> body, WebhookSecret secret)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret.Key);
        hmac.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        hmac.AppendData(body);
        return version + Convert.ToBase64String(hmac.GetHashAndReset());
    }

    /// <summary>With a full stop in the id, another split of id, time and body would have the same signature.</summary>
    private static bool IsId(string id) => id.Length is > 0 and <= 255 && id.All(character => character is > ' ' and < '\x7f' and not '.');
}
