using System.Text.Json;
using Microsoft.Extensions.Localization;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Audit;

/// <summary>What an entry says beyond its name: the words that somebody wrote, and the few values that people ask for.</summary>
public sealed class EntryWords(Phrases say, Names names, StaffNames staff, IStringLocalizer<Texts> texts)
{
    private const int Longest = 180;

    private static readonly string[] written =
        ["subject", "title", "message", "text", "question", "answer", "solution", "findings", "reason", "comment", "note", "summary", "transcript", "name", "fileName", "measure"];

    private static readonly string[] valued = ["number", "priority", "category", "team", "agent", "clock", "outcome", "status", "channel", "reader", "role", "roles", "score"];

    public string? Quote(JsonElement data)
    {
        foreach (var name in written)
            if (Text(data, name) is { Length: > 0 } text)
                return name == "reason" && Reason(text) is { } reason ? reason : text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest), "…");
        return null;
    }

    public IEnumerable<(string Name, string Value)> Values(JsonElement data)
    {
        foreach (var name in valued)
            if (Text(data, name) is { Length: > 0 } value)
                yield return (texts["audit.value." + name], Value(name, value));
    }

    /// <summary>What a code of the services says; null when a person wrote the reason.</summary>
    private string? Reason(string code) =>
        texts["pause." + code] is { ResourceNotFound: false } pause ? pause.Value : texts["reason." + code] is { ResourceNotFound: false } reason ? reason.Value : null;

    private string Value(string name, string value) => name switch
    {
        "priority" => say.Priority(value),
        "category" => say.Category(value),
        "team" => names.Team(value),
        "agent" or "reader" => staff.Of(value),
        "clock" => say.Clock(value),
        "outcome" => say.Outcome(value),
        "status" => say.Status(value),
        "channel" => say.Channel(value),
        "role" => say.Role(value),
        _ => value,
    };

    private static string? Text(JsonElement data, string name)
    {
        if (data.ValueKind != JsonValueKind.Object || !data.TryGetProperty(name, out var value)) return null;
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) => string.Join(", ", value.EnumerateArray().Select(item => item.GetString())),
            _ => null,
        };
    }
}
