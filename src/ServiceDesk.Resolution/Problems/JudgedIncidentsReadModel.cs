using Npgsql;
using NpgsqlTypes;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Problems;

/// <summary>What the desk found of every ticket, as far as repeats are looked for: category, priority, and whether it was solved without a cause.</summary>
internal sealed class JudgedIncidentsReadModel : IProjection
{
    public string Name => "judged_incidents";
    public int Version => 1;
    public IReadOnlyList<string> Tables => ["judged_incidents"];

    public IReadOnlyList<Type>? Handles => [typeof(CaseAssigned), typeof(TicketResolved), typeof(SolutionRejected), typeof(CaseReopened)];

    public string Definition => """
        create table judged_incidents (
          ticket uuid primary key,
          category text,
          priority text,
          cause_unknown bool,
          position bigint not null
        );
        create index on judged_incidents (position);
        """;

    public void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands)
    {
        var rows = new Dictionary<Guid, (string? Category, string? Priority, bool? CauseUnknown, long Position)>();
        foreach (var e in events)
        {
            if (!Guid.TryParse(e.Subject, out var ticket)) continue;
            var row = rows.GetValueOrDefault(ticket) with { Position = e.Id.Position };
            rows[ticket] = e.Body switch
            {
                CaseAssigned assigned => row with { Category = assigned.Category, Priority = Words.Of(assigned.Priority) },
                // What another system solved, it may know the cause of.
                TicketResolved resolved => row with { CauseUnknown = resolved.Cause is null && e.Meta.Imported is null },
                _ => row with { CauseUnknown = false },
            };
        }
        if (rows.Count == 0) return;
        var upsert = new NpgsqlBatchCommand("""
            insert into judged_incidents as j (ticket, category, priority, cause_unknown, position)
            select * from unnest($1, $2, $3, $4, $5)
            on conflict (ticket) do update set
              category = coalesce(excluded.category, j.category), priority = coalesce(excluded.priority, j.priority),
              cause_unknown = coalesce(excluded.cause_unknown, j.cause_unknown), position = excluded.position
            """);
        ReportedIncidentsReadModel.Add(upsert, NpgsqlDbType.Uuid, rows.Keys);
        ReportedIncidentsReadModel.Add(upsert, NpgsqlDbType.Text, rows.Values.Select(row => row.Category));
        ReportedIncidentsReadModel.Add(upsert, NpgsqlDbType.Text, rows.Values.Select(row => row.Priority));
        ReportedIncidentsReadModel.Add(upsert, NpgsqlDbType.Boolean, rows.Values.Select(row => row.CauseUnknown));
        ReportedIncidentsReadModel.Add(upsert, NpgsqlDbType.Bigint, rows.Values.Select(row => row.Position));
        commands.BatchCommands.Add(upsert);
    }
}
