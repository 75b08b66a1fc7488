using Npgsql;

namespace ServiceDesk.EventStore;

/// <summary>Reads a log in order, at its end once for all readers of this process.</summary>
public sealed class LogReader
{
    private readonly NpgsqlDataSource database;
    private readonly string log;
    private readonly EventTypes types;
    private readonly LogTail tail;

    /// <summary>Opens a log for reading.</summary>
    /// <param name="database">The publisher's database.</param>
    /// <param name="log">The log's name.</param>
    /// <param name="types">The event types that this side can read.</param>
    public LogReader(NpgsqlDataSource database, string log, EventTypes types)
    {
        (this.database, this.log, this.types) = (database, log, types);
        tail = new LogTail((after, limit, cancel) => EventRow.ReadFeed(database, log, types, after, limit, cancel));
    }

    /// <summary>Events after a position, in order.</summary>
    /// <param name="after">The last position already read.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<IReadOnlyList<RecordedEvent>> Read(long after, int limit, CancellationToken cancel) =>
        await tail.After(after, limit, cancel) ?? await EventRow.ReadFeed(database, log, types, after, limit, cancel);

    /// <summary>Events of some types after a position, in order, and how far the log was searched for them.</summary>
    /// <param name="after">The last position already searched.</param>
    /// <param name="reach">Search at most so many events.</param>
    /// <param name="names">Stored names.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<(IReadOnlyList<RecordedEvent> Events, long Through)> ReadOf(long after, int reach, string[] names, CancellationToken cancel)
    {
        if (await tail.After(after, reach, cancel) is not { } near) return await EventRow.ReadFeedOf(database, log, types, after, reach, names, cancel);
        return ([.. near.Where(e => names.Contains(e.Type))], near.Count > 0 ? near[^1].Id.Position : after);
    }
}
