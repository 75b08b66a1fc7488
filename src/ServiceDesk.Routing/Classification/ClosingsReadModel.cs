using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Routing.Classification;

/// <summary>Each closing of a ticket with the category that it had then, in their order, from Resolution's log.</summary>
internal sealed class ClosingsReadModel : IProjection
{
    public string Name => "closings";
    public int Version => 1;
    public IReadOnlyList<string> Tables => ["closings"];
    public IReadOnlyList<Type>? Handles => [typeof(CaseAssigned), typeof(TicketClosed)];

    public string Definition => """
        create table judged_categories (
          ticket uuid primary key,
          category text not null
        );
        create table closings (
          position bigint primary key,
          ticket uuid not null,
          category text not null
        );
        """;

    public void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands)
    {
        foreach (var e in events)
        {
            if (!Guid.TryParse(e.Subject, out var ticket)) continue;
            if (e.Body is CaseAssigned assigned)
            {
                Add(commands, """
                    insert into judged_categories (ticket, category) values ($1, $2)
                    on conflict (ticket) do update set category = excluded.category where judged_categories.category <> excluded.category
                    """, ticket, assigned.Category);
            }
            else if (e.Body is TicketClosed)
            {
                Add(commands, "insert into closings (position, ticket, category) select $2, ticket, category from judged_categories where ticket = $1", ticket, e.Id.Position);
            }
        }
    }

    private static void Add(NpgsqlBatch commands, string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        commands.BatchCommands.Add(command);
    }
}
