using NodaTime;
using Npgsql;
using NpgsqlTypes;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.TimeTravel;

/// <summary>
/// Open work over time: for each ticket the stretches in which it stood in a queue, on both axes. A fact that is recorded late changes the past as it
/// happened: the ticket's spans are made anew from its steps, and those that differ are replaced.
/// </summary>
internal sealed class TicketSpansReadModel : IEvolvingProjection
{
    public string Name => "ticket_spans";
    public int Version => 1;
    public IReadOnlyList<string> Tables => ["ticket_steps", "spans_known", "spans_happened", "spans_through"];

    /// <summary>Who asks about open work waits until this has come to the newest entry.</summary>
    public bool IsLeisurely => true;

    public string Definition => $"""
        create table ticket_steps (
          ticket uuid not null,
          position bigint not null,
          occurred timestamptz not null,
          recorded timestamptz not null,
          kind text not null,
          team text,
          agent text,
          priority text,
          category text,
          organization text,
          number text,
          primary key (ticket, position)
        );
        {Spans("spans_known")}
        {Spans("spans_happened")}
        create table spans_through (one boolean primary key, recorded timestamptz not null);
        """;

    // Those that go on are few and change; those that ended are many and stay.
    private static string Spans(string table) => $"""
        create table {table} (
          ticket uuid not null,
          from_at timestamptz not null,
          until_at timestamptz,
          number text not null,
          organization text not null,
          status text not null,
          team text,
          agent text,
          priority text,
          category text,
          opened_at timestamptz not null,
          primary key (ticket, from_at)
        );
        """;

    public string Indexes => string.Concat(Axes.Select(one => $"""
        create index if not exists {one.Table}_from_at_idx on {one.Table} (from_at) where until_at is null;
        create index if not exists {one.Table}_tstzrange_idx on {one.Table} using gist (tstzrange(from_at, until_at)) where until_at is not null;
        """));

    public async Task Apply(IReadOnlyList<RecordedEvent> events, NpgsqlConnection connection, NpgsqlBatch commands, CancellationToken cancel)
    {
        var added = events.Select(Step).OfType<(Guid Ticket, TimedStep Step)>().ToLookup(one => one.Ticket, one => one.Step);
        if (added.Count == 0) return;
        Guid[] known = [.. added.Where(steps => !steps.Any(one => one.Step.Kind == StepKind.Opened)).Select(steps => steps.Key)];
        var before = await Steps(connection, known, cancel);
        Insert(commands, added.SelectMany(steps => steps.Select(step => (steps.Key, step))).ToList());
        foreach (var (axis, table) in Axes)
        {
            var (gone, come) = (new List<(Guid Ticket, TicketSpan Span)>(), new List<(Guid Ticket, TicketSpan Span)>());
            foreach (var steps in added)
            {
                var (was, now) = (TicketSpan.Of(before[steps.Key], axis), TicketSpan.Of(before[steps.Key].Concat(steps), axis));
                gone.AddRange(was.Except(now).Select(span => (steps.Key, span)));
                come.AddRange(now.Except(was).Select(span => (steps.Key, span)));
            }
            Replace(commands, table, gone, come);
        }
        var through = new NpgsqlBatchCommand("insert into spans_through values (true, $1) on conflict (one) do update set recorded = greatest(spans_through.recorded, excluded.recorded)");
        through.Parameters.Add(new() { Value = added.SelectMany(steps => steps).Max(step => step.Recorded).ToDateTimeUtc() });
        commands.BatchCommands.Add(through);
    }

    /// <summary>Each axis and the table of its spans.</summary>
    public static IReadOnlyList<(TimeAxis Axis, string Table)> Axes { get; } = [(TimeAxis.Known, "spans_known"), (TimeAxis.Happened, "spans_happened")];

    private static (Guid, TimedStep)? Step(RecordedEvent e) =>
        e.Body is LedgerEntry entry && TicketStep.Of(entry) is { } step && Guid.TryParse(entry.Subject, out var ticket)
            ? (ticket, new TimedStep(e.Id.Position, entry.Occurred, entry.Recorded, step))
            : null;

