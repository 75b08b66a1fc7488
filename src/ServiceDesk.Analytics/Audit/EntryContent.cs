using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using ServiceDesk.Rules;

namespace ServiceDesk.Analytics.Audit;

/// <summary>What an entry is found by that stands in its data: the ticket and the organisation that it names, and the texts in which people said something.</summary>
internal readonly record struct EntryContent(Guid? Ticket, string? Organization, IReadOnlyList<string> Texts)
{
    private const int DeepestText = 3;

    private static readonly FrozenSet<string> said = FrozenSet.Create(
        StringComparer.Ordinal,
        "subject", "description", "requesterName", "name", "title", "summary", "text", "message", "note", "reason", "comment", "question", "answer",
        "transcript", "findings", "hypothesis", "check", "result", "rulesOut", "output", "measure", "solution", "cause", "precautions", "nextStep", "workaround",
        "rootCause", "problem", "body", "number", "fileName", "affectedSystem", "externalId", "values", "fields");

    private static readonly SearchValues<string> saidNames = SearchValues.Create([.. said.Select(name => $"\"{name}\"")], StringComparison.Ordinal);

    /// <summary>Whether there may be texts of people in an entry's data: most entries have none, and need not be read.</summary>
    public static bool MaySay(string json) => json.AsSpan().ContainsAny(saidNames);

    public static EntryContent Read(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        var (ticket, organization, texts) = ((Guid?)null, (string?)null, new List<string>());
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) return new EntryContent(null, null, []);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
            {
                if (name == "ticket" && reader.TryGetGuid(out var named)) ticket = named;
                else if (name == "organization") organization = reader.GetString();
            }
            Collect(ref reader, said.Contains(name), DeepestText - 1, texts);
        }
        return new EntryContent(ticket, organization, texts);
    }

    /// <summary>The distinct tokens of the texts, in the order of their characters.</summary>
    public string[] Tokens()
    {
        if (Texts.Count == 0) return [];
        var distinct = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in Texts) distinct.UnionWith(SearchTokens.Of(text));
        string[] tokens = [.. distinct];
        Array.Sort(tokens, StringComparer.Ordinal);
        return tokens;
    }

    /// <summary>Reads a value to its end.</summary>
    private static void Collect(ref Utf8JsonReader reader, bool isSaid, int depth, List<string> texts)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String when isSaid:
                texts.Add(reader.GetString()!);
                break;
            case JsonTokenType.StartObject when depth > 0:
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var isSaidHere = isSaid || said.Contains(reader.GetString()!);
                    reader.Read();
                    Collect(ref reader, isSaidHere, depth - 1, texts);
                }
                break;
            case JsonTokenType.StartArray when isSaid && depth > 0:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) Collect(ref reader, isSaid, depth - 1, texts);
                break;
            default:
                reader.Skip();
                break;
        }
    }
}
