using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using ServiceDesk.EventStore;
using ServiceDesk.Rules;

namespace ServiceDesk.Analytics.Audit;

/// <summary>
/// What was said in entries of the ledger, by its words in Chinese and English; the words of people only: names, subjects, descriptions, messages,
/// notes, solutions, reasons. Apart from the rest of the ledger, so that its size holds up nothing else.
/// </summary>
internal sealed class LedgerTextsReadModel : IProjection
{
    private const int DeepestText = 3;

    private static readonly HashSet<string> said = new(StringComparer.Ordinal)
    {
        "subject", "description", "requesterName", "name", "title", "summary", "text", "message", "note", "reason", "comment", "question", "answer",
        "transcript", "findings", "hypothesis", "check", "result", "rulesOut", "output", "measure", "solution", "cause", "precautions", "nextStep", "workaround",
        "rootCause", "problem", "body", "number", "fileName", "affectedSystem", "externalId", "values", "fields",
    };

    public string Name => "ledger_texts";
    public int Version => 1;
    public IReadOnlyList<string> Tables => ["ledger_texts"];

    public string Definition => """
        create table ledger_texts (position bigint primary key, tokens text[] not null);
        create index on ledger_texts using gin (tokens);
        """;

    public void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands)
    {
        var rows = events.Select(e => (e.Id.Position, Tokens: TokensOf((e.Body as LedgerEntry)?.Data.Text ?? e.Data))).Where(one => one.Tokens.Length > 0).ToList();
        if (rows.Count == 0) return;
        // An array of arrays of different lengths is none to PostgreSQL: each row's tokens travel as one text.
        var insert = new NpgsqlBatchCommand("insert into ledger_texts (position, tokens) select position, string_to_array(tokens, E'\\n') from unnest($1, $2) as e (position, tokens)");
        insert.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint, Value = rows.Select(one => one.Position).ToArray() });
        insert.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = rows.Select(one => string.Join('\n', one.Tokens)).ToArray() });
        commands.BatchCommands.Add(insert);
    }

    /// <summary>The distinct tokens of the texts in an event's data, in the order of their characters.</summary>
    public static string[] TokensOf(string json)
    {
        using var data = JsonDocument.Parse(json);
        var texts = new List<string>();
        Collect(data.RootElement, isSaid: false, DeepestText, texts);
        return [.. texts.SelectMany(SearchTokens.Of).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static void Collect(JsonElement element, bool isSaid, int depth, List<string> texts)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String when isSaid:
                texts.Add(element.GetString()!);
                break;
            case JsonValueKind.Object when depth > 0:
                foreach (var property in element.EnumerateObject()) Collect(property.Value, isSaid || said.Contains(property.Name), depth - 1, texts);
                break;
            case JsonValueKind.Array when isSaid && depth > 0:
                foreach (var item in element.EnumerateArray()) Collect(item, isSaid, depth - 1, texts);
                break;
        }
    }
}
