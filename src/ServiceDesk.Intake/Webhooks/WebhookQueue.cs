using NodaTime;
using Npgsql;
using ServiceDesk.EventStore;

namespace ServiceDesk.Intake.Webhooks;

/// <summary>An event that is to be sent.</summary>
/// <param name="Sequence">Its place among the events of the webhook, so that a receiver notices a gap.</param>
/// <param name="Event">The event.</param>
/// <param name="Ticket">What it is about: events of one ticket are sent one after another.</param>
/// <param name="Failures">How often it failed.</param>
/// <param name="FirstTry">When it was first tried.</param>
internal sealed record Delivery(long Sequence, LogPosition Event, Guid Ticket, int Failures, Instant? FirstTry);

/// <summary>
/// What is to be sent and what was, and how far each webhook has come in each log. Work in progress, not history: kept beside the log like
/// checkpoints, filled exactly once in causal order, and deleted some time after delivery.
/// </summary>
internal sealed class WebhookQueue(NpgsqlDataSource database)
{
    private static readonly Duration kept = Duration.FromDays(30);

    /// <summary>Creates the tables, once; several instances may start together.</summary>
    public Task Define(CancellationToken cancel) => Execute("""
        select pg_advisory_xact_lock(5103);
        create schema if not exists delivery;
        create table if not exists delivery.cursors (
          webhook text,
          log text,
          position bigint not null,
          primary key (webhook, log)
        );
        create table if not exists delivery.events (
          webhook text,
          sequence bigint,
          log text not null,
          position bigint not null,
          type text not null,
          ticket uuid not null,
          state text not null default 'waiting' check (state in ('waiting', 'delivered', 'given-up')),
          failures int not null default 0,
          first_try timestamptz,
          next_try timestamptz not null default '-infinity',
          status int,
          error text,
          delivered_at timestamptz,
          primary key (webhook, sequence),
          unique (webhook, log, position)
        );
        create index if not exists waiting on delivery.events (webhook, ticket, sequence) where state = 'waiting';
        create index if not exists due on delivery.events (webhook, sequence) where state = 'waiting';
        create index if not exists done on delivery.events (delivered_at) where state = 'delivered';
        """, [], cancel);

    /// <summary>How far a webhook has come, by log; begins where its definition says.</summary>
    public async Task<Dictionary<string, long>> Cursors(WebhookRow webhook, IEnumerable<string> logs, CancellationToken cancel)
    {
        var starts = logs.ToDictionary(log => log, log => webhook.From.GetValueOrDefault(log));
        await using var command = Command("""
            with missing as (
              insert into delivery.cursors (webhook, log, position) select $1, * from unnest($2, $3) on conflict do nothing returning log, position
            )
            select log, position from missing union all select log, position from delivery.cursors where webhook = $1
            """, webhook.Id, starts.Keys.ToArray(), starts.Values.ToArray());
        return await Read(command, cancel);
    }

