using NodaTime;
using Npgsql;
using ServiceDesk.EventStore;

namespace ServiceDesk.Messaging;

/// <summary>Another service's log, read in order from its <c>feed</c> view on the same database server.</summary>
public sealed class PostgresFeed : IEventSource, IAsyncDisposable
{
    private readonly NpgsqlDataSource database;
    private readonly HeadWatch watch;
    private readonly RecentEvents recent;
    private readonly EventTypes types;

    /// <summary>Opens a feed.</summary>
    /// <param name="log">The publisher's log name.</param>
    /// <param name="connectionString">The publisher's database, as the read-only role.</param>
    /// <param name="types">The event types that this side can read.</param>
    public PostgresFeed(string log, string connectionString, EventTypes types)
    {
        (Log, this.types) = (log, types);
        database = new NpgsqlDataSourceBuilder(Journal.ByIndex(new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 10 })).Build();
        recent = new RecentEvents(Read);
        watch = new HeadWatch(connectionString);
    }

    /// <inheritdoc/>
    public string Log { get; }

    /// <inheritdoc/>
    public long KnownHead => watch.Head;

    /// <inheritdoc/>
    public Task<IReadOnlyList<RecordedEvent>> Read(long after, int limit, CancellationToken cancel) =>
        EventRow.ReadFeed(database, Log, types, after, limit, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RecordedEvent>> Follow(long after, int limit, CancellationToken cancel) => recent.Read(after, limit, cancel);

    /// <inheritdoc/>
    public Task<(IReadOnlyList<RecordedEvent> Events, long Through)> ReadOf(long after, int reach, string[] types, CancellationToken cancel) =>
        recent.ReadOf(after, reach, types, () => EventRow.ReadFeedOf(database, Log, this.types, after, reach, types, cancel));

    /// <inheritdoc/>
    public Task<long> Head(CancellationToken cancel) => EventRow.Head(database, cancel);

    /// <inheritdoc/>
    public Task<Instant> Settled(CancellationToken cancel) => EventRow.Settled(database, cancel);

    /// <inheritdoc/>
    public Task Changed(long after, CancellationToken cancel) => watch.Changed(after, cancel);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await watch.DisposeAsync();
        recent.Dispose();
        await database.DisposeAsync();
    }
}
