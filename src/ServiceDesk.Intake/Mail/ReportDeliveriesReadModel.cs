using System.Text.Json;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Intake.Mail;

/// <summary>The scheduled reports that are there. Of Analytics' log, which holds an entry for everything that happens anywhere, only these are read.</summary>
internal sealed class ReportDeliveriesReadModel(EventTypes types) : IProjection
{
    public string Name => "report_deliveries";
    public int Version => 1;
    public IReadOnlyList<string> Tables => ["report_deliveries"];
    public IReadOnlyList<Type>? Handles => [typeof(ReportDelivered)];

    public string Definition => """
        create table report_deliveries (position bigint primary key, event text not null, recorded timestamptz not null, data text not null);
        create index on report_deliveries (recorded);
        """;

    public void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands)
    {
        foreach (var e in events)
        {
            if (e.Body is not ReportDelivered delivered) continue;
            var command = new NpgsqlBatchCommand("insert into report_deliveries (position, event, recorded, data) values ($1, $2, $3, $4)");
            foreach (var value in (object[])[e.Id.Position, e.Id.ToString(), e.At.ToDateTimeUtc(), JsonSerializer.Serialize(delivered, types.Json)]) command.Parameters.Add(new() { Value = value });
            commands.BatchCommands.Add(command);
        }
    }
}