    /// <summary>Queues events and moves the cursors, together, unless somebody has moved them back meanwhile. What is queued again keeps its place.</summary>
    public async Task Add(
        string webhook, IReadOnlyList<RecordedEvent> events, IReadOnlyDictionary<string, long> from, IReadOnlyDictionary<string, long> cursors, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using (var hold = new NpgsqlCommand("select log, position from delivery.cursors where webhook = $1 for update", connection, transaction))
        {
            hold.Parameters.Add(new() { Value = webhook });
            if ((await Read(hold, cancel)).Any(one => from[one.Key] != one.Value)) return;
        }
        await using var batch = new NpgsqlBatch(connection, transaction);
        if (events.Count > 0)
        {
            batch.BatchCommands.Add(BatchCommand("""
                insert into delivery.events (webhook, sequence, log, position, type, ticket)
                select $1, coalesce((select max(sequence) from delivery.events where webhook = $1), 0) + e.ordinal, e.log, e.position, e.type, e.ticket
                from unnest($2, $3, $4, $5) with ordinality e(log, position, type, ticket, ordinal)
                on conflict (webhook, log, position) do update set state = 'waiting', failures = 0, first_try = null, next_try = '-infinity'
                """, webhook, events.Select(e => e.Id.Log).ToArray(), events.Select(e => e.Id.Position).ToArray(), events.Select(e => e.Type).ToArray(),
                events.Select(e => Guid.Parse(e.Subject)).ToArray()));
        }
        batch.BatchCommands.Add(BatchCommand("""
            update delivery.cursors c set position = moved.position from unnest($2, $3) moved(log, position) where c.webhook = $1 and c.log = moved.log
            """, webhook, cursors.Keys.ToArray(), cursors.Values.ToArray()));
        await batch.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>What is due, in order; nothing that waits behind an event of the same ticket that is not due yet.</summary>
    public async Task<IReadOnlyList<Delivery>> Due(string webhook, int limit, Instant now, CancellationToken cancel)
    {
        var due = new List<Delivery>();
        await using var command = Command("""
            select sequence, log, position, ticket, failures, first_try
            from delivery.events e
            where webhook = $1 and state = 'waiting' and next_try <= $2
              and not exists (
                select from delivery.events before
                where before.webhook = $1 and before.ticket = e.ticket and before.state = 'waiting' and before.sequence < e.sequence and before.next_try > $2)
            order by sequence
            limit $3
            """, webhook, now.ToDateTimeUtc(), limit);
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            due.Add(new Delivery(
                row.GetInt64(0), new LogPosition(row.GetString(1), row.GetInt64(2)), row.GetGuid(3), row.GetInt32(4),
                row.IsDBNull(5) ? null : Instant.FromDateTimeUtc(row.GetDateTime(5))));
        }
        return due;
    }

    public Task Delivered(string webhook, Delivery one, int status, Instant now, CancellationToken cancel) => Execute(
        "update delivery.events set state = 'delivered', status = $3, error = null, delivered_at = $4 where webhook = $1 and sequence = $2",
        [webhook, one.Sequence, status, now.ToDateTimeUtc()], cancel);

    public Task Failed(string webhook, Delivery one, int? status, string error, Instant firstTry, Instant? next, CancellationToken cancel) => Execute("""
        update delivery.events set failures = failures + 1, status = $3, error = $4, first_try = $5, next_try = coalesce($6, next_try),
          state = case when $6::timestamptz is null then 'given-up' else state end
        where webhook = $1 and sequence = $2
        """, [webhook, one.Sequence, Null(status, NpgsqlTypes.NpgsqlDbType.Integer), error, firstTry.ToDateTimeUtc(), Null(next?.ToDateTimeUtc(), NpgsqlTypes.NpgsqlDbType.TimestampTz)], cancel);

    /// <summary>Sends again from a position on; the other logs stay where they are.</summary>
    public Task Rewind(string webhook, LogPosition from, CancellationToken cancel) => Execute("""
        insert into delivery.cursors (webhook, log, position) values ($1, $2, $3)
        on conflict (webhook, log) do update set position = least(delivery.cursors.position, excluded.position)
        """, [webhook, from.Log, from.Position - 1], cancel);

    private static async Task<Dictionary<string, long>> Read(NpgsqlCommand command, CancellationToken cancel)
    {
        var cursors = new Dictionary<string, long>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel)) cursors[row.GetString(0)] = row.GetInt64(1);
        return cursors;
    }

    /// <summary>Deletes what was delivered long ago.</summary>
    public Task Forget(Instant now, CancellationToken cancel) =>
        Execute("delete from delivery.events where state = 'delivered' and delivered_at < $1", [(now - kept).ToDateTimeUtc()], cancel);

    public NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = database.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        return command;
    }

    private async Task Execute(string sql, object[] values, CancellationToken cancel)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static NpgsqlBatchCommand BatchCommand(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return command;
    }

    private static NpgsqlParameter Null(object? value, NpgsqlTypes.NpgsqlDbType type) => new() { NpgsqlDbType = type, Value = value ?? DBNull.Value };
}
