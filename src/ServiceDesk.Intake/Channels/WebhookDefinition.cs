using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Channels;

/// <summary>How a sender without an API key shows that a message is its own.</summary>
internal enum Verification
{
    /// <summary>Not at all: only callers with an API key are heard.</summary>
    None,

    /// <summary>As Standard Webhooks signs: id, time and body.</summary>
    StandardWebhooks,

    /// <summary>HMAC-SHA256 of the body in a header, as hex or base64, with or without <c>sha256=</c> before it.</summary>
    HmacSha256,
}

/// <summary>What an inbound webhook is: whose messages it takes, and what they mean.</summary>
/// <param name="Channel">What its tickets name as their channel, such as <c>chat</c>.</param>
/// <param name="Organization">Whose messages it takes; null = each message names its organisation.</param>
/// <param name="Mapping">How a message becomes a ticket.</param>
/// <param name="Appends">Whether a later message under a known key goes to its ticket; else it adds nothing.</param>
/// <param name="Verification">How messages without an API key are trusted.</param>
/// <param name="Header">The header of <see cref="Verification.HmacSha256"/>.</param>
/// <param name="EventTypes">Types of CloudEvents that the mapping reads, too.</param>
internal sealed partial record WebhookDefinition(
    string Channel, string? Organization, JsonMapping Mapping, bool Appends, Verification Verification, string? Header, IReadOnlyList<string> EventTypes)
{
    private const int MostEventTypes = 50;

    /// <summary>Reads a definition, and whether a new secret is wanted with it.</summary>
    /// <exception cref="RefusedException">It is not JSON, or fields are wrong; all of them are named.</exception>
    public static (WebhookDefinition Definition, bool Rotates) Read(ReadOnlyMemory<byte> body, Actor actor, AccessDirectory directory)
    {
        if (StrictJson.Parse(body, out var problem) is not { } json) throw new RefusedException(problem!);
        if (json.ValueKind != JsonValueKind.Object) throw new RefusedException(Problem.Of(StatusCodes.Status400BadRequest, "malformed", "The body must be a JSON object."));
        var errors = new FieldErrors();
        var fields = new JsonFields(json, "", errors);
        var definition = Read(json, fields, errors, actor, directory);
        var rotates = Flag(json, "rotateSecret", errors);
        foreach (var member in json.EnumerateObject().Where(member => !Known.Contains(member.Name))) errors.Add(member.Name, "is not a field of this request");
        return errors.Any ? throw new RefusedException(errors.ToProblem()) : (definition, rotates);
    }

    private static string[] Known { get; } = ["channel", "organization", "mapping", "appends", "verification", "header", "eventTypes", "rotateSecret"];

    private static WebhookDefinition Read(JsonElement json, JsonFields fields, FieldErrors errors, Actor actor, AccessDirectory directory)
    {
        var channel = fields.Text("channel", 32) ?? "webhook";
        if (!Word().IsMatch(channel)) fields.Refuse("channel", "must be a lower-case word such as chat");
        var organization = fields.Text("organization", 63) ?? actor.Organization;
        if (organization is not null && ChannelOrganization.Fault(actor, directory, organization) is { } fault) fields.Refuse("organization", fault);
        var verification = Trust(fields);
        var header = fields.Text("header", 100);
        if (verification == Verification.HmacSha256 && header is null) fields.Refuse("header", "is required");
        if (header is not null && !HeaderName().IsMatch(header)) fields.Refuse("header", "must be the name of a header");
        if (header is not null && verification != Verification.HmacSha256) fields.Refuse("header", "belongs to hmac-sha256 only");
        var mapping = MappingReader.Read(json, errors);
        foreach (var (path, reasons) in mapping.Validate())
        {
            foreach (var reason in reasons) errors.Add($"mapping.{path}", reason);
        }
        return new WebhookDefinition(channel, organization, mapping, Flag(json, "appends", errors), verification, header, Types(json, errors));
    }

    private static Verification Trust(JsonFields fields)
    {
        var word = fields.Text("verification", 50);
        foreach (var one in Enum.GetValues<Verification>())
        {
            if (word is null || Words.Of(one) == word) return one;
        }
        fields.Refuse("verification", $"must be one of {string.Join(", ", Enum.GetValues<Verification>().Select(Words.Of))}");
        return Verification.None;
    }

    private static bool Flag(JsonElement json, string name, FieldErrors errors)
    {
        if (!json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return false;
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) errors.Add(name, "must be true or false");
        return value.ValueKind == JsonValueKind.True;
    }

    private static List<string> Types(JsonElement json, FieldErrors errors)
    {
        if (!json.TryGetProperty("eventTypes", out var value) || value.ValueKind == JsonValueKind.Null) return [];
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= MostEventTypes
            && value.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String && one.GetString()!.Length is > 0 and <= 200))
            return [.. value.EnumerateArray().Select(one => one.GetString()!)];
        errors.Add("eventTypes", $"must be a list of at most {MostEventTypes} texts");
        return [];
    }

    [GeneratedRegex(@"^[a-z][a-z0-9-]*\z")]
    private static partial Regex Word();

    [GeneratedRegex(@"^[A-Za-z0-9!#$%&'*+.^_`|~-]+\z")]
    private static partial Regex HeaderName();
}

/// <summary>What an inbound webhook is from now on. Stream <c>channel-{webhook}</c>; the event's version is the definition's.</summary>
/// <param name="Webhook">The last part of its address.</param>
/// <param name="Definition">What it is.</param>
/// <param name="SecretVersion">Which of its secrets counts; the secret itself is derived and stands nowhere.</param>
/// <param name="SecretSince">Since when; for a day longer the one before counts, too.</param>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
[StoredName("intake.channel-defined.v1")]
internal sealed record ChannelDefined(string Webhook, WebhookDefinition Definition, int SecretVersion, Instant? SecretSince, string By, Instant At);

/// <summary>An inbound webhook as it stands; null = there is none.</summary>
internal sealed record DefinedWebhook(ChannelDefined? Defined) : IState<DefinedWebhook>
{
    public static DefinedWebhook Initial { get; } = new((ChannelDefined?)null);

    public DefinedWebhook Evolve(object @event) => @event is ChannelDefined defined ? new DefinedWebhook(defined) : this;

    /// <summary>Defines it, or says nothing new when all stays as it is.</summary>
    public static Decision Decide(DefinedWebhook webhook, string name, WebhookDefinition definition, bool rotates, Actor actor, Instant at)
    {
        var before = webhook.Defined;
        if (before?.Definition.Organization is { } whose && actor.Organization is { } bound && whose != bound) return Decision.Missing;
        var needsFirst = definition.Verification != Verification.None && (before is null || before.SecretVersion == 0);
        var needsNew = needsFirst || (rotates && definition.Verification != Verification.None);
        if (before is not null && !needsNew && IsSame(before.Definition, definition)) return Decision.Nothing;
        return Decision.Accept(new ChannelDefined(
            name, definition, (before?.SecretVersion ?? 0) + (needsNew ? 1 : 0), needsNew ? at : before?.SecretSince, actor.Id, at));
    }

    /// <summary>Whatever the order of the fields, which the log does not keep.</summary>
    private static bool IsSame(WebhookDefinition one, WebhookDefinition other) =>
        JsonElement.DeepEquals(JsonSerializer.SerializeToElement(one, HttpJson.Options), JsonSerializer.SerializeToElement(other, HttpJson.Options));
}
