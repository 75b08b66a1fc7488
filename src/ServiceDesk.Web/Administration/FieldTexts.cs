using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NodaTime.Text;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Administration;

/// <summary>What stands in a form for values that are more than a text, and what is read from it.</summary>
internal static partial class FieldTexts
{
    /// <summary>As it stands in the form.</summary>
    public static string Typed(DocumentField field, JsonNode? value, Visitor visitor) => field.Kind switch
    {
        FieldKind.Lines => string.Join('\n', Items(value).Select(DocumentJson.Text)),
        FieldKind.Wholes => string.Join(", ", Items(value).Select(DocumentJson.Text)),
        FieldKind.Length => Lengths.Say(DocumentJson.Text(value)),
        FieldKind.Moment => Moment(DocumentJson.Text(value), visitor),
        FieldKind.Frames => Frames(value),
        FieldKind.Days => string.Join('\n', Items(value).Select(day => string.Join(' ', ((string[])[Part(day, "date"), Frames(day?["frames"]), Part(day, "label")]).Where(part => part.Length > 0)))),
        FieldKind.Yearly => string.Join('\n', Items(value).Select(day => $"{Part(day, "day")} {Part(day, "label")}")),
        FieldKind.Values => string.Join('\n', (value as JsonObject ?? []).Select(one => $"{one.Key} = {DocumentJson.Text(one.Value)}")),
        _ => DocumentJson.Text(value),
    };

    /// <summary>What was typed, as the service takes it; null when nothing was.</summary>
    public static JsonNode? Read(DocumentField field, string typed, Visitor visitor)
    {
        var text = typed.ReplaceLineEndings("\n").Trim();
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return field.Kind switch
        {
            FieldKind.Lines => DocumentJson.Texts(lines),
            FieldKind.Wholes => DocumentJson.Array(text.Split([',', '，', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(one => (JsonNode?)DocumentJson.Whole(one.TrimEnd('%')))),
            FieldKind.Frames => Spans(text),
            FieldKind.Days => DocumentJson.Array(lines.Select(Day)),
            FieldKind.Yearly => DocumentJson.Array(lines.Select(line => (JsonNode?)new JsonObject { ["day"] = First(line), ["label"] = Rest(line) })),
            FieldKind.Values => Values(lines),
            _ when text.Length == 0 => null,
            FieldKind.Whole => DocumentJson.Whole(text),
            FieldKind.Length => Lengths.Read(text),
            FieldKind.Moment => visitor.InstantOf(text) is { } at ? InstantPattern.ExtendedIso.Format(at) : text,
            _ => text,
        };
    }

    private static JsonArray Items(JsonNode? value) => value as JsonArray ?? [];

    private static string Part(JsonNode? of, string name) => DocumentJson.Text(of?[name]);

    private static string Frames(JsonNode? value) => string.Join(' ', Items(value).Select(frame => $"{Part(frame, "from")}-{Part(frame, "to")}"));

    private static JsonNode Spans(string text) => DocumentJson.Array(text.Split([' ', ',', '，', ';', '；', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(span =>
    {
        var ends = span.Split(['-', '–', '—', '~'], 2);
        return (JsonNode?)new JsonObject { ["from"] = ends[0], ["to"] = ends.Length > 1 ? ends[1] : "" };
    }));

    /// <summary>A date, then spans if it is worked on, then its name.</summary>
    private static JsonNode? Day(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var spans = words.Skip(1).TakeWhile(word => Span().IsMatch(word)).ToList();
        return new JsonObject { ["date"] = words[0], ["frames"] = Spans(string.Join(' ', spans)), ["label"] = string.Join(' ', words.Skip(1 + spans.Count)) };
    }

    private static JsonObject Values(string[] lines) =>
        new(lines.Select(line => line.Split('=', 2)).GroupBy(parts => parts[0].Trim())
            .Select(one => KeyValuePair.Create(one.Key, (JsonNode?)(one.Last() is [_, var value] ? value.Trim() : ""))).OrderBy(one => one.Key, StringComparer.Ordinal));

    private static string Moment(string iso, Visitor visitor) => OffsetDateTimePattern.ExtendedIso.Parse(iso) is { Success: true } at
        ? LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm").Format(at.Value.ToInstant().InZone(visitor.Zone).LocalDateTime)
        : iso;

    private static string First(string line) => line.Split(' ', 2)[0];

    private static string Rest(string line) => line.Split(' ', 2) is [_, var rest] ? rest.Trim() : "";

    [GeneratedRegex(@"^\d{1,2}:\d{2}[-–—~]\d{1,2}:\d{2}$")]
    private static partial Regex Span();
}
