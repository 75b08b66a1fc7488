using System.Text.Json.Nodes;

namespace ServiceDesk.Web.Administration;

/// <summary>
/// The mapping of an inbound webhook as a form has it: a line for each source of a field, the first that has a value counts; and for some fields what the
/// sender's words mean here.
/// </summary>
internal static class SourceMapping
{
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

    private static JsonObject Line(string field, JsonNode? source)
    {
        var from = kinds.FirstOrDefault(kind => source?[kind] is not null) ?? kinds[0];
        return new JsonObject { ["field"] = field, ["from"] = from, ["value"] = source?[from]?.DeepClone() };
    }
}
