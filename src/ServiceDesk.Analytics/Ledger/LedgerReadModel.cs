using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using ServiceDesk.EventStore;

namespace ServiceDesk.Analytics;

/// <summary>The ledger by ticket, person, type and time; and whose each ticket is.</summary>
internal sealed class LedgerReadModel : IProjection
{
    public string Name => "ledger";
    public int Version => 1;
    public IReadOnlyList<string> Tables => ["ledger", "ticket_owners"];

    public string Definition => """
        create table ledger (
          position bigint primary key,
          ticket uuid,
          actor text not null,
          type text not null,
          occurred timestamptz not null,
          recorded timestamptz not null
        );
        create index on ledger (ticket, position) where ticket is not null;
        create index on ledger (actor, position);
        create index on ledger (type, position);
        create index on ledger (recorded, position);
        create table ticket_owners (ticket uuid primary key, organization text not null, requester text not null);
        """;

    public void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands)
    {
        var entries = events.Where(e => e.Body is LedgerEntry).Select(e => (e.Id.Position, Entry: (LedgerEntry)e.Body!)).ToList();
        if (entries.Count == 0) return;
        var rows = new NpgsqlBatchCommand("""
            insert into ledger (position, ticket, actor, type, occurred, recorded)
            select * from unnest($1, $2, $3, $4, $5, $6)
            """);
        Add(rows, NpgsqlDbType.Bigint, entries.Select(one => one.Position));
        Add(rows, NpgsqlDbType.Uuid, entries.Select(one => TicketOf(one.Entry)));
        Add(rows, NpgsqlDbType.Text, entries.Select(one => one.Entry.Actor));
        Add(rows, NpgsqlDbType.Text, entries.Select(one => one.Entry.Type));
        Add(rows, NpgsqlDbType.TimestampTz, entries.Select(one => one.Entry.Occurred.ToDateTimeUtc()));
        Add(rows, NpgsqlDbType.TimestampTz, entries.Select(one => one.Entry.Recorded.ToDateTimeUtc()));
        commands.BatchCommands.Add(rows);

        var submitted = entries.Where(one => one.Entry.Type == "intake.ticket-submitted.v1")
            .Select(one => (Ticket: Guid.Parse(one.Entry.Subject), Owner: JsonSerializer.Deserialize<Owner>(one.Entry.Data.Text, JsonSerializerOptions.Web)!)).ToList();
        if (submitted.Count == 0) return;
        var owners = new NpgsqlBatchCommand("insert into ticket_owners (ticket, organization, requester) select * from unnest($1, $2, $3)");
        Add(owners, NpgsqlDbType.Uuid, submitted.Select(one => one.Ticket));
        Add(owners, NpgsqlDbType.Text, submitted.Select(one => one.Owner.Organization));
        Add(owners, NpgsqlDbType.Text, submitted.Select(one => one.Owner.Requester));
        commands.BatchCommands.Add(owners);
    }

    /// <summary>The ticket an entry is about: its subject, or the one that an event of another stream (a team's load) names.</summary>
    private static Guid? TicketOf(LedgerEntry entry)
    {
        if (Guid.TryParse(entry.Subject, out var subject)) return subject;
        using var data = JsonDocument.Parse(entry.Data.Text);
        return data.RootElement.TryGetProperty("ticket", out var named) && named.TryGetGuid(out var ticket) ? ticket : null;
    }

    private static void Add<T>(NpgsqlBatchCommand command, NpgsqlDbType type, IEnumerable<T> values) =>
        command.Parameters.Add(new() { NpgsqlDbType = type | NpgsqlDbType.Array, Value = values.ToArray() });

    private sealed record Owner(string Organization, string Requester);
}
