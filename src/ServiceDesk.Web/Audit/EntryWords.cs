using System.Text.Json;
using Microsoft.Extensions.Localization;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;
using ServiceDesk.Web.Tickets;

namespace ServiceDesk.Web.Audit;

/// <summary>What an entry says beyond its name: the words that somebody wrote, and the few values that people ask for.</summary>
public sealed class EntryWords(Phrases say, Names names, StaffNames staff, IStringLocalizer<Texts> texts)
{
    private const int Longest = 180;

    private static readonly string[] written =
        ["subject", "title", "message", "text", "question", "answer", "solution", "findings", "note", "reason", "comment", "summary", "transcript", "name", "fileName", "measure"];

    private static readonly string[] valued = ["number", "priority", "impact", "urgency", "importance", "category", "team", "agent", "clock", "outcome", "status", "channel", "incoming", "confidential", "reader", "role", "roles", "score"];

    public string? Quote(JsonElement data)
    {
        foreach (var name in written)
            if (Text(data, name) is { Length: > 0 } text)
                return name == "reason" && Code(text) is { } said ? said : Short(text);
        return null;
    }

    public IEnumerable<(string Name, string Value)> Values(JsonElement data)
    {
        foreach (var name in valued)
            if (Text(data, name) is { Length: > 0 } value)
                yield return (texts["audit.value." + name], Value(name, value));
        if (data.ValueKind != JsonValueKind.Object || !data.TryGetProperty("values", out var corrected) || corrected.ValueKind != JsonValueKind.Object) yield break;
        var words = new FieldWords(say, names, texts, null);
        foreach (var one in corrected.EnumerateObject().Where(one => one.Value.ValueKind == JsonValueKind.String))
            yield return (words.Name(one.Name), Short(words.Value(one.Name, one.Value.GetString())));
    }

    /// <summary>A reason that the desk gives by itself; null when somebody wrote it.</summary>
    private string? Code(string text) => ((string[])["pause.", "reason."]).Select(prefix => texts[prefix + text]).FirstOrDefault(found => !found.ResourceNotFound)?.Value;

    private static string Short(string text) => text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest), "…");

    private string Value(string name, string value) => name switch
    {
        "priority" => say.Priority(value),
        "category" => say.Category(value),
        "team" => names.Team(value),
        "agent" or "reader" => staff.Of(value),
        "clock" => say.Clock(value),
        "outcome" => say.Outcome(value),
        "status" => say.Status(value),
        "channel" => value == "in-person" ? texts["through.in-person"] : say.Channel(value),
        "impact" => say.Impact(value),
        "urgency" => say.Urgency(value),
        "importance" => say.Importance(value),
        "incoming" => texts[value == "true" ? "direction.incoming" : "direction.outgoing"],
        "confidential" => texts[value == "true" ? "yes" : "no"],
        "role" => say.Role(value),
        _ => value,
    };

    private static string? Text(JsonElement data, string name)
    {
        if (data.ValueKind != JsonValueKind.Object || !data.TryGetProperty(name, out var value)) return null;
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) => string.Join(", ", value.EnumerateArray().Select(item => item.GetString())),
            _ => null,
        };
    }
}
