using System.Text;
using System.Text.Json;

namespace ServiceDesk.Intake.Channels;

/// <summary>A text with places for values, such as <c>{/check/name} on {/host}</c>; two braces stand for one.</summary>
internal static class TextTemplate
{
    public const int Longest = 5000;

    private readonly record struct Part(string Text, bool IsPointer);

    /// <summary>Why a text is no template, as the end of a sentence; null when it is one.</summary>
    public static string? Fault(string template) => template.Length > Longest ? $"is longer than {Longest} characters" : Parse(template).Fault;

    /// <summary>The text with its values; null when it has places and nothing is in any of them. Stops behind so many characters.</summary>
    public static string? Fill(string template, JsonElement json, int enough)
    {
        var text = new StringBuilder();
        var (places, filled) = (0, 0);
        foreach (var part in Parse(template).Parts.TakeWhile(_ => text.Length <= enough))
        {
            if (!part.IsPointer) { text.Append(part.Text); continue; }
            places++;
            if (JsonPointer.Find(json, part.Text) is not { } found || TextOf(found) is not { } value) continue;
            filled++;
            text.Append(value.AsSpan(0, Math.Min(value.Length, enough + 1)));
        }
        return places > 0 && filled == 0 ? null : text.ToString();
    }

    /// <summary>A text as it is, anything else as its JSON; null when there is nothing to read.</summary>
    public static string? TextOf(JsonElement json)
    {
        if (json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined) return null;
        var text = json.ValueKind == JsonValueKind.String ? json.GetString()! : json.GetRawText();
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    private static (List<Part> Parts, string? Fault) Parse(string template)
    {
        var (parts, text) = (new List<Part>(), new StringBuilder());
        for (var at = 0; at < template.Length; at++)
        {
            var brace = template[at];
            if (brace is not ('{' or '}')) { text.Append(brace); continue; }
            if (at + 1 < template.Length && template[at + 1] == brace) { text.Append(brace); at++; continue; }
            if (brace == '}') return ([], "has a } that closes nothing; write }} for one brace");
            var end = template.IndexOf('}', at);
            if (end < 0) return ([], "has a { that is not closed; write {{ for one brace");
            var pointer = template[(at + 1)..end];
            if (pointer.Length == 0) return ([], "has a place without a pointer");
            if (JsonPointer.Fault(pointer) is { } fault) return ([], $"has the pointer {pointer}, which {fault}");
            parts.Add(new Part(text.ToString(), false));
            parts.Add(new Part(pointer, true));
            text.Clear();
            at = end;
        }
        parts.Add(new Part(text.ToString(), false));
        return (parts, null);
    }
}
