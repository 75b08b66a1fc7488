using System.Text.Json;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.SystemTextJson;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using NodaTime;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Channels;

/// <summary>
/// An event from elsewhere. JSON data is <see cref="Json"/>, text is a JSON string there, and anything else is <see cref="Bytes"/>; both
/// are null when there is no data.
/// </summary>
internal sealed record IncomingEvent(
    string Id, string Source, string Type, string? Subject, Instant? Time, string? DataContentType, string? DataSchema,
    IReadOnlyDictionary<string, string> Extensions, JsonElement? Json, byte[]? Bytes);

/// <summary>
/// Reads the events of a request as the HTTP binding of CloudEvents 1.0 tells: one in headers and body, one in JSON, or a batch. The SDK
/// decides what is an event, within the desk's limits; what is wrong is found attribute by attribute, so that all of it can be named.
/// </summary>
internal static class CloudEventRequest
{
    public const int MostEvents = 1000;

    private const string headerPrefix = "ce-", structured = "application/cloudevents+json", batch = "application/cloudevents-batch+json";
    private static readonly JsonEventFormatter formatter = new(null, StrictJson.Options);

    public static Reading<IReadOnlyList<IncomingEvent>> Read(
        string? contentType, IEnumerable<KeyValuePair<string, StringValues>> headers, ReadOnlyMemory<byte> body)
    {
        MediaTypeHeaderValue? type = null;
        if (!string.IsNullOrEmpty(contentType) && !MediaTypeHeaderValue.TryParse(contentType, out type))
            return Unsupported("The Content-Type is no media type.");
        if (type is null || !type.MediaType.StartsWith("application/cloudevents", StringComparison.OrdinalIgnoreCase))
            return ReadBinary(contentType, type, headers, body);
        if (type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)) return Unsupported("Events in JSON are UTF-8.");
        if (type.MediaType.Equals(structured, StringComparison.OrdinalIgnoreCase)) return ReadJson(body, isBatch: false);
        if (type.MediaType.Equals(batch, StringComparison.OrdinalIgnoreCase)) return ReadJson(body, isBatch: true);
        return Unsupported($"Send an event in headers and body, {structured} or {batch}.");
    }

    private static Reading<IReadOnlyList<IncomingEvent>> ReadBinary(
        string? contentType, MediaTypeHeaderValue? type, IEnumerable<KeyValuePair<string, StringValues>> headers, ReadOnlyMemory<byte> body)
    {
        var sent = headers.Where(header => header.Key.StartsWith(headerPrefix, StringComparison.OrdinalIgnoreCase)).ToList();
        if (sent.Count == 0) return Unsupported("The request has neither the headers nor the media type of a CloudEvent.");
        var errors = new FieldErrors();
        var attributes = new CloudEventAttributeReader("", errors);
        foreach (var (name, values) in sent) attributes.ReadHeader(name[headerPrefix.Length..].ToLowerInvariant(), values);
        if (!string.IsNullOrEmpty(contentType)) attributes.Read("datacontenttype", contentType);
        attributes.RequireAll();
        var read = attributes.Event;
        try
        {
            formatter.DecodeBinaryModeEventData(body, read);
            if (read.Data is byte[] bytes && type is not null && type.MediaType.EndsWith("+json", StringComparison.OrdinalIgnoreCase))
                read.Data = StrictJson.Parse(bytes, out _) ?? throw new JsonException("'data' is not JSON.");
            if (read.Data is string text && text.Contains('\0', StringComparison.Ordinal)) errors.Add("data", "holds a NUL character");
            if (read.Data is JsonElement json && !StrictJson.IsText(json)) errors.Add("data", "holds a NUL character");
        }
        catch (Exception wrong) when (CloudEventAttributeReader.IsOfSender(wrong))
        {
            errors.Add("data", "is not what the Content-Type says, or cannot be read");
        }
        return errors.Any ? errors.ToProblem() : new Reading<IReadOnlyList<IncomingEvent>>([Of(read)], null);
    }

    private static Reading<IReadOnlyList<IncomingEvent>> ReadJson(ReadOnlyMemory<byte> body, bool isBatch)
    {
        if (StrictJson.Parse(body, out var problem) is not { } json) return problem!;
        if (json.ValueKind != (isBatch ? JsonValueKind.Array : JsonValueKind.Object))
            return Problem.Of(StatusCodes.Status400BadRequest, "malformed", isBatch ? "The body must be a JSON array." : "The body must be a JSON object.");
        if (isBatch && json.GetArrayLength() > MostEvents)
            return Problem.Of(StatusCodes.Status413PayloadTooLarge, "too-large", $"A batch holds at most {MostEvents} events.");
        var errors = new FieldErrors();
        var events = new List<IncomingEvent>();
        if (!isBatch) ReadJson(json, "", errors, events);
        else foreach (var (index, element) in json.EnumerateArray().Index()) ReadJson(element, $"[{index}].", errors, events);
        return errors.Any ? errors.ToProblem() : new Reading<IReadOnlyList<IncomingEvent>>(events, null);
    }

    private static void ReadJson(JsonElement json, string path, FieldErrors errors, List<IncomingEvent> events)
    {
        if (json.ValueKind != JsonValueKind.Object) { errors.Add(path.TrimEnd('.'), "must be an object"); return; }
        var attributes = new CloudEventAttributeReader(path, errors);
        foreach (var member in json.EnumerateObject())
        {
            if (member.Name is not ("data" or "data_base64")) attributes.ReadJson(member.Name, member.Value);
        }
        attributes.RequireAll();
        try
        {
            var read = formatter.ConvertFromJsonElement(json, null);
            if (!attributes.Failed) events.Add(Of(read));
        }
        catch (Exception wrong) when (CloudEventAttributeReader.IsOfSender(wrong))
        {
            if (!attributes.Failed) errors.Add(path + "data", "must be what datacontenttype says, or base64 in data_base64, and not both");
        }
    }

    private static IncomingEvent Of(CloudEvent read) => new(
        read.Id!, read.Source!.OriginalString, read.Type!, read.Subject,
        read.Time is { } time ? Instant.FromDateTimeOffset(time).ToMicroseconds() : null, read.DataContentType, read.DataSchema?.OriginalString,
        read.GetPopulatedAttributes().Where(one => one.Key.IsExtension).ToDictionary(one => one.Key.Name, one => one.Key.Format(one.Value)),
        read.Data switch { JsonElement json => json, string text => JsonSerializer.SerializeToElement(text), _ => null },
        read.Data as byte[] is { Length: > 0 } bytes ? bytes : null);

    private static Problem Unsupported(string detail) => Problem.Of(StatusCodes.Status415UnsupportedMediaType, "not-a-cloudevent", detail);
}
