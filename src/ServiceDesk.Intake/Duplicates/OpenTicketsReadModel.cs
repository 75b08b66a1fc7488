using Npgsql;
using NpgsqlTypes;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Intake.Duplicates;

/// <summary>The tickets that stand for themselves as far as Intake knows: from where a start fills the index. No texts; those are read from the tickets' streams.</summary>
internal sealed class OpenTicketsReadModel : IProjection
{
    public string Name => "open_tickets";
    public int Version => 1;
    public IReadOnlyList<string> Tables => ["open_tickets"];

    public IReadOnlyList<Type>? Handles =>
        [typeof(TicketSubmitted), typeof(TicketWithdrawn), typeof(TicketInvalidated), typeof(TicketMerged), typeof(TicketUnmerged)];

    public string Definition => """
        create table open_tickets (ticket uuid primary key, position bigint not null);
        create index on open_tickets (position);
        """;

    public void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands)
    {
        var (open, ended) = (new Dictionary<Guid, long>(), new HashSet<Guid>());
        foreach (var e in events)
        {
            if (!Guid.TryParse(e.Subject, out var ticket)) continue;
            if (e.Version == 1 || e.Body is TicketUnmerged) // the first event of a ticket is its submission; its body need not be read
            {
                open[ticket] = e.Id.Position;
                ended.Remove(ticket);
            }
            else
            {
                open.Remove(ticket);
                ended.Add(ticket);
            }
        }
        if (ended.Count > 0)
        {
            commands.BatchCommands.Add(new("delete from open_tickets where ticket = any ($1)") { Parameters = { new() { Value = ended.ToArray() } } });
        }
        if (open.Count == 0) return;
        commands.BatchCommands.Add(new("insert into open_tickets (ticket, position) select * from unnest($1, $2) on conflict (ticket) do update set position = excluded.position")
        {
            Parameters =
            {
                new() { Value = open.Keys.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid },
                new() { Value = open.Values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint },
            },
        });
    }
}
