using System.Collections.Concurrent;
using NodaTime;
using Npgsql;

namespace ServiceDesk.EventStore;

/// <summary>How a log is reached and what it is called.</summary>
/// <param name="Name">The log's name, first part of every event id: the service, or <c>service-n</c> once it runs several.</param>
/// <param name="ConnectionString">The service's own database.</param>
public sealed record JournalOptions(string Name, string ConnectionString);

/// <summary>The append-only log of one service: the only thing that appends, and the way to read it.</summary>
public sealed class Journal : IEventSource, IAsyncDisposable
{
    private const int RaceAttempts = 20;
    private const int CachedFromVersion = 32;
    private const int CachedFromLength = 8192;
    private const int MostCached = 4096;

    private static readonly Func<IReadOnlyList<object>, Task<IReadOnlyList<StreamAppend>>> nothingElse = _ => Task.FromResult<IReadOnlyList<StreamAppend>>([]);

    private readonly NpgsqlDataSource database;
    private readonly NpgsqlDataSource reading;
    private readonly EventTypes types;
    private readonly Appender appender;
    private readonly HeadWatch watch;
    private readonly RecentEvents recent;
    private readonly Notifier notifier;
    private readonly Precedence precedence = new();

    // More loads at once than processors finish no sooner: they only make the operating system choose who waits, and it is less fair than a queue.
    private readonly SemaphoreSlim loading = new(2 * Environment.ProcessorCount);
    private readonly ConcurrentDictionary<(Type State, string Stream), object> longStreams = new();

    /// <summary>Opens a log.</summary>
    /// <param name="options">Name and place.</param>
    /// <param name="types">The event types that can be written and read.</param>
    /// <param name="newId">Where append ids come from.</param>
    public Journal(JournalOptions options, EventTypes types, Func<Guid> newId)
    {
        (Log, this.types) = (options.Name, types);
        var own = new NpgsqlConnectionStringBuilder(options.ConnectionString) { SearchPath = $"{ReadModels.Schema},public", Timezone = "UTC", MaxAutoPrepare = 100 };
        database = new NpgsqlDataSourceBuilder(own.ConnectionString).Build();
        reading = new NpgsqlDataSourceBuilder(ByIndex(own)).Build();
        recent = new RecentEvents(Read);
        watch = new HeadWatch(options.ConnectionString);
        notifier = new Notifier(database);
        appender = new Appender(Log, database, types, newId, recent, position =>
        {
            watch.Reached(position);
            notifier.Announce(position);
        }, precedence);
    }

    /// <inheritdoc/>
    public string Log { get; }

    /// <inheritdoc/>
    public long KnownHead => watch.Head;

    /// <summary>The service's own database, for read models and checkpoints.</summary>
    public NpgsqlDataSource Database => database;

    /// <summary>The same, for looking events up by stream or position: never reads the whole log.</summary>
    public NpgsqlDataSource Lookups => reading;

    /// <summary>The event types of this service.</summary>
    public EventTypes Types => types;

    /// <summary>For whoever follows the log: rests after some work while callers queue to append, so that they go first. Returns at once otherwise.</summary>
    /// <param name="worked">How long the work took.</param>
    /// <param name="isLeisurely">Whether it goes after followers that are not leisurely, too, while those have much before them.</param>
    /// <param name="awaited">Completes when somebody waits for the follower, and ends the rest; null when nobody ever does.</param>
    /// <param name="cancel">Ends it too.</param>
    public Task GiveWay(TimeSpan worked, bool isLeisurely, Task? awaited, CancellationToken cancel) => precedence.GiveWay(worked, isLeisurely, awaited, cancel);

    /// <summary>For whoever follows a log and is not leisurely: tells that it has as much before it as it takes on at once.</summary>
    public void Behind() => precedence.Behind();

    /// <summary>For whoever follows the log: how many events to take on at once, fewer while callers queue to append.</summary>
    /// <param name="most">At the most, and usually.</param>
    public int AtOnce(int most) => precedence.AtOnce(most);

    /// <summary>
    /// For whoever looks rows up by their keys: a plan is kept by its connection, and one that was made while a table was small would read all of it
    /// for ever, however large it grew.
    /// </summary>
    /// <param name="connection">How the database is reached otherwise.</param>
    public static string ByIndex(NpgsqlConnectionStringBuilder connection) =>
        new NpgsqlConnectionStringBuilder(connection.ConnectionString) { Options = $"{connection.Options} -c enable_seqscan=off".Trim() }.ConnectionString;

