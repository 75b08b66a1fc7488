using System.Data.Common;
using System.Text.Json;
using NodaTime;
using Npgsql;

namespace ServiceDesk.EventStore;

/// <summary>Rows of a log become events; for those who read a log, their own or another's.</summary>
public static class EventRow
{
    /// <summary>Events after position $1, at most $2, in order.</summary>
    public const string ReadFeed =
        "select position, stream, version, type, data::text, meta::text, occurred, at from feed where position > $1 order by position limit $2";

    internal static RecordedEvent Read(DbDataReader row, string log, EventTypes types)
    {
        var type = row.GetString(3);
        var data = row.GetString(4);
        return new RecordedEvent(
            new LogPosition(log, row.GetInt64(0)), row.GetString(1), row.GetInt32(2), type, data,
            JsonSerializer.Deserialize<EventMeta>(row.GetString(5), types.Json)!,
            Instant.FromDateTimeUtc(row.GetDateTime(6)), Instant.FromDateTimeUtc(row.GetDateTime(7)), types.Read(type, data));
    }

    /// <summary>Reads all rows of a query in the columns of <see cref="ReadFeed"/>.</summary>
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
