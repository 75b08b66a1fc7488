using System.Data.Common;
using System.Text.Json;
using NodaTime;
using Npgsql;

namespace ServiceDesk.EventStore;

/// <summary>Rows of a log become events; for those who read a log, their own or another's.</summary>
public static class EventRow
{
    private const string Columns = "position, stream, version, type, data::text, meta::text, occurred, at";

    /// <summary>Reads a log in order.</summary>
    /// <param name="database">The publisher's database.</param>
    /// <param name="log">The log's name.</param>
    /// <param name="types">The event types that this side can read.</param>
    /// <param name="after">The last position already read.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancel">Ends the wait.</param>
    public static async Task<IReadOnlyList<RecordedEvent>> ReadFeed(
        NpgsqlDataSource database, string log, EventTypes types, long after, int limit, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"select {Columns} from feed where position > $1 order by position limit $2");
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = limit });
        return await ReadAll(command, log, types, cancel);
    }

    /// <summary>Reads the events of some types among the next events of a log.</summary>
    /// <param name="database">The publisher's database.</param>
    /// <param name="log">The log's name.</param>
    /// <param name="types">The event types that this side can read.</param>
    /// <param name="after">The last position already searched.</param>
    /// <param name="reach">Search at most so many events.</param>
    /// <param name="names">Stored names.</param>
    /// <param name="cancel">Ends the wait.</param>
    public static async Task<(IReadOnlyList<RecordedEvent> Events, long Through)> ReadFeedOf(
        NpgsqlDataSource database, string log, EventTypes types, long after, int reach, string[] names, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"""
            with searched as (select position from feed where position > $1 order by position limit $2),
              through as (select max(position) as through from searched)
            select {Columns}, through
            from through left join feed on position > $1 and position <= through and type = any ($3)
            order by position
            """);
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = reach });
        command.Parameters.Add(new() { Value = names });
        var (events, through) = (new List<RecordedEvent>(), after);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
        {
            if (!rows.IsDBNull(8)) through = rows.GetInt64(8);
            if (!rows.IsDBNull(0)) events.Add(Read(rows, log, types));
        }
        return (events, through);
    }

    internal static RecordedEvent Read(DbDataReader row, string log, EventTypes types)
    {
        var type = row.GetString(3);
        var (data, meta) = (row.GetString(4), row.GetString(5));
        return new RecordedEvent(
            new LogPosition(log, row.GetInt64(0)), row.GetString(1), row.GetInt32(2), type, data,
            () => JsonSerializer.Deserialize<EventMeta>(meta, types.Json)!,
            Instant.FromDateTimeUtc(row.GetDateTime(6)), Instant.FromDateTimeUtc(row.GetDateTime(7)), () => types.Read(type, data))
        {
            MetaText = meta,
        };
    }

    /// <summary>The position of the newest event of a log; 0 when there is none.</summary>
    /// <param name="database">The publisher's database.</param>
    /// <param name="cancel">Ends the wait.</param>
    public static async Task<long> Head(NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select coalesce(max(position), 0) from feed");
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>
    /// An instant, by the clock of the log's database, up to which nothing more will be recorded: whoever records now is waited for, and whoever
    /// comes later records later. Never before the newest event, whose clock may have been ahead.
    /// </summary>
    /// <param name="database">The publisher's database.</param>
    /// <param name="cancel">Ends the wait.</param>
    public static async Task<Instant> Settled(NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new("select pg_advisory_xact_lock_shared(5100)")); // the lock of append; both commands are one transaction
        batch.BatchCommands.Add(new("select greatest(clock_timestamp(), (select at from feed order by position desc limit 1)) - interval '1 microsecond'"));
        await using var row = await batch.ExecuteReaderAsync(cancel);
        await row.NextResultAsync(cancel);
        await row.ReadAsync(cancel);
        return Instant.FromDateTimeUtc(row.GetDateTime(0));
    }

    /// <summary>Reads all rows of a query for position, stream, version, type, data and meta as text, occurred, at.</summary>
    /// <param name="command">The query.</param>
    /// <param name="log">The log's name.</param>
    /// <param name="types">The event types that this side can read.</param>
    /// <param name="cancel">Ends the wait.</param>
    public static async Task<IReadOnlyList<RecordedEvent>> ReadAll(NpgsqlCommand command, string log, EventTypes types, CancellationToken cancel)
    {
        var events = new List<RecordedEvent>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel)) events.Add(Read(rows, log, types));
        return events;
    }
}