    /// <summary>Appends to several streams: all of them at their expected versions, or nothing. Waits while the log is busy.</summary>
    /// <param name="streams">Distinct streams.</param>
    /// <param name="cancel">Ends the wait; the outcome is then unknown to the caller.</param>
    public Task<AppendResult> Append(IReadOnlyList<StreamAppend> streams, CancellationToken cancel) => appender.Append(streams, waitForRoom: true, cancel);

    /// <summary>Loads a stream, folds it, decides, and appends at the version it read. A lost race is decided again, unless the caller named the version.</summary>
    /// <typeparam name="T">The state the decision needs.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="expected">The version the caller saw, or null when any will do.</param>
    /// <param name="decide">A pure decision.</param>
    /// <param name="meta">Stands beside every event of this command; its request makes a repetition harmless.</param>
    /// <param name="occurred">When the act happened.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="StoreBusyException">Too many appends wait; nothing was done.</exception>
    public Task<Outcome<T>> Handle<T>(
        string stream, int? expected, Func<T, Decision> decide, EventMeta meta, Instant occurred, CancellationToken cancel)
        where T : IState<T> => Handle(stream, expected, decide, nothingElse, meta, occurred, cancel);

    /// <summary>Loads a stream, decides, and appends like the other overload, and records in other streams too: everything commits together or not at all.</summary>
    /// <typeparam name="T">The state the decision needs.</typeparam>
    /// <param name="stream">The stream that is decided on, and that remembers the request.</param>
    /// <param name="expected">The version of it that the caller saw, or null when any will do.</param>
    /// <param name="decide">A pure decision.</param>
    /// <param name="beside">Given what will be recorded: what goes into other streams, at the versions that it read. Called anew after a lost race.</param>
    /// <param name="meta">Stands beside every event of this command; its request makes a repetition harmless.</param>
    /// <param name="occurred">When the act happened.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="StoreBusyException">Too many appends wait; nothing was done.</exception>
    public async Task<Outcome<T>> Handle<T>(
        string stream, int? expected, Func<T, Decision> decide, Func<IReadOnlyList<object>, Task<IReadOnlyList<StreamAppend>>> beside, EventMeta meta,
        Instant occurred, CancellationToken cancel)
        where T : IState<T>
    {
        for (var attempt = 0; attempt < RaceAttempts; attempt++)
        {
            var loaded = await Load<T>(stream, cancel);
            if (await Decide(stream, loaded, expected, decide, beside, meta, occurred, waitForRoom: false, cancel) is { } outcome) return outcome;
        }
        throw new StoreBusyException();
    }

    /// <summary>Like Handle for a stream that most likely does not exist yet: decides on the empty state and loads only when it is there.</summary>
    /// <typeparam name="T">The state the decision needs.</typeparam>
    /// <param name="stream">The new stream.</param>
    /// <param name="decide">A pure decision.</param>
    /// <param name="meta">Stands beside every event of this command.</param>
    /// <param name="occurred">When the act happened.</param>
    /// <param name="waitForRoom">Wait while the log is busy instead of refusing.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="StoreBusyException">Too many appends wait; nothing was done.</exception>
    public async Task<Outcome<T>> Create<T>(
        string stream, Func<T, Decision> decide, EventMeta meta, Instant occurred, bool waitForRoom, CancellationToken cancel)
        where T : IState<T>
    {
        var loaded = Loaded<T>.Nothing;
        for (var attempt = 0; attempt < RaceAttempts; attempt++)
        {
            if (await Decide(stream, loaded, null, decide, nothingElse, meta, occurred, waitForRoom, cancel) is { } outcome) return outcome;
            loaded = await Load<T>(stream, cancel);
        }
        throw new StoreBusyException();
    }

    /// <summary>One attempt; null when another append won the race.</summary>
    private async Task<Outcome<T>?> Decide<T>(
        string stream, Loaded<T> loaded, int? expected, Func<T, Decision> decide, Func<IReadOnlyList<object>, Task<IReadOnlyList<StreamAppend>>> beside,
        EventMeta meta, Instant occurred, bool waitForRoom, CancellationToken cancel)
        where T : IState<T>
    {
        var decision = decide(loaded.State);
        if (WithoutAppend(loaded, expected, decision, meta) is { } outcome) return outcome;
        var events = ((Decision.Accepted)decision).Events;
        var appended = events.Select(body => new NewEvent(body, meta, occurred)).ToArray();
        var append = new StreamAppend(stream, loaded.Version, appended);
        CrashPoint.Reach(CrashPoint.Decided);
        var result = await appender.Append(beside == nothingElse ? [append] : [append, .. await beside(events)], waitForRoom, cancel);
        if (result.Conflict) return null;
        CrashPoint.Reach(CrashPoint.ResultTold);
        var state = loaded.State;
        foreach (var body in events) state = state.Evolve(body);
        return new(OutcomeKind.Accepted, state, loaded.Version + events.Count, result.First + events.Count - 1);
    }

