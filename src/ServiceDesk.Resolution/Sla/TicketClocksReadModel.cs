using System.Text.Json;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Resolution.Sla;

/// <summary>
/// The clocks of every ticket as a document, when the next of them is used up, when the requester must hear again, and when there is something to record.
/// A run of events is one select and one write, whatever it holds.
/// </summary>
internal sealed class TicketClocksReadModel(SlaBook book) : IEvolvingProjection
{
    public const string Word = "ticket_clocks";

    public string Name => Word;
    public int Version => 1;
    public IReadOnlyList<string> Tables => ["ticket_clocks"];

    public IReadOnlyList<Type>? Handles =>
    [
        typeof(CaseOpened), typeof(CaseAssigned), typeof(PromiseChanged), typeof(CaseCorrected), typeof(ResponseGiven), typeof(ProgressReported), typeof(DiagnosisRecorded),
        typeof(DiagnosisCompleted), typeof(WorkPaused), typeof(WorkResumed), typeof(TicketResolved), typeof(SolutionRejected), typeof(CaseReopened), typeof(TicketClosed),
        typeof(CaseEnded), typeof(CaseResumed), typeof(ClockWarned), typeof(ClockBreached), typeof(ClockJudged), typeof(ClockRejudged),
    ];

    public string Definition => """
        create table ticket_clocks (
          ticket uuid primary key,
          document text not null,
          told_version int not null,
          is_open boolean not null,
          next_due timestamptz not null,
          next_update timestamptz not null,
          alarm_at timestamptz not null
        ) with (fillfactor = 80);
        create index on ticket_clocks (next_due, ticket);
        create index on ticket_clocks (next_update, ticket);
        create index on ticket_clocks (alarm_at, ticket) where alarm_at < 'infinity';
        create index on ticket_clocks (ticket) where is_open;
        """;

    public async Task Apply(IReadOnlyList<RecordedEvent> events, NpgsqlConnection connection, NpgsqlBatch commands, CancellationToken cancel)
    {
        var documents = await Read(events, connection, cancel);
        foreach (var e in events)
        {
            var ticket = Guid.Parse(e.Subject);
            if (!documents.TryGetValue(ticket, out var before) && e.Body is not CaseOpened) throw new InvalidOperationException($"{e.Id} comes before the case was opened.");
            documents[ticket] = (before ?? ClockDocument.Initial).Apply(e);
        }
        await book.Know(documents.Values.SelectMany(one => one.Clocks.History).Select(fact => fact.Promise).OfType<Promise>(), cancel);
        commands.BatchCommands.Add(Write(documents));
    }

    /// <summary>A document as it was read from its row.</summary>
    public static ClockDocument Read(string document) => JsonSerializer.Deserialize<ClockDocument>(document, json)!;

    private static async Task<Dictionary<Guid, ClockDocument>> Read(IReadOnlyList<RecordedEvent> events, NpgsqlConnection connection, CancellationToken cancel)
    {
        var documents = new Dictionary<Guid, ClockDocument>();
        var opened = events.Where(e => e.Body is CaseOpened).Select(e => e.Subject).ToHashSet();
        var tickets = events.Select(e => e.Subject).Where(subject => !opened.Contains(subject)).Distinct().Select(Guid.Parse).ToArray();
        if (tickets.Length == 0) return documents;
        await using var command = new NpgsqlCommand("select ticket, document from ticket_clocks where ticket = any ($1)", connection);
        command.Parameters.Add(new() { Value = tickets });
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel)) documents[rows.GetGuid(0)] = Read(rows.GetString(1));
        return documents;
    }

    private NpgsqlBatchCommand Write(Dictionary<Guid, ClockDocument> documents)
    {
        var alarms = documents.Values.Select(one => new ClockAlarms(one, book.Find)).ToList();
        var command = new NpgsqlBatchCommand("""
            insert into ticket_clocks (ticket, document, told_version, is_open, next_due, next_update, alarm_at)
            select * from unnest($1, $2, $3, $4, $5, $6, $7)
            on conflict (ticket) do update set document = excluded.document, told_version = excluded.told_version, is_open = excluded.is_open, next_due = excluded.next_due,
              next_update = excluded.next_update, alarm_at = excluded.alarm_at
            """);
        Add(NpgsqlDbType.Uuid, documents.Keys);
        Add(NpgsqlDbType.Text, documents.Values.Select(one => JsonSerializer.Serialize(one, json)));
        Add(NpgsqlDbType.Integer, documents.Values.Select(one => one.ToldVersion));
        Add(NpgsqlDbType.Boolean, documents.Values.Select(one => one.Clocks.IsOpen));
        Add(NpgsqlDbType.TimestampTz, alarms.Select(one => Utc(one.NextDue)));
        Add(NpgsqlDbType.TimestampTz, alarms.Select(one => Utc(one.NextUpdateDue)));
        Add(NpgsqlDbType.TimestampTz, alarms.Select(one => Utc(one.Next())));
        return command;

        void Add<T>(NpgsqlDbType type, IEnumerable<T> values) => command.Parameters.Add(new() { NpgsqlDbType = type | NpgsqlDbType.Array, Value = values.ToArray() });
    }

    /// <summary>Never is infinity, which the driver writes for the last instant of all.</summary>
    private static DateTime Utc(Instant? at) => at?.ToDateTimeUtc() ?? DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc);

    private static readonly JsonSerializerOptions json = new JsonSerializerOptions().AddConventions();
}
