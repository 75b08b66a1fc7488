using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Intake.Duplicates;

/// <summary>The tickets that Resolution closed, with the position in Resolution's log at which that changed last.</summary>
internal sealed class ClosedTicketsReadModel : IProjection
{
    public string Name => "closed_tickets";
    public int Version => 2;
    public IReadOnlyList<string> Tables => ["closed_tickets"];

    public IReadOnlyList<Type>? Handles => [typeof(TicketClosed), typeof(SolutionRejected), typeof(CaseReopened)];

    public string Definition => """
        create table closed_tickets (ticket uuid primary key, closed boolean not null, position bigint not null);
        create index on closed_tickets (position);
        """;

    public void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands)
    {
        foreach (var e in events)
        {
            if (!Guid.TryParse(e.Subject, out var ticket)) continue;
            var command = e.Body is TicketClosed
                ? new NpgsqlBatchCommand("insert into closed_tickets (ticket, closed, position) values ($1, true, $2) on conflict (ticket) do update set closed = true, position = $2")
                : new NpgsqlBatchCommand("update closed_tickets set closed = false, position = $2 where ticket = $1 and closed");
            command.Parameters.Add(new() { Value = ticket });
            command.Parameters.Add(new() { Value = e.Id.Position });
            commands.BatchCommands.Add(command);
        }
    }

    /// <summary>Those of some tickets that are closed, as far as this service has heard.</summary>
    public static async Task<IReadOnlySet<Guid>> Among(Guid[] tickets, Journal journal, CancellationToken cancel)
    {
        await using var command = journal.Database.CreateCommand("select ticket from closed_tickets where ticket = any ($1) and closed");
        command.Parameters.Add(new() { Value = tickets });
        var closed = new HashSet<Guid>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel)) closed.Add(row.GetGuid(0));
        return closed;
    }
}