    /// <summary>Loads and folds a stream. Long streams, and short ones of long events, are remembered, so that only their newest events are read again.</summary>
    /// <typeparam name="T">The state.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<Loaded<T>> Load<T>(string stream, CancellationToken cancel) where T : IState<T>
    {
        var loaded = longStreams.TryGetValue((typeof(T), stream), out var known) ? (Loaded<T>)known : Loaded<T>.Nothing;
        var (before, length) = (loaded.Version, 0);
        await loading.WaitAsync(cancel);
        try
        {
            await using var command = reading.CreateCommand(
                "select position, stream, version, type, data::text, meta::text, occurred, at from events where stream = $1 and version > $2 order by version");
            command.Parameters.Add(new() { Value = stream });
            command.Parameters.Add(new() { Value = loaded.Version });
            await using var rows = await command.ExecuteReaderAsync(cancel);
            while (await rows.ReadAsync(cancel))
            {
                var read = EventRow.Read(rows, Log, types);
                length += read.Data.Length;
                loaded = loaded.Apply(read);
            }
        }
        finally
        {
            loading.Release();
        }
        if (loaded.Version > before && (known is not null || loaded.Version >= CachedFromVersion || length >= CachedFromLength))
        {
            if (longStreams.Count >= MostCached) longStreams.Clear();
            longStreams[(typeof(T), stream)] = loaded;
        }
        return loaded;
    }

    /// <summary>The events of streams, in the order of the log.</summary>
    /// <param name="streams">Stream names.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<IReadOnlyList<RecordedEvent>> ReadStreams(IReadOnlyCollection<string> streams, CancellationToken cancel)
    {
        await using var command = reading.CreateCommand(
            "select position, stream, version, type, data::text, meta::text, occurred, at from events where stream = any ($1)");
        command.Parameters.Add(new() { Value = streams.ToArray() });
        var events = await EventRow.ReadAll(command, Log, types, cancel);
        // Sorted here: a plan that has to sort might read the log by position instead of looking the streams up.
        return [.. events.OrderBy(e => e.Id.Position)];
    }

    /// <summary>
    /// Loads two streams, decides on both, and appends at the versions it read: all of it or nothing. A lost race on either is decided again, unless the
    /// caller named the version of the first and that moved.
    /// </summary>
    /// <typeparam name="T">The state the decision needs of each.</typeparam>
    /// <param name="stream">The stream the caller acts on; it is the one that remembers the request.</param>
    /// <param name="other">Another stream.</param>
    /// <param name="expected">The version of the first that the caller saw, or null when any will do.</param>
    /// <param name="decide">A pure decision on the first, and what is recorded in the other beside it; that counts only when the first gets events.</param>
    /// <param name="meta">Stands beside every event of this command; its request makes a repetition harmless.</param>
    /// <param name="occurred">When the act happened.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="StoreBusyException">Too many appends wait; nothing was done.</exception>
    public async Task<Outcome<T>> HandleBoth<T>(
        string stream, string other, int? expected, Func<T, T, (Decision Here, IReadOnlyList<object> There)> decide, EventMeta meta, Instant occurred, CancellationToken cancel)
        where T : IState<T>
    {
        for (var attempt = 0; attempt < RaceAttempts; attempt++)
        {
            var (loaded, beside) = (await Load<T>(stream, cancel), await Load<T>(other, cancel));
            var (decision, there) = decide(loaded.State, beside.State);
            if (WithoutAppend(loaded, expected, decision, meta) is { } outcome) return outcome;

            var here = ((Decision.Accepted)decision).Events;
            List<StreamAppend> appends = there.Count == 0 ? [] : [Appending(other, beside.Version, there)];
            appends.Add(Appending(stream, loaded.Version, here));
            var result = await appender.Append(appends, waitForRoom: false, cancel);
            if (result.Conflict) continue;
            var state = here.Aggregate(loaded.State, (before, body) => before.Evolve(body));
            return new(OutcomeKind.Accepted, state, loaded.Version + here.Count, result.First + there.Count + here.Count - 1);
        }
        throw new StoreBusyException();

        StreamAppend Appending(string name, int version, IReadOnlyList<object> bodies) =>
            new(name, version, [.. bodies.Select(body => new NewEvent(body, meta, occurred))]);
    }

