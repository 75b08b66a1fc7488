using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;
using ServiceDesk.EventStore;

namespace ServiceDesk.Analytics.Audit;

/// <summary>
/// The ledger by person, organisation, type, trace and time, and by what was said in it: its words in Chinese and English, those of people only, which are names,
/// subjects, descriptions, messages, notes, solutions, reasons. An entry is found in it a moment after it was recorded, and at once by who waits for it.
/// </summary>
internal sealed class LedgerIndexReadModel : IProjection
{
    public const string ModelName = "ledger_index";

    public string Name => ModelName;
    public int Version => 1;
    public IReadOnlyList<string> Tables => ["ledger_index", "ticket_organizations"];

    /// <summary>It has an index for every way to ask; in longer runs of entries they cost less.</summary>
    public bool IsLeisurely => true;

    public string Definition => """
        create table ledger_index (
          position bigint primary key,
          ticket uuid,
          organization text,
          actor text not null,
          type text not null,
          occurred timestamptz not null,
          recorded timestamptz not null,
          trace uuid,
          tokens text[]
        );
        create table ticket_organizations (ticket uuid primary key, organization text not null);
        """;

    public string Indexes => """
        create index if not exists ledger_index_actor_recorded_position_idx on ledger_index (actor, recorded, position);
        create index if not exists ledger_index_actor_occurred_position_idx on ledger_index (actor, occurred, position);
        create index if not exists ledger_index_type_recorded_position_idx on ledger_index (type, recorded, position);
        create index if not exists ledger_index_organization_recorded_position_idx on ledger_index (organization, recorded, position) where organization is not null;
        create index if not exists ledger_index_recorded_position_idx on ledger_index (recorded, position);
        create index if not exists ledger_index_occurred_position_idx on ledger_index (occurred, position);
        create index if not exists ledger_index_trace_idx on ledger_index (trace) where trace is not null;
        create index if not exists ledger_index_tokens_idx on ledger_index using gin (tokens) where tokens is not null;
        """;

    public void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands)
    {
        var count = events.Count;
        var (positions, tickets, organizations, actors, types) = (new long[count], new Guid?[count], new string?[count], new string[count], new string[count]);
        var (occurred, recorded, traces, tokens) = (new DateTime[count], new DateTime[count], new Guid?[count], new string?[count]);
        var submitted = new List<(Guid Ticket, string Organization)>();
        for (var i = 0; i < count; i++)
        {
            var entry = LedgerEntry.In(events[i]);
            var isOfTicket = Guid.TryParse(entry.Subject, out var subject);
            var isSubmission = entry.Type == LedgerReadModel.Submitted;
            var content = isOfTicket && !isSubmission && !EntryContent.MaySay(entry.Data.Text) ? new EntryContent(null, null, []) : EntryContent.Read(entry.Data.Text);
            if (isSubmission) submitted.Add((subject, content.Organization!));
            positions[i] = events[i].Id.Position;
            tickets[i] = isOfTicket ? subject : content.Ticket;
            organizations[i] = isOfTicket ? null : content.Organization;
            actors[i] = entry.Actor;
            types[i] = entry.Type;
            occurred[i] = entry.Occurred.ToDateTimeUtc();
            recorded[i] = entry.Recorded.ToDateTimeUtc();
            traces[i] = TraceOf(entry.TraceParent);
            // An array of arrays of different lengths is none to PostgreSQL: each row's tokens travel as one text.
            tokens[i] = content.Tokens() is { Length: > 0 } found ? string.Join('\n', found) : null;
        }
        // A ticket is submitted before anything else happens to it.
        if (submitted.Count > 0)
        {
            var owned = new NpgsqlBatchCommand("insert into ticket_organizations (ticket, organization) select * from unnest($1, $2)");
            Add(owned, NpgsqlDbType.Uuid, submitted.Select(one => one.Ticket).ToArray());
            Add(owned, NpgsqlDbType.Text, submitted.Select(one => one.Organization).ToArray());
            commands.BatchCommands.Add(owned);
        }
        var rows = new NpgsqlBatchCommand("""
            insert into ledger_index (position, ticket, organization, actor, type, occurred, recorded, trace, tokens)
            select position, ticket, coalesce(o.organization, e.organization), actor, type, occurred, recorded, trace, string_to_array(tokens, E'\n')
            from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) as e (position, ticket, organization, actor, type, occurred, recorded, trace, tokens)
              left join ticket_organizations o using (ticket)
            """);
        Add(rows, NpgsqlDbType.Bigint, positions);
        Add(rows, NpgsqlDbType.Uuid, tickets);
        Add(rows, NpgsqlDbType.Text, organizations);
        Add(rows, NpgsqlDbType.Text, actors);
        Add(rows, NpgsqlDbType.Text, types);
        Add(rows, NpgsqlDbType.TimestampTz, occurred);
        Add(rows, NpgsqlDbType.TimestampTz, recorded);
        Add(rows, NpgsqlDbType.Uuid, traces);
        Add(rows, NpgsqlDbType.Text, tokens);
        commands.BatchCommands.Add(rows);
    }

    /// <summary>A trace id is as long as a uuid, and kept as one.</summary>
    public static Guid? TraceOf(string? traceParent) =>
        ActivityContext.TryParse(traceParent, null, out var context) && Guid.TryParseExact(context.TraceId.ToString(), "N", out var trace) ? trace : null;

    private static void Add(NpgsqlBatchCommand command, NpgsqlDbType type, Array values) => command.Parameters.Add(new() { NpgsqlDbType = type | NpgsqlDbType.Array, Value = values });
}
