using System.Text.Json;

namespace ServiceDesk.Intake.Channels;

/// <summary>Reads a mapping from the JSON that a definition holds: <c>{"fields":{"subject":{"sources":[{"pointer":"/title"}],"values":{}}}}</c>.</summary>
internal static class MappingReader
{
    private const int mostFields = 100, longestText = 10_000;

    /// <summary>The mapping, without what is wrong in its form; that is noted.</summary>
    public static JsonMapping Read(JsonElement json, FieldErrors errors)
    {
        var fields = new Dictionary<string, MappedField>();
        if (!json.TryGetProperty("mapping", out var mapping)) { errors.Add("mapping", "is required"); return new JsonMapping(fields); }
        if (mapping.ValueKind != JsonValueKind.Object || !mapping.TryGetProperty("fields", out var all) || all.ValueKind != JsonValueKind.Object)
        {
            errors.Add("mapping.fields", "must be an object of fields");
            return new JsonMapping(fields);
        }
        if (all.GetPropertyCount() > mostFields) { errors.Add("mapping.fields", $"must hold at most {mostFields} fields"); return new JsonMapping(fields); }
        foreach (var member in all.EnumerateObject())
        {
            var path = $"mapping.fields.{member.Name}";
            if (member.Value.ValueKind != JsonValueKind.Object) { errors.Add(path, "must be an object"); continue; }
            var reader = new JsonFields(member.Value, path + ".", errors);
            var values = reader.Texts("values");
            fields[member.Name] = new MappedField([.. reader.Objects("sources", 20).Select(Source)], values.Count == 0 ? null : values);
        }
        return new JsonMapping(fields);
    }

    private static MappingSource Source(JsonFields source) =>
        new(source.Text("pointer", longestText), source.Text("constant", longestText), source.Text("template", longestText));
}
