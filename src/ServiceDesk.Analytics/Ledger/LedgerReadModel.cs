using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using ServiceDesk.EventStore;

namespace ServiceDesk.Analytics;

/// <summary>
/// The ledger by ticket, person, organisation, type, trace and time; and whose each ticket is. What Analytics recorded itself stands in it like the
/// entries of the others.
/// </summary>
internal sealed class LedgerReadModel : IProjection
{
    private const string Submitted = "intake.ticket-submitted.v1";
    private const string ConfidentialityChanged = "intake.ticket-confidentiality-changed.v1";

    public string Name => "ledger";
    public int Version => 2;
    public IReadOnlyList<string> Tables => ["ledger", "ticket_owners"];

    public string Definition => """
        create table ledger (
          position bigint primary key,
          ticket uuid,
          organization text,
          actor text not null,
          type text not null,
          occurred timestamptz not null,
          recorded timestamptz not null,
          trace uuid
        );
        create index on ledger (ticket, position) where ticket is not null;
        create index on ledger (actor, recorded, position);
        create index on ledger (actor, occurred, position);
        create index on ledger (type, recorded, position);
        create index on ledger (organization, recorded, position) where organization is not null;
        create index on ledger (recorded, position);
        create index on ledger (occurred, position);
        create index on ledger (trace) where trace is not null;
        create table ticket_owners (ticket uuid primary key, organization text not null, requester text not null, confidential boolean not null);
        create index on ticket_owners (requester);
        """;

    public void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands)
    {
        var entries = events.Select(e => (e.Id.Position, Entry: e.Body as LedgerEntry ?? LedgerEntry.Of(e))).ToList();
        if (entries.Count == 0) return;
        AddOwners(entries.Select(one => one.Entry), commands);
        var rows = new NpgsqlBatchCommand("""
            insert into ledger (position, ticket, organization, actor, type, occurred, recorded, trace)
            select position, ticket, coalesce(o.organization, e.organization), actor, type, occurred, recorded, trace
            from unnest($1, $2, $3, $4, $5, $6, $7, $8) as e (position, ticket, organization, actor, type, occurred, recorded, trace)
              left join ticket_owners o using (ticket)
            """);
        Add(rows, NpgsqlDbType.Bigint, entries.Select(one => one.Position));
        Add(rows, NpgsqlDbType.Uuid, entries.Select(one => TicketOf(one.Entry)));
        Add(rows, NpgsqlDbType.Text, entries.Select(one => OrganizationOf(one.Entry)));
        Add(rows, NpgsqlDbType.Text, entries.Select(one => one.Entry.Actor));
        Add(rows, NpgsqlDbType.Text, entries.Select(one => one.Entry.Type));
        Add(rows, NpgsqlDbType.TimestampTz, entries.Select(one => one.Entry.Occurred.ToDateTimeUtc()));
        Add(rows, NpgsqlDbType.TimestampTz, entries.Select(one => one.Entry.Recorded.ToDateTimeUtc()));
        Add(rows, NpgsqlDbType.Uuid, entries.Select(one => TraceOf(one.Entry.TraceParent)));
        commands.BatchCommands.Add(rows);
    }

    /// <summary>A trace id is as long as a uuid, and kept as one.</summary>
    public static Guid? TraceOf(string? traceParent) =>
        ActivityContext.TryParse(traceParent, null, out var context) && Guid.TryParseExact(context.TraceId.ToString(), "N", out var trace) ? trace : null;

    /// <summary>A ticket is submitted before anything else happens to it.</summary>
    private static void AddOwners(IEnumerable<LedgerEntry> entries, NpgsqlBatch commands)
    {
        var told = entries.Where(entry => entry.Type is Submitted or ConfidentialityChanged)
            .Select(entry => (entry.Type, Ticket: Guid.Parse(entry.Subject), Owner: JsonSerializer.Deserialize<Owner>(entry.Data.Text, JsonSerializerOptions.Web)!)).ToList();
        var submitted = told.FindAll(one => one.Type == Submitted);
        if (submitted.Count > 0)
        {
            var owners = new NpgsqlBatchCommand("insert into ticket_owners (ticket, organization, requester, confidential) select * from unnest($1, $2, $3, $4)");
            Add(owners, NpgsqlDbType.Uuid, submitted.Select(one => one.Ticket));
            Add(owners, NpgsqlDbType.Text, submitted.Select(one => one.Owner.Organization));
            Add(owners, NpgsqlDbType.Text, submitted.Select(one => one.Owner.Requester));
            Add(owners, NpgsqlDbType.Boolean, submitted.Select(one => one.Owner.Confidential));
            commands.BatchCommands.Add(owners);
        }
        foreach (var (_, ticket, owner) in told.Where(one => one.Type == ConfidentialityChanged))
        {
            commands.BatchCommands.Add(new("update ticket_owners set confidential = $2 where ticket = $1") { Parameters = { new() { Value = ticket }, new() { Value = owner.Confidential } } });
        }
    }

    /// <summary>The ticket an entry is about: its subject, or the one that an event of another stream (a team's load) names.</summary>
    private static Guid? TicketOf(LedgerEntry entry)
    {
        if (Guid.TryParse(entry.Subject, out var subject)) return subject;
        if (!entry.Data.Text.Contains("\"ticket\"", StringComparison.Ordinal)) return null;
        using var data = JsonDocument.Parse(entry.Data.Text);
        return data.RootElement.TryGetProperty("ticket", out var named) && named.ValueKind == JsonValueKind.String && named.TryGetGuid(out var ticket) ? ticket : null;
    }

    /// <summary>The organisation that an entry names which is about no ticket.</summary>
    private static string? OrganizationOf(LedgerEntry entry)
    {
        if (Guid.TryParse(entry.Subject, out _) || !entry.Data.Text.Contains("\"organization\"", StringComparison.Ordinal)) return null;
        using var data = JsonDocument.Parse(entry.Data.Text);
        return data.RootElement.TryGetProperty("organization", out var named) && named.ValueKind == JsonValueKind.String ? named.GetString() : null;
    }

    private static void Add<T>(NpgsqlBatchCommand command, NpgsqlDbType type, IEnumerable<T> values) =>
        command.Parameters.Add(new() { NpgsqlDbType = type | NpgsqlDbType.Array, Value = values.ToArray() });

    private sealed record Owner(string Organization, string Requester, bool Confidential);
}
