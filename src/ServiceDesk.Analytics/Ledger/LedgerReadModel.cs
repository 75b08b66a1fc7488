using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using ServiceDesk.EventStore;

namespace ServiceDesk.Analytics;

/// <summary>
/// The entries about each ticket, and whose it is: what must be seen at once, and no more, so that it keeps up with the ledger. What Analytics recorded itself
/// stands in it like the entries of the others. All else by which entries are found stands in the <see cref="Audit.LedgerIndexReadModel"/>.
/// </summary>
internal sealed class LedgerReadModel : IProjection
{
    public const string ModelName = "ledger";

    public const string Submitted = "intake.ticket-submitted.v1";
    private const string ConfidentialityChanged = "intake.ticket-confidentiality-changed.v1";

    public string Name => ModelName;
    public int Version => 3;
    public IReadOnlyList<string> Tables => ["ledger", "ticket_owners"];

    public string Definition => """
        create table ledger (position bigint primary key, ticket uuid);
        create table ticket_owners (ticket uuid primary key, organization text not null, requester text not null, confidential boolean not null);
        """;

    public string Indexes => """
        create index if not exists ledger_ticket_position_idx on ledger (ticket, position) where ticket is not null;
        create index if not exists ticket_owners_requester_idx on ticket_owners (requester);
        """;

    public void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands)
    {
        var (positions, tickets) = (new long[events.Count], new Guid?[events.Count]);
        var (submitted, changed) = (new List<Owner>(), new List<Owner>());
        for (var i = 0; i < events.Count; i++)
        {
            var entry = LedgerEntry.In(events[i]);
            (positions[i], tickets[i]) = (events[i].Id.Position, TicketOf(entry));
            if (entry.Type == Submitted) submitted.Add(Owner.Of(entry));
            else if (entry.Type == ConfidentialityChanged) changed.Add(Owner.Of(entry));
        }
        AddOwners(submitted, changed, commands);
        var rows = new NpgsqlBatchCommand("insert into ledger (position, ticket) select * from unnest($1, $2)");
        rows.Parameters.Add(new() { Value = positions });
        rows.Parameters.Add(new() { Value = tickets, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        commands.BatchCommands.Add(rows);
    }

    /// <summary>A ticket is submitted before anything else happens to it.</summary>
    private static void AddOwners(List<Owner> submitted, List<Owner> changed, NpgsqlBatch commands)
    {
        if (submitted.Count > 0)
        {
            var owners = new NpgsqlBatchCommand("insert into ticket_owners (ticket, organization, requester, confidential) select * from unnest($1, $2, $3, $4)");
            owners.Parameters.Add(new() { Value = submitted.Select(one => one.Ticket).ToArray() });
            owners.Parameters.Add(new() { Value = submitted.Select(one => one.Organization).ToArray() });
            owners.Parameters.Add(new() { Value = submitted.Select(one => one.Requester).ToArray() });
            owners.Parameters.Add(new() { Value = submitted.Select(one => one.Confidential).ToArray() });
            commands.BatchCommands.Add(owners);
        }
        foreach (var one in changed)
        {
            commands.BatchCommands.Add(new("update ticket_owners set confidential = $2 where ticket = $1") { Parameters = { new() { Value = one.Ticket }, new() { Value = one.Confidential } } });
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

    private sealed record Owner(string Organization, string Requester, bool Confidential)
    {
        public Guid Ticket { get; private init; }

        public static Owner Of(LedgerEntry entry) =>
            JsonSerializer.Deserialize<Owner>(entry.Data.Text, JsonSerializerOptions.Web)! with { Ticket = Guid.Parse(entry.Subject) };
    }
}
