using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Routing.Boards;

/// <summary>Whose each ticket is and why, from Routing's own log.</summary>
internal sealed class RoutedReadModel : IProjection
{
    public string Name => "routed";
    public int Version => 2;
    public IReadOnlyList<string> Tables => ["routed_tickets"];

    public IReadOnlyList<Type>? Handles =>
        [typeof(TicketRouted), typeof(TicketAssigned), typeof(TicketClassified), typeof(TicketGraded), typeof(AssignmentImported), typeof(ConfidentialityTaken)];

    public string Definition => """
        create table routed_tickets (
          id uuid primary key,
          number text not null,
          organization text not null,
          category text not null,
          priority text not null,
          team text,
          agent text,
          reason text not null,
          hops int not null default 0,
          since timestamptz not null,
          confidential boolean not null default false
        );
        create index on routed_tickets (team, agent);
        """;

    public void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands)
    {
        foreach (var e in events)
        {
            if (Guid.TryParse(e.Subject, out var ticket) && Change(e.Body) is var (sql, values)) commands.Add(sql, ticket, values);
        }
    }

    private static (string Sql, object[] Values)? Change(object? body) => body switch
    {
        TicketRouted e => ("insert into routed_tickets (id, number, organization, category, priority, team, agent, reason, since) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            [e.Number, e.Organization, e.Category, Words.Of(e.Priority), Rows.Text(e.Team), Rows.Text(e.Agent), e.AssignmentReason, e.At.ToDateTimeUtc()]),
        TicketAssigned e => ("update routed_tickets set team = $2, agent = $3, reason = $4, hops = $5, since = $6 where id = $1",
            [Rows.Text(e.Team), Rows.Text(e.Agent), e.Reason, e.Hops, e.At.ToDateTimeUtc()]),
        AssignmentImported e => ("update routed_tickets set category = $2, priority = $3, team = $4, agent = $5, since = $6 where id = $1",
            [e.Category, Words.Of(e.Priority), Rows.Text(e.Team), Rows.Text(e.Agent), e.At.ToDateTimeUtc()]),
        TicketClassified e => ("update routed_tickets set category = $2 where id = $1", [e.Category]),
        TicketGraded e => ("update routed_tickets set priority = $2 where id = $1", [Words.Of(e.Priority)]),
        ConfidentialityTaken e => ("update routed_tickets set confidential = $2 where id = $1", [e.Confidential]),
        _ => null,
    };
}