    /// <summary>
    /// Loads a stream, lets a decision load what else it needs, and appends what it decided there and elsewhere: all of it or nothing. A lost race on any of the
    /// streams is decided again, unless the caller named the version of the first and that moved.
    /// </summary>
    /// <typeparam name="T">The state of the first stream.</typeparam>
    /// <param name="stream">The stream the caller acts on; it is the one that remembers the request.</param>
    /// <param name="expected">The version of it that the caller saw, or null when any will do.</param>
    /// <param name="decide">Decides, and tells what goes into other streams beside it, at the versions that it read; that counts only when the first gets events.</param>
    /// <param name="meta">Stands beside every event of the first stream; its request makes a repetition harmless.</param>
    /// <param name="occurred">When the act happened.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="StoreBusyException">Too many appends wait, or others were faster at every try; nothing was done.</exception>
    public async Task<Outcome<T>> HandleAll<T>(
        string stream, int? expected, Func<Loaded<T>, Task<(Decision Here, IReadOnlyList<StreamAppend> Beside)>> decide, EventMeta meta, Instant occurred,
        CancellationToken cancel)
        where T : IState<T>
    {
        for (var attempt = 0; attempt < RaceAttempts; attempt++)
        {
            var loaded = await Load<T>(stream, cancel);
            var (decision, beside) = await decide(loaded);
            if (WithoutAppend(loaded, expected, decision, meta) is { } outcome) return outcome;

            var here = ((Decision.Accepted)decision).Events;
            var appended = here.Select(body => new NewEvent(body, meta, occurred)).ToArray();
            var result = await appender.Append([.. beside, new StreamAppend(stream, loaded.Version, appended)], waitForRoom: false, cancel);
            if (result.Conflict) continue;
            var state = here.Aggregate(loaded.State, (before, body) => before.Evolve(body));
            return new(OutcomeKind.Accepted, state, loaded.Version + here.Count, result.First + beside.Sum(one => one.Events.Count) + here.Count - 1);
        }
        throw new StoreBusyException();
    }

    /// <summary>The outcome of a decision that records nothing; null when there is something to record.</summary>
    private static Outcome<T>? WithoutAppend<T>(Loaded<T> loaded, int? expected, Decision decision, EventMeta meta) where T : IState<T>
    {
        if (decision is Decision.NotFound) return new(OutcomeKind.NotFound, loaded.State, loaded.Version, loaded.Position);
        if (loaded.AnswerTo(meta.Request) is { } first)
        {
            return first.Fingerprint == meta.Fingerprint
                ? new(OutcomeKind.Replayed, loaded.State, first.Version, first.Position)
                : new(OutcomeKind.KeyReused, loaded.State, loaded.Version, loaded.Position);
        }
        if (expected is { } version && version != loaded.Version) return new(OutcomeKind.Stale, loaded.State, loaded.Version, loaded.Position);
        if (decision is Decision.Rejected refusal) return new(OutcomeKind.Rejected, loaded.State, loaded.Version, loaded.Position, refusal);
        return ((Decision.Accepted)decision).Events.Count == 0 ? new(OutcomeKind.Accepted, loaded.State, loaded.Version, loaded.Position) : null;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RecordedEvent>> Read(long after, int limit, CancellationToken cancel) =>
        EventRow.ReadFeed(reading, Log, types, after, limit, cancel);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RecordedEvent>> Follow(long after, int limit, CancellationToken cancel) => recent.Read(after, limit, cancel);

    /// <inheritdoc/>
    public Task<(IReadOnlyList<RecordedEvent> Events, long Through)> ReadOf(long after, int reach, string[] types, CancellationToken cancel) =>
        recent.ReadOf(after, reach, types, () => EventRow.ReadFeedOf(reading, Log, this.types, after, reach, types, cancel));

    /// <summary>The position of the last event before a position; 0 when there is none.</summary>
    /// <param name="position">The position.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<long> Before(long position, CancellationToken cancel)
    {
        await using var command = reading.CreateCommand("select coalesce(max(position), 0) from feed where position < $1");
        command.Parameters.Add(new() { Value = position });
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <inheritdoc/>
    public Task<long> Head(CancellationToken cancel) => EventRow.Head(reading, cancel);

    /// <summary>When the newest event was recorded; the beginning of time when there is none.</summary>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<Instant> NewestAt(CancellationToken cancel)
    {
        await using var command = reading.CreateCommand("select at from feed order by position desc limit 1");
        return await command.ExecuteScalarAsync(cancel) is DateTime at ? Instant.FromDateTimeUtc(at) : Instant.MinValue;
    }

    /// <inheritdoc/>
    public Task<Instant> Settled(CancellationToken cancel) => EventRow.Settled(reading, cancel);

    /// <inheritdoc/>
    public Task Changed(long after, CancellationToken cancel) => watch.Changed(after, cancel);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await appender.DisposeAsync();
        await notifier.DisposeAsync();
        await watch.DisposeAsync();
        recent.Dispose();
        loading.Dispose();
        await reading.DisposeAsync();
        await database.DisposeAsync();
    }
}