    private static async Task<ILookup<Guid, TimedStep>> Steps(NpgsqlConnection connection, Guid[] tickets, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "select ticket, position, occurred, recorded, kind, team, agent, priority, category, organization, number from ticket_steps where ticket = any ($1)", connection);
        command.Parameters.Add(new() { Value = tickets });
        var steps = new List<(Guid Ticket, TimedStep Step)>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            steps.Add((row.GetGuid(0), new TimedStep(
                row.GetInt64(1), At(2), At(3),
                new TicketStep(Words.Find<StepKind>(row.GetString(4))!.Value, Text(5), Text(6), Text(7), Text(8), Text(9), Text(10)))));
        }
        return steps.ToLookup(one => one.Ticket, one => one.Step);

        Instant At(int column) => Instant.FromDateTimeUtc(row.GetDateTime(column));
        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
    }

    private static void Insert(NpgsqlBatch commands, IReadOnlyList<(Guid Ticket, TimedStep Step)> steps)
    {
        var insert = new NpgsqlBatchCommand("insert into ticket_steps select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");
        Add(insert, NpgsqlDbType.Uuid, steps.Select(one => one.Ticket));
        Add(insert, NpgsqlDbType.Bigint, steps.Select(one => one.Step.Position));
        Add(insert, NpgsqlDbType.TimestampTz, steps.Select(one => one.Step.Occurred.ToDateTimeUtc()));
        Add(insert, NpgsqlDbType.TimestampTz, steps.Select(one => one.Step.Recorded.ToDateTimeUtc()));
        Add(insert, NpgsqlDbType.Text, steps.Select(one => Words.Of(one.Step.Step.Kind)));
        Add(insert, NpgsqlDbType.Text, steps.Select(one => one.Step.Step.Team));
        Add(insert, NpgsqlDbType.Text, steps.Select(one => one.Step.Step.Agent));
        Add(insert, NpgsqlDbType.Text, steps.Select(one => one.Step.Step.Priority));
        Add(insert, NpgsqlDbType.Text, steps.Select(one => one.Step.Step.Category));
        Add(insert, NpgsqlDbType.Text, steps.Select(one => one.Step.Step.Organization));
        Add(insert, NpgsqlDbType.Text, steps.Select(one => one.Step.Step.Number));
        commands.BatchCommands.Add(insert);
    }

    private static void Replace(NpgsqlBatch commands, string table, IReadOnlyList<(Guid Ticket, TicketSpan Span)> gone, IReadOnlyList<(Guid Ticket, TicketSpan Span)> come)
    {
        if (gone.Count > 0)
        {
            var delete = new NpgsqlBatchCommand($"delete from {table} s using unnest($1, $2) as gone (ticket, from_at) where s.ticket = gone.ticket and s.from_at = gone.from_at");
            Add(delete, NpgsqlDbType.Uuid, gone.Select(one => one.Ticket));
            Add(delete, NpgsqlDbType.TimestampTz, gone.Select(one => one.Span.From.ToDateTimeUtc()));
            commands.BatchCommands.Add(delete);
        }
        if (come.Count == 0) return;
        var insert = new NpgsqlBatchCommand($"insert into {table} select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");
        Add(insert, NpgsqlDbType.Uuid, come.Select(one => one.Ticket));
        Add(insert, NpgsqlDbType.TimestampTz, come.Select(one => one.Span.From.ToDateTimeUtc()));
        Add(insert, NpgsqlDbType.TimestampTz, come.Select(one => one.Span.Until?.ToDateTimeUtc()));
        Add(insert, NpgsqlDbType.Text, come.Select(one => one.Span.Standing.Number));
        Add(insert, NpgsqlDbType.Text, come.Select(one => one.Span.Standing.Organization));
        Add(insert, NpgsqlDbType.Text, come.Select(one => one.Span.Standing.Status));
        Add(insert, NpgsqlDbType.Text, come.Select(one => one.Span.Standing.Team));
        Add(insert, NpgsqlDbType.Text, come.Select(one => one.Span.Standing.Agent));
        Add(insert, NpgsqlDbType.Text, come.Select(one => one.Span.Standing.Priority));
        Add(insert, NpgsqlDbType.Text, come.Select(one => one.Span.Standing.Category));
        Add(insert, NpgsqlDbType.TimestampTz, come.Select(one => one.Span.OpenedAt.ToDateTimeUtc()));
        commands.BatchCommands.Add(insert);
    }

    private static void Add<T>(NpgsqlBatchCommand command, NpgsqlDbType type, IEnumerable<T> values) =>
        command.Parameters.Add(new() { NpgsqlDbType = type | NpgsqlDbType.Array, Value = values.ToArray() });
}
