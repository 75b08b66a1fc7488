using System.Globalization;
using System.Text.Json;
using ServiceDesk.EventStore;

namespace ServiceDesk.Messaging;

/// <summary>Events as CloudEvents 1.0 in JSON (https://github.com/cloudevents/spec, formats/json-format.md).</summary>
public static class CloudEvents
{
    /// <summary>Media type of a batch.</summary>
    public const string Batch = "application/cloudevents-batch+json";

    /// <summary>Writes one event.</summary>
    /// <param name="writer">Where it goes.</param>
    /// <param name="event">The event.</param>
    /// <param name="previous">Position of the event published before it; 0 for the first.</param>
    /// <param name="sequence">Its place among the events that one receiver gets (the <c>sequence</c> extension); 0 where there is none.</param>
    public static void Write(Utf8JsonWriter writer, RecordedEvent @event, long previous, long sequence)
    {
        writer.WriteStartObject();
        writer.WriteString("specversion", "1.0");
        writer.WriteString("id", @event.Id.ToString());
        writer.WriteString("source", $"/servicedesk/{Service(@event.Id.Log)}");
        writer.WriteString("type", @event.Type);
        writer.WriteString("subject", @event.Subject);
        writer.WriteString("time", @event.Occurred.ToDateTimeUtc());
        writer.WriteString("datacontenttype", "application/json");
        writer.WriteString("recorded", @event.At.ToDateTimeUtc());
        writer.WriteString("stream", @event.Stream);
        writer.WriteNumber("streamversion", @event.Version);
        writer.WriteString("actor", @event.Meta.Actor);
        if (@event.Meta.Via is { } via) writer.WriteString("via", via);
        if (@event.Meta.Cause is { } cause) writer.WriteString("causeid", cause);
        if (@event.Meta.Reaction is { } reaction) writer.WriteString("reaction", reaction);
        if (@event.Meta.After is { Count: > 0 } after) writer.WriteString("after", After(after));
        if (@event.Meta.TraceParent is { } trace) writer.WriteString("traceparent", trace);
        if (@event.Meta.Imported is { } imported)
        {
            writer.WriteString("importedfrom", imported.Source);
            writer.WriteString("importedrow", imported.Row);
        }
        if (previous > 0) writer.WriteString("previous", new LogPosition(@event.Id.Log, previous).ToString());
        if (sequence > 0) writer.WriteString("sequence", sequence.ToString(CultureInfo.InvariantCulture));
        writer.WritePropertyName("data");
        writer.WriteRawValue(@event.Data, skipInputValidation: true); // it is what PostgreSQL made of a jsonb
        writer.WriteEndObject();
    }

    /// <summary>One event as UTF-8 JSON.</summary>
    /// <param name="event">The event.</param>
    /// <param name="sequence">Its place among the events that one receiver gets; 0 where there is none.</param>
    public static byte[] ToJson(RecordedEvent @event, long sequence)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            Write(writer, @event, previous: 0, sequence);
        return buffer.ToArray();
    }

    /// <summary>A log's service: <c>intake-2</c> is a log of <c>intake</c>.</summary>
    /// <param name="log">The log's name.</param>
    public static string Service(string log) => log.Split('-')[0];

    /// <summary>The causal past in one attribute, sorted: <c>intake/12 routing/5</c>.</summary>
    private static string After(IReadOnlyDictionary<string, long> after) => string.Join(
        ' ', after.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}/{pair.Value}")));
}
