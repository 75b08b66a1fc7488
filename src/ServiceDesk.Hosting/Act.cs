using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Hosting;

/// <summary>What surrounds a command: who, when, under which condition, and what makes its repetition harmless.</summary>
/// <param name="Actor">Who acts.</param>
/// <param name="IfMatch">The version the caller saw; null = any.</param>
/// <param name="IdempotencyKey">The caller's key; null = none.</param>
/// <param name="Now">The instant of the request.</param>
public sealed record Act(Actor Actor, int? IfMatch, string? IdempotencyKey, Instant Now)
{
    private static readonly Guid requests = new("8f0f4c0e-3c1d-5b7a-9d62-1a7e5d0c4b11");
    private const int FingerprintBytes = 16;
    private static readonly Duration lateByAgents = Duration.FromHours(24);

    /// <summary>Reads the headers of a command.</summary>
    /// <param name="context">The request.</param>
    /// <exception cref="RefusedException">A header is malformed.</exception>
    public static ValueTask<Act?> BindAsync(HttpContext context)
    {
        var actor = Actor.Of(context.User) ?? throw new InvalidOperationException("A command needs an authenticated actor.");
        var now = context.RequestServices.GetRequiredService<IClock>().GetCurrentInstant().ToMicroseconds();
        return ValueTask.FromResult<Act?>(new Act(actor, Version(context.Request.Headers.IfMatch), Key(context.Request.Headers["Idempotency-Key"]), now));
    }

    /// <summary>The id of the idempotent request: client and key, so that a repeated creation meets its own stream. Null without a key.</summary>
    /// <param name="key">The key; for a line of a batch its own.</param>
    public Guid? RequestId(string? key) => key is null ? null : NameBasedId.Create(requests, $"{Actor.Id}\n{key}");

    /// <summary>What stands beside the events of this command.</summary>
    /// <param name="request">The id of the idempotent request.</param>
    /// <param name="content">What was asked, to tell a repetition from another request under the same key.</param>
    public EventMeta Meta(Guid? request, object content) => new()
    {
        Actor = Actor.Id,
        Via = Actor.Via,
        TraceParent = Activity.Current?.Id,
        Request = request?.ToString(),
        Fingerprint = request is null ? null : Fingerprint(content),
    };

    /// <summary>When the act happened: now, or the instant that the caller's role allows to name.</summary>
    /// <param name="occurredAt">As sent.</param>
    /// <exception cref="RefusedException">The instant lies in the future, or too far back for the role.</exception>
    public Instant Occurred(Instant? occurredAt)
    {
        if (occurredAt is not { } at) return Now;
        if (at > Now) throw new RefusedException(Problem.Field("occurredAt", "lies in the future"));
        if (Actor.Is(Roles.System, Roles.Admin)) return at;
        if (!Actor.Is(Roles.Agent, Roles.Lead)) throw new RefusedException(Problem.Field("occurredAt", "may be set by the roles system, admin, agent and lead only"));
        if (at < Now - lateByAgents) throw new RefusedException(Problem.Field("occurredAt", "lies more than 24 hours back"));
        return at;
    }

    /// <summary>Checks a key as the IETF draft draws it, with or without the quotes of a structured string.</summary>
    /// <param name="key">As sent.</param>
    /// <exception cref="RefusedException">It is empty, longer than 255 characters, or holds other than printable ASCII.</exception>
    public static string? Key(string? key)
    {
        if (key is null) return null;
        if (key is ['"', .. var inner, '"']) key = inner;
        if (key.Length is 0 or > 255 || key.Any(c => c is < ' ' or > '~'))
            throw new RefusedException(Problem.Of(StatusCodes.Status400BadRequest, "bad-idempotency-key", "An idempotency key has 1 to 255 printable ASCII characters."));
        return key;
    }

    private static string Fingerprint(object content) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(content, content.GetType(), HttpJson.Options)).AsSpan(0, FingerprintBytes));

    private static int? Version(string? header)
    {
        if (string.IsNullOrEmpty(header) || header == "*") return null;
        return int.TryParse(header.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw new RefusedException(Problem.Of(StatusCodes.Status400BadRequest, "bad-if-match", "If-Match holds the ETag of an earlier answer, such as \"3\"."));
    }
}

/// <summary>Ids made from names (RFC 9562, version 5).</summary>
public static class NameBasedId
{
    /// <summary>The id of a name within a namespace; the same for the same two.</summary>
    /// <param name="space">The namespace.</param>
    /// <param name="name">The name.</param>
    public static Guid Create(Guid space, string name)
    {
        Span<byte> input = stackalloc byte[16 + Encoding.UTF8.GetMaxByteCount(Math.Min(name.Length, 300))];
        if (name.Length > 300) input = new byte[16 + Encoding.UTF8.GetByteCount(name)];
        space.TryWriteBytes(input, bigEndian: true, out _);
        var length = 16 + Encoding.UTF8.GetBytes(name, input[16..]);
        Span<byte> hash = stackalloc byte[20];
        SHA1.HashData(input[..length], hash); // version 5 is defined over SHA-1; nothing secret depends on it
        return WithVersion(hash, 5);
    }

    /// <summary>An id from 16 bytes of one's own making.</summary>
    /// <param name="bytes">At least 16 bytes.</param>
    /// <param name="version">5 for names, 8 for anything else.</param>
    public static Guid WithVersion(Span<byte> bytes, int version)
    {
        bytes[6] = (byte)((bytes[6] & 0x0f) | (version << 4));
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes[..16], bigEndian: true);
    }
}

/// <summary>How bodies look over HTTP.</summary>
public static class HttpJson
{
    /// <summary>The conventions of section 5 of the architecture.</summary>
    public static JsonSerializerOptions Options { get; } = Make();

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web).AddConventions();
        options.TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver();
        options.MakeReadOnly();
        return options;
    }
}
