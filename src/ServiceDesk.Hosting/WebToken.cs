using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NodaTime;

namespace ServiceDesk.Hosting;

/// <summary>The five-minute token with which Web passes on who acts: a JWT signed with ES256 (RFC 7515, RFC 7519).</summary>
internal sealed class WebToken(string publicKey, IClock clock)
{
    private const string Issuer = "servicedesk-web";
    private static readonly Duration longest = Duration.FromMinutes(5);
    private static readonly Duration skew = Duration.FromSeconds(30);

    private readonly ECDsa key = Import(publicKey);

    /// <summary>The principal that a token names, or null when it is not Web's, not ours to accept, or over.</summary>
    public ClaimsPrincipal? Authenticate(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3) return null;
        try
        {
            using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]));
            if (header.RootElement.GetProperty("alg").GetString() != "ES256") return null;
            var signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
            lock (key)
            {
                if (!key.VerifyData(signed, Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256)) return null;
            }
            using var payload = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            return Accept(payload.RootElement);
        }
        catch (Exception malformed) when (malformed is JsonException or FormatException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private ClaimsPrincipal? Accept(JsonElement claims)
    {
        var now = clock.GetCurrentInstant();
        var issued = Instant.FromUnixTimeSeconds(claims.GetProperty("iat").GetInt64());
        var expires = Instant.FromUnixTimeSeconds(claims.GetProperty("exp").GetInt64());
        if (claims.GetProperty("iss").GetString() != Issuer || expires - issued > longest || now >= expires || now < issued - skew) return null;
        var roles = claims.GetProperty("roles").EnumerateArray().Select(role => role.GetString()!).ToArray();
        var organization = claims.TryGetProperty("org", out var org) ? org.GetString() : null;
        return new ClaimsPrincipal(new ActorIdentity(new Actor(claims.GetProperty("sub").GetString()!, roles, organization, "web")));
    }

    private static ECDsa Import(string publicKey)
    {
        var imported = ECDsa.Create();
        imported.ImportSubjectPublicKeyInfo(Convert.FromBase64String(publicKey), out _);
        return imported;
    }
}
