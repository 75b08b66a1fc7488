using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;

namespace ServiceDesk.Web.Administration;

/// <summary>A document in one form, so that two can be compared: only its own fields, nothing that is empty.</summary>
internal static class DocumentJson
{
    /// <summary>The fields of a document as a service gives it.</summary>
    public static JsonObject Of(JsonNode? document, IReadOnlyList<DocumentField> fields)
    {
        var kept = new JsonObject();
        if (document is not JsonObject given) return kept;
        foreach (var field in fields)
        {
            if (Of(given[field.Name], field) is { } value) kept[field.Name] = value;
        }
        return kept;
    }

    /// <summary>The text form of a single value.</summary>
    public static string Text(JsonNode? value) => value switch
    {
        null => "",
        JsonValue one when one.TryGetValue<string>(out var text) => text,
        _ => value.ToJsonString(),
    };

    /// <summary>What was sent as JSON; null when it is none.</summary>
    public static JsonNode? Parse(string json)
    {
        try
        {
            return JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static bool Same(JsonNode? one, JsonNode? other) => JsonNode.DeepEquals(one, other);

    public static JsonArray Array(IEnumerable<JsonNode?> items) => [.. items];

    public static JsonNode Texts(IEnumerable<string> texts) => Array(texts.Select(text => (JsonNode?)JsonValue.Create(text)));

    /// <summary>A number where one was typed, else the text as it is, for the service to refuse.</summary>
    public static JsonNode Whole(string typed) => int.TryParse(typed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : typed;

    /// <summary>A form has no seconds.</summary>
    private static string Minute(string iso) => OffsetDateTimePattern.ExtendedIso.Parse(iso) is { Success: true } at
        ? InstantPattern.ExtendedIso.Format(Instant.FromUnixTimeSeconds(at.Value.ToInstant().ToUnixTimeSeconds() / 60 * 60))
        : iso;

    private static JsonNode? Of(JsonNode? value, DocumentField field) => field.Kind switch
    {
        FieldKind.Truth => value is JsonValue truth && truth.TryGetValue<bool>(out var isTrue) && isTrue,
        FieldKind.Group => value is JsonObject ? Of(value, field.Fields) : field.Optional ? null : Of(new JsonObject(), field.Fields),
        FieldKind.Items => Array((value as JsonArray ?? []).Select(item => (JsonNode?)Of(item, field.Fields))),
        FieldKind.Picks or FieldKind.Lines => Texts((value as JsonArray ?? []).Select(Text)),
        FieldKind.Wholes or FieldKind.Frames or FieldKind.Days or FieldKind.Yearly => (value as JsonArray ?? []).DeepClone(),
        FieldKind.Length => value is null ? null : Lengths.Read(Lengths.Say(Text(value))),
        FieldKind.Moment => value is null || Text(value).Length == 0 ? null : Minute(Text(value)),
        FieldKind.Values => value is JsonObject values ? new JsonObject(values.Where(one => one.Value is not null).OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => KeyValuePair.Create(one.Key, (JsonNode?)Text(one.Value)))) : new JsonObject(),
        _ => value is null || Text(value).Length == 0 ? null : value.DeepClone(),
    };
}
