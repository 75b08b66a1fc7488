using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Analytics;

/// <summary>JSON that passes through unread.</summary>
[JsonConverter(typeof(Converter))]
internal readonly record struct RawJson(string Text)
{
    private sealed class Converter : JsonConverter<RawJson>
    {
        public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            return new RawJson(document.RootElement.GetRawText());
        }

        public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) => writer.WriteRawValue(value.Text, skipInputValidation: true); // it is what PostgreSQL made of a jsonb
    }
}

/// <summary>One event of another service, as it was heard. Its stream is the event's id, so that no event can stand here twice.</summary>
[StoredName("analytics.ledger-entry.v1")]
internal sealed record LedgerEntry(
    string Id, string Source, string Type, string Subject, string Stream, int Version, string Actor, string? Via, string? Cause, string? Reaction,
    IReadOnlyDictionary<string, long>? After, string? TraceParent, Instant Occurred, Instant Recorded, RawJson Data)
{
    /// <summary>The row of another system's log that it was copied from; null for what happened here.</summary>
    public ImportedFrom? Imported { get; init; }

    /// <summary>The entry that stands in an event of this log. What Analytics itself recorded stands there without an envelope.</summary>
    public static LedgerEntry In(RecordedEvent e) => e.Body as LedgerEntry ?? Of(e);

    public static LedgerEntry Of(RecordedEvent e) => new(
        e.Id.ToString(), $"/servicedesk/{Messaging.CloudEvents.Service(e.Id.Log)}", e.Type, e.Subject, e.Stream, e.Version, e.Meta.Actor, e.Meta.Via, e.Meta.Cause,
        e.Meta.Reaction, e.Meta.After, e.Meta.TraceParent, e.Occurred, e.At, new RawJson(e.Data))
    {
        Imported = e.Meta.Imported,
    };
}

/// <summary>Whether an event stands in the ledger.</summary>
internal sealed record Entry(bool Stands) : IState<Entry>
{
    public static Entry Initial { get; } = new(false);

    public Entry Evolve(object @event) => new(true);
}
