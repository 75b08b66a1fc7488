using Npgsql;
using ServiceDesk.EventStore;

namespace ServiceDesk.Intake.Catalogue;

/// <summary>The schedules as they were last set; an ended one keeps its row, so that the newest position tells whether anything changed.</summary>
internal sealed class SchedulesReadModel : IProjection
{
    public string Name => "schedules";
    public int Version => 2;
    public IReadOnlyList<string> Tables => ["schedules"];
    public IReadOnlyList<Type>? Handles => [typeof(ScheduleDefined), typeof(ScheduleEnded)];

    public string Definition => """
        create table schedules (
          schedule text primary key,
          position bigint not null,
          defined text
        );
        """;

    public void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands)
    {
        foreach (var e in events)
        {
            if (e.Body is not (ScheduleDefined or ScheduleEnded)) continue;
            var command = new NpgsqlBatchCommand("insert into schedules values ($1, $2, $3::jsonb::text) on conflict (schedule) do update set position = excluded.position, defined = excluded.defined");
            command.Parameters.Add(new() { Value = e.Stream });
            command.Parameters.Add(new() { Value = e.Id.Position });
            command.Parameters.Add(new() { Value = e.Body is ScheduleDefined ? e.Data : DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
            commands.BatchCommands.Add(command);
        }
    }

    /// <summary>The schedules that were not ended, by id.</summary>
    public static async Task<IReadOnlyList<ScheduleDefined>> Running(Journal journal, CancellationToken cancel)
    {
        var name = journal.Types.NameOf(typeof(ScheduleDefined));
        var all = new List<ScheduleDefined>();
        await using var command = journal.Database.CreateCommand("select defined from schedules where defined is not null order by schedule");
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel)) all.Add((ScheduleDefined)journal.Types.Read(name, rows.GetString(0))!);
        return all;
    }

    /// <summary>Grows whenever a schedule is set or ended; 0 when there are none.</summary>
    public static async Task<long> Newest(Journal journal, CancellationToken cancel)
    {
        await using var command = journal.Database.CreateCommand("select coalesce(max(position), 0) from schedules");
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }
}
