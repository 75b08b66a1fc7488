using Npgsql;
using ServiceDesk.EventStore;

namespace ServiceDesk.Messaging;

/// <summary>An event that waits for operations, because its reaction keeps failing or because one in its causal past waits.</summary>
/// <param name="Ordinal">Order of arrival.</param>
/// <param name="Subscription">Whose.</param>
/// <param name="Event">The event.</param>
/// <param name="Stream">Its stream.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Cause">The event that caused it.</param>
/// <param name="Reason">Why it waits.</param>
/// <param name="Replay">True while a replay is under way.</param>
public sealed record ParkedEvent(long Ordinal, string Subscription, LogPosition Event, string Stream, string Subject, string? Cause, string Reason, bool Replay)
{
    /// <summary>Whether another event must wait behind this one: it is about the same, follows in the same stream, or was caused by it.</summary>
    /// <param name="event">The other event.</param>
    public bool Holds(RecordedEvent @event) =>
        Subject == @event.Subject || (Event.Log == @event.Id.Log && Stream == @event.Stream) || @event.Meta.Cause == Event.ToString();

    internal bool Holds(ParkedEvent other) =>
        Subject == other.Subject || (Event.Log == other.Event.Log && Stream == other.Stream) || other.Cause == Event.ToString();
}

/// <summary>The parked events of a service.</summary>
/// <param name="database">The service's own database.</param>
public sealed class Parking(NpgsqlDataSource database)
{
    private const string Columns = "select ordinal, subscription, log, position, stream, subject, cause, reason, replay from parked";

    /// <summary>All parked events in the order of their arrival.</summary>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<IReadOnlyList<ParkedEvent>> List(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await All(connection, cancel);
    }

    private static Task<List<ParkedEvent>> All(NpgsqlConnection connection, CancellationToken cancel) => Read(new NpgsqlCommand($"{Columns} order by ordinal", connection), cancel);

    /// <summary>Asks for another try of everything parked about a subject, and of all that hangs together with it, in order.</summary>
    /// <param name="subject">What the events are about; null = everything.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>How many events will be tried.</returns>
    public async Task<int> Replay(string? subject, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        // What is being parked at this moment, behind what is chosen, is chosen too: it is waited for, or sees that a replay is under way.
        await using (var alone = new NpgsqlCommand("select name from checkpoints where name like '%/parked' order by name for update", connection)) await alone.ExecuteNonQueryAsync(cancel);
        var all = await All(connection, cancel);
        var chosen = all.Where(parked => subject is null || parked.Subject == subject).ToHashSet();
        for (var before = -1; before != chosen.Count;)
        {
            before = chosen.Count;
            chosen.UnionWith(all.Where(parked => chosen.Any(one => one.Subscription == parked.Subscription && (one.Holds(parked) || parked.Holds(one)))).ToList());
        }
        await using var mark = new NpgsqlCommand("update parked set replay = true where ordinal = any ($1)", connection);
        mark.Parameters.Add(new() { Value = chosen.Select(parked => parked.Ordinal).ToArray() });
        var marked = await mark.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
        return marked;
    }

    internal static Task<List<ParkedEvent>> Of(string subscription, NpgsqlConnection connection, CancellationToken cancel)
    {
        var command = new NpgsqlCommand($"{Columns} where subscription = $1 order by ordinal", connection);
        command.Parameters.Add(new() { Value = subscription });
        return Read(command, cancel);
    }

    internal static async Task<ParkedEvent> Add(
        string subscription, RecordedEvent e, string reason, bool replay, NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var insert = new NpgsqlCommand(
            "insert into parked (subscription, log, position, stream, subject, cause, reason, replay) values ($1, $2, $3, $4, $5, $6, $7, $8) returning ordinal", connection);
        foreach (var value in (object[])[subscription, e.Id.Log, e.Id.Position, e.Stream, e.Subject, (object?)e.Meta.Cause ?? DBNull.Value, reason, replay])
            insert.Parameters.Add(new() { Value = value });
        var ordinal = (long)(await insert.ExecuteScalarAsync(cancel))!;
        return new ParkedEvent(ordinal, subscription, e.Id, e.Stream, e.Subject, e.Meta.Cause, reason, replay);
    }

    internal static async Task Remove(ParkedEvent parked, NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var remove = new NpgsqlCommand("delete from parked where ordinal = $1", connection);
        remove.Parameters.Add(new() { Value = parked.Ordinal });
        await remove.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>A replay failed: what was to be tried waits for operations again.</summary>
    internal static async Task Stop(ParkedEvent failed, string reason, NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var stop = new NpgsqlCommand(
            "update parked set replay = false, reason = case when ordinal = $2 then $3 else reason end where subscription = $1 and replay", connection);
        foreach (var value in (object[])[failed.Subscription, failed.Ordinal, reason]) stop.Parameters.Add(new() { Value = value });
        await stop.ExecuteNonQueryAsync(cancel);
    }

    private static async Task<List<ParkedEvent>> Read(NpgsqlCommand command, CancellationToken cancel)
    {
        await using (command)
        {
            var parked = new List<ParkedEvent>();
            await using var row = await command.ExecuteReaderAsync(cancel);
            while (await row.ReadAsync(cancel))
            {
                parked.Add(new ParkedEvent(row.GetInt64(0), row.GetString(1), new LogPosition(row.GetString(2), row.GetInt64(3)),
                    row.GetString(4), row.GetString(5), row.IsDBNull(6) ? null : row.GetString(6), row.GetString(7), row.GetBoolean(8)));
            }
            return parked;
        }
    }
}
