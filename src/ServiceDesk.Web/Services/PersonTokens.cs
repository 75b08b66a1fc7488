using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Caching.Memory;
using NodaTime;
using ServiceDesk.Web.SignIn;

namespace ServiceDesk.Web.Services;

/// <summary>The five-minute ES256 tokens by which the services know for whom Web asks.</summary>
public sealed class PersonTokens : IDisposable
{
    private static readonly Duration lifetime = Duration.FromMinutes(5);
    private static readonly TimeSpan reusedFor = TimeSpan.FromMinutes(4);
    private static readonly string header = Base64Url.EncodeToString("""{"alg":"ES256","typ":"JWT"}"""u8);

    private readonly ECDsa key = ECDsa.Create();
    private readonly Lock signing = new();
    private readonly IMemoryCache cache;
    private readonly IClock clock;

    public PersonTokens(IConfiguration configuration, IMemoryCache cache, IClock clock)
    {
        var secret = configuration["Web:SigningKey"] ?? throw new InvalidOperationException("Web:SigningKey is missing: base64 of the PKCS#8 P-256 private key.");
        key.ImportPkcs8PrivateKey(Convert.FromBase64String(secret), out _);
        this.cache = cache;
        this.clock = clock;
    }

    public string For(Person person)
    {
        var claims = (typeof(PersonTokens), person.Id, string.Join(' ', person.Roles), person.Organization);
        if (cache.TryGetValue(claims, out string? token) && token is not null) return token;
        return cache.Set(claims, Sign(person), reusedFor);
    }

    public void Dispose() => key.Dispose();

    private string Sign(Person person)
    {
        var now = clock.GetCurrentInstant();
        var payload = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                iss = "servicedesk-web",
                sub = person.Id,
                roles = person.Roles,
                org = person.Organization,
                iat = now.ToUnixTimeSeconds(),
                exp = (now + lifetime).ToUnixTimeSeconds(),
            },
            Json.Options);
        var signed = $"{header}.{Base64Url.EncodeToString(payload)}";
        lock (signing) return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }
}
