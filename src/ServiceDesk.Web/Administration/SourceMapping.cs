using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ServiceDesk.Web.Administration;

/// <summary>
/// The mapping of an inbound webhook as a form has it: a line for each source of a field, the first that has a value counts; and for some fields what the
/// sender's words mean here.
/// </summary>
internal static partial class SourceMapping
{
    private const string Fields = "mapping.fields.";

    private static readonly string[] kinds = ["pointer", "template", "constant"];

    /// <summary>A definition with its mapping in lines.</summary>
    public static JsonNode? Shown(JsonNode? definition)
    {
        if (definition?.DeepClone() is not JsonObject shown) return null;
        var fields = shown["mapping"]?["fields"] as JsonObject ?? [];
        shown["sources"] = DocumentJson.Array(fields.SelectMany(field => (field.Value?["sources"] as JsonArray ?? []).Select(source => (JsonNode?)Line(field.Key, source))));
        shown["meanings"] = DocumentJson.Array(fields.Where(field => field.Value?["values"] is JsonObject)
            .Select(field => (JsonNode?)new JsonObject { ["field"] = field.Key, ["values"] = field.Value!["values"]!.DeepClone() }));
        return shown;
    }

    /// <summary>The definition of what stands in the form.</summary>
    public static JsonObject Sent(JsonObject typed)
    {
        var fields = new JsonObject();
        foreach (var line in typed["sources"] as JsonArray ?? [])
            Field(line)["sources"]!.AsArray().Add(new JsonObject { [DocumentJson.Text(line?["from"])] = line?["value"]?.DeepClone() });
        foreach (var line in typed["meanings"] as JsonArray ?? [])
            Field(line)["values"] = line?["values"]?.DeepClone();
        var definition = (JsonObject)typed.DeepClone();
        definition.Remove("sources");
        definition.Remove("meanings");
        definition["mapping"] = new JsonObject { ["fields"] = fields };
        return definition;

        JsonObject Field(JsonNode? line)
        {
            var name = DocumentJson.Text(line?["field"]);
            if (fields[name] is not JsonObject field) fields[name] = field = new JsonObject { ["sources"] = new JsonArray() };
            return field;
        }
    }

    /// <summary>What is wrong with a mapping, named by the lines of the form. What no line stands for is named by its field.</summary>
    public static Dictionary<string, string[]> Named(JsonObject typed, IReadOnlyDictionary<string, string[]> errors) =>
        errors.GroupBy(error => Place(typed, error.Key)).ToDictionary(place => place.Key, place => place.SelectMany(error => error.Value).ToArray());

    private static string Place(JsonObject typed, string path)
    {
        if (!path.StartsWith(Fields, StringComparison.Ordinal)) return path is "mapping" or "mapping.fields" ? "sources" : path;
        var rest = path[Fields.Length..];
        // Names of fields have dots in them; the longest that fits is meant.
        var field = Names(typed, "sources").Concat(Names(typed, "meanings")).Where(name => rest == name || rest.StartsWith(name + ".", StringComparison.Ordinal)).MaxBy(name => name.Length);
        if (field is null) return rest;
        var below = rest[field.Length..];
        if (below.StartsWith(".values", StringComparison.Ordinal)) return $"{DocumentForm.Place("meanings", Names(typed, "meanings").IndexOf(field))}.values";
        var lines = Names(typed, "sources").Index().Where(line => line.Item == field).Select(line => line.Index).ToList();
        if (lines.Count == 0) return $"{DocumentForm.Place("meanings", Names(typed, "meanings").IndexOf(field))}.field";
        return Source().Match(below) is { Success: true } source && int.Parse(source.Groups[1].Value, CultureInfo.InvariantCulture) is var number && number < lines.Count
            ? $"{DocumentForm.Place("sources", lines[number])}.value"
            : $"{DocumentForm.Place("sources", lines[0])}.field";
    }

    private static List<string> Names(JsonObject typed, string list) => [.. (typed[list] as JsonArray ?? []).Select(line => DocumentJson.Text(line?["field"]))];

    [GeneratedRegex(@"^\.sources\[(\d{1,3})\]")]
    private static partial Regex Source();

    private static JsonObject Line(string field, JsonNode? source)
    {
        var from = kinds.FirstOrDefault(kind => source?[kind] is not null) ?? kinds[0];
        return new JsonObject { ["field"] = field, ["from"] = from, ["value"] = source?[from]?.DeepClone() };
    }
}
