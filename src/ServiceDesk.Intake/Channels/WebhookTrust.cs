using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;
using NodaTime;
using ServiceDesk.Intake.Webhooks;

namespace ServiceDesk.Intake.Channels;

/// <summary>
/// The secrets of inbound webhooks, derived from the desk's own (HKDF, RFC 5869): nothing is stored, and who reads the log learns none.
/// Whether a message is signed with one of them.
/// </summary>
internal sealed class WebhookTrust(string deskSecret)
{
    private const int keyBytes = 32;
    private const string scheme = "sha256=";

    private static readonly Duration overlap = Duration.FromDays(1);

    private readonly byte[] key = Convert.FromBase64String(deskSecret);

    /// <summary>A secret as its sender is configured with it.</summary>
    public string Secret(string webhook, Verification verification, int version)
    {
        var derived = HKDF.DeriveKey(HashAlgorithmName.SHA256, key, keyBytes, info: Encoding.UTF8.GetBytes($"servicedesk inbound webhook\n{webhook}\n{version}"));
        return verification == Verification.StandardWebhooks ? WebhookSecret.Prefix + Convert.ToBase64String(derived) : Convert.ToHexStringLower(derived);
    }

    /// <summary>Whether a message is its sender's. A webhook that does not exist or takes no signature takes as long to say no.</summary>
    public bool IsTrusted(ChannelDefined? defined, Func<string, StringValues> header, ReadOnlySpan<byte> body, Instant now)
    {
        var verification = defined?.Definition.Verification ?? Verification.None;
        var name = defined?.Webhook ?? "";
        var newest = defined?.SecretVersion ?? 1;
        List<string> secrets = [Secret(name, verification, newest)];
        if (newest > 1 && now - defined!.SecretSince < overlap) secrets.Add(Secret(name, verification, newest - 1));
        if (verification == Verification.StandardWebhooks)
        {
            return WebhookSignature.Refusal(
                header(WebhookSignature.IdHeader), header(WebhookSignature.TimestampHeader), header(WebhookSignature.SignatureHeader), body,
                [.. secrets.Select(WebhookSecret.Parse)], now) is null;
        }
        var given = Bytes(header(defined?.Definition.Header ?? "x-signature").ToString());
        var isSigned = false;
        foreach (var secret in secrets) isSigned |= CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body), given);
        return isSigned && verification == Verification.HmacSha256;
    }

    private static byte[] Bytes(string signature)
    {
        if (signature.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) signature = signature[scheme.Length..];
        var bytes = new byte[keyBytes];
        if (signature.Length == 2 * keyBytes && Convert.FromHexString(signature, bytes, out _, out _) == System.Buffers.OperationStatus.Done) return bytes;
        return Convert.TryFromBase64String(signature, bytes, out var written) && written == keyBytes ? bytes : [];
    }
}
