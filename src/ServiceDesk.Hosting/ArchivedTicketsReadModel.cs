using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Hosting;

/// <summary>The tickets that are only read, and whose they are, kept in every service that changes tickets.</summary>
internal sealed class ArchivedTicketsReadModel : IProjection
{
    public string Name => "archived_tickets";
    public int Version => 1;
    public IReadOnlyList<string> Tables => ["archived_tickets"];
    public IReadOnlyList<Type>? Handles => [typeof(TicketArchived)];

    public string Definition => "create table archived_tickets (ticket uuid primary key, organization text not null, requester text not null)";

    public void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands)
    {
        foreach (var e in events)
        {
            if (e.Body is not TicketArchived archived || !Guid.TryParse(e.Subject, out var ticket)) continue;
            var command = new NpgsqlBatchCommand("insert into archived_tickets (ticket, organization, requester) values ($1, $2, $3)");
            foreach (var value in (object[])[ticket, archived.Organization, archived.Requester]) command.Parameters.Add(new() { Value = value });
            commands.BatchCommands.Add(command);
        }
    }
}
