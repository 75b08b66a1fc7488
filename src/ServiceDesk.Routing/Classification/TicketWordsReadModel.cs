using Npgsql;
using NpgsqlTypes;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Rules;

namespace ServiceDesk.Routing.Classification;

/// <summary>The words of every ticket as it was submitted, from Intake's log.</summary>
internal sealed class TicketWordsReadModel : IProjection
{
    public string Name => "ticket_words";
    public int Version => 1;
    public IReadOnlyList<string> Tables => ["ticket_words"];
    public IReadOnlyList<Type>? Handles => [typeof(TicketSubmitted)];

    public string Definition => """
        create table ticket_words (
          ticket uuid primary key,
          words text[] not null
        );
        """;

    public void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands)
    {
        foreach (var e in events)
        {
            if (e.Body is not TicketSubmitted submitted || !Guid.TryParse(e.Subject, out var ticket)) continue;
            var insert = new NpgsqlBatchCommand("insert into ticket_words (ticket, words) values ($1, $2)");
            insert.Parameters.Add(new() { Value = ticket });
            insert.Parameters.Add(new() { Value = WordsOf(submitted).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
            commands.BatchCommands.Add(insert);
        }
    }

    /// <summary>What a ticket is compared by: its texts, and what it is about.</summary>
    public static IReadOnlyList<string> WordsOf(TicketSubmitted submitted)
    {
        var text = submitted.Description == submitted.Subject ? submitted.Subject : $"{submitted.Subject}\n{submitted.Description}";
        var words = CategoryModel.WordsOf(text).ToList();
        if (submitted.AffectedSystem is { } system) words.Add($"system:{TextFolding.Fold(system)}");
        if (submitted.RequestType is { } type) words.Add($"type:{type}");
        return words;
    }
}
