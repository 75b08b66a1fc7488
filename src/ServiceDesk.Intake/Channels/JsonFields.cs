using System.Text.Json;

namespace ServiceDesk.Intake.Channels;

/// <summary>Reads the known fields of a JSON object that <see cref="StrictJson"/> parsed, and notes what is wrong with each.</summary>
internal sealed class JsonFields(JsonElement json, string path, FieldErrors errors)
{
    private const int mostTexts = 200, longestName = 1000, longestText = 100_000;

    public void Refuse(string name, string reason) => errors.Add(path + name, reason);

    public bool HasError(string name) => errors.Has(path + name);

    /// <summary>A text that must be there; empty when it is wrong.</summary>
    public string Required(string name, int longest)
    {
        var text = Text(name, longest);
        if (text is null && !HasError(name)) Refuse(name, "is required");
        return text ?? "";
    }

    /// <summary>A text; null when absent or empty.</summary>
    public string? Text(string name, int longest)
    {
        if (Get(name) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.String) { Refuse(name, "must be text"); return null; }
        var text = value.GetString()!;
        if (text.Length > longest) { Refuse(name, $"is longer than {longest} characters"); return null; }
        return text.Length == 0 ? null : text;
    }

    /// <summary>A whole number that is not negative; 0 when absent.</summary>
    public int Count(string name)
    {
        if (Get(name) is not { } value) return 0;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count >= 0) return count;
        Refuse(name, "must be a whole number");
        return 0;
    }

    /// <summary>Texts by name; empty when absent.</summary>
    public IReadOnlyDictionary<string, string> Texts(string name)
    {
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (Get(name) is not { } value) return texts;
        if (value.ValueKind != JsonValueKind.Object) { Refuse(name, "must be an object of texts"); return texts; }
        if (value.GetPropertyCount() > mostTexts) { Refuse(name, $"must hold at most {mostTexts} texts"); return texts; }
        foreach (var member in value.EnumerateObject())
        {
            if (member.Name.Length > longestName) Refuse(name, $"must hold names of at most {longestName} characters");
            else if (member.Value.ValueKind != JsonValueKind.String) Refuse($"{name}.{member.Name}", "must be text");
            else if (member.Value.GetString()! is { Length: <= longestText } text) texts[member.Name] = text;
            else Refuse($"{name}.{member.Name}", $"is longer than {longestText} characters");
        }
        return texts;
    }

    /// <summary>A list of objects; empty when absent.</summary>
    public IReadOnlyList<JsonFields> Objects(string name, int most)
    {
        if (Get(name) is not { } value) return [];
        if (value.ValueKind != JsonValueKind.Array) { Refuse(name, "must be a list of objects"); return []; }
        if (value.GetArrayLength() > most) { Refuse(name, $"must hold at most {most} objects"); return []; }
        var objects = new List<JsonFields>();
        foreach (var (index, item) in value.EnumerateArray().Index())
        {
            if (item.ValueKind == JsonValueKind.Object) objects.Add(new JsonFields(item, $"{path}{name}[{index}].", errors));
            else Refuse($"{name}[{index}]", "must be an object");
        }
        return objects;
    }

    private JsonElement? Get(string name) => json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
