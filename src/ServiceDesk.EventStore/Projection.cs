using System.Diagnostics;
using Npgsql;

namespace ServiceDesk.EventStore;

/// <summary>A read model: tables that the events of one log fill. May be dropped and rebuilt at any time.</summary>
public interface IProjection
{
    /// <summary>A word such as <c>cases</c>.</summary>
    string Name { get; }

    /// <summary>Counts up when tables or meaning change: the new version builds beside the old one, which is served until then.</summary>
    int Version { get; }

    /// <summary>The tables that the service reads, unqualified; they are served as views of the same name.</summary>
    IReadOnlyList<string> Tables { get; }

    /// <summary>Creates the tables, with unqualified names; runs once per generation.</summary>
    string Definition { get; }

    /// <summary>
    /// Creates the indexes by which the tables are read but not filled, with names and <c>if not exists</c>: a generation that is built anew gets them when it
    /// is full, which costs less than to keep them while it fills. Null = none.
    /// </summary>
    string? Indexes => null;

    /// <summary>SQL that makes views over the served tables for other readers of the database; runs whenever a generation is served. Null = none.</summary>
    string? Published => null;

    /// <summary>The only event types that it needs to see; null = all.</summary>
    IReadOnlyList<Type>? Handles => null;

    /// <summary>Whether it looks at a growing log a few times a second only, and at once when somebody waits for it. A service has many that need few of its events.</summary>
    bool IsLeisurely => Handles is not null;

    /// <summary>Adds what a run of events changes. Pure: the commands depend on the events alone. Unqualified table names are this generation's.</summary>
    /// <param name="events">Events in the order of the log.</param>
    /// <param name="commands">Where commands are added; they commit together with the checkpoint.</param>
    /// <exception cref="Exception">An event cannot be applied: the projection stops there and says so.</exception>
    void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands);
}

/// <summary>A read model whose rows are evolved: it reads what they were before it says what they become.</summary>
public interface IEvolvingProjection : IProjection
{
    /// <summary>Adds what a run of events changes. The commands depend on the events, on this generation's tables, and on nothing else.</summary>
    /// <param name="events">Events in the order of the log.</param>
    /// <param name="connection">Reads this generation's tables, by unqualified names, in the transaction in which the commands run.</param>
    /// <param name="commands">Where commands are added; they commit together with the checkpoint.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <exception cref="Exception">An event cannot be applied: the projection stops there and says so.</exception>
    Task Apply(IReadOnlyList<RecordedEvent> events, NpgsqlConnection connection, NpgsqlBatch commands, CancellationToken cancel);

    void IProjection.Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands) => throw new NotSupportedException("It must read before it writes.");
}

/// <summary>Why a projection or a subscription stands still.</summary>
/// <param name="Name">Which one.</param>
/// <param name="Event">The event it cannot pass; null when the reason lies elsewhere.</param>
/// <param name="Reason">What went wrong.</param>
public sealed record Standstill(string Name, LogPosition? Event, string Reason);

/// <summary>Fills one generation of one projection, alone among all instances of the service by a lock on its checkpoint.</summary>
internal sealed class ProjectionRun(
    IProjection projection, string generation, IEventSource source, Journal log, string connectionString)
{
    private const int MostAtOnce = 500;

    // Whoever has a long way to go, and for whom nobody waits, goes in larger steps: each costs round trips, and some models write the same rows in every step.
    private const int MostAtOnceBehind = 2000;
    private const int Behind = 20_000;

    // Read model and checkpoint commit together and can be built again: a crash may take the last of both, so nobody waits for the disk.
    private const string Relaxed = "-c synchronous_commit=off";

    private static readonly TimeSpan leisure = TimeSpan.FromMilliseconds(250);

    private readonly string connectionString =
        Journal.ByIndex(new(connectionString) { SearchPath = $"{generation},public", Timezone = "UTC", MaxAutoPrepare = 50, Pooling = false, Options = Relaxed });
    private readonly string[]? handled = projection.Handles?.Select(log.Types.NameOf).ToArray();
    private (long After, int Limit, Task<(IReadOnlyList<RecordedEvent> Events, long Through)> Read)? ahead;
    private long passed;
    private volatile bool ended;
    private volatile TaskCompletionSource advanced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource called = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Generation => generation;
    public IProjection Projection => projection;
    public IEventSource Source => source;
    public long Passed => Interlocked.Read(ref passed);
    public Standstill? Failure { get; private set; }
    public bool IsServed { get; set; }
    public bool IsIndexed { get; private set; } = projection.Indexes is null;

    /// <summary>Runs until cancelled, or until this generation is replaced. Tells each time that it has caught up.</summary>
    public async Task Run(Func<Task> caughtUp, CancellationToken cancel)
    {
        var limit = MostAtOnce;
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await using var connection = new NpgsqlConnection(connectionString);
                await connection.OpenAsync(cancel);
                while (true)
                {
                    var began = Stopwatch.GetTimestamp();
                    var (owned, position) = await Step(connection, IsServed ? log.AtOnce(limit) : limit, cancel);
                    var worked = Stopwatch.GetElapsedTime(began);
                    if (position < 0) return; // the generation was replaced and its checkpoint removed
                    var most = Most(position);
                    limit = Math.Min(limit * 2, most);
                    Failure = null;
                    if (position > Passed)
                    {
                        var gathered = (int)Math.Min(position - Passed, int.MaxValue);
                        var few = gathered < Reach(most);
                        if (!few && IsServed && !projection.IsLeisurely) log.Behind();
                        Advance(position);
                        if (IsServed) await log.GiveWay(worked, projection.IsLeisurely, called.Task, cancel);
                        // Under load the end of the log is never seen to stand still: a new generation that is close to it takes over.
                        else if (few && owned && limit == most) await caughtUp();
                        if (few) await Gather(gathered, cancel);
                        continue;
                    }
                    if (owned) await caughtUp();
                    if (owned) await source.Changed(position, cancel);
                    await (owned ? Gather(0, cancel) : Task.Delay(TimeSpan.FromMilliseconds(100), cancel));
                }
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested) { return; }
            catch (ApplyFailed failed) when (limit > 1 && failed.Batch > 1) { limit = 1; } // find the one at fault
            catch (Exception error)
            {
                Failure = new Standstill(generation, (error as ApplyFailed)?.Event, (error.InnerException ?? error).Message);
                await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(2), cancel));
            }
        }
    }

    private bool IsFarBehind(long position) => source.KnownHead - position > Behind;

    /// <summary>Who needs some types only has little to do with each event that it passes.</summary>
    private int Most(long position) => handled is null && IsFarBehind(position) ? MostAtOnceBehind : MostAtOnce;

    /// <summary>How many events are searched at once: who needs some types only searches more.</summary>
    private int Reach(int limit) => handled is null ? limit : limit * 10;

    private async Task Gather(int events, CancellationToken cancel)
    {
        await Task.Delay(Gathering.After(events), cancel);
        if (projection.IsLeisurely) await Task.WhenAny(called.Task, Leisure(cancel));
        cancel.ThrowIfCancellationRequested();
        if (called.Task.IsCompleted) called = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Who needs every event does not wait so long that it must read for itself what the others have in memory.</summary>
    private async Task Leisure(CancellationToken cancel)
    {
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < leisure && (handled is not null || source.KnownHead - Passed < MostAtOnce);)
            await Task.Delay(TimeSpan.FromMilliseconds(25), cancel);
    }

    /// <summary>Applies the next events and moves the checkpoint in the same transaction; returns whether the lock was ours, and the position reached (-1: no checkpoint).</summary>
    private async Task<(bool Owned, long Position)> Step(NpgsqlConnection connection, int limit, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var locked = await Scalar(connection, "select position from public.checkpoints where name = $1 for update skip locked", cancel);
        if (locked is not { } position)
            return (false, await Scalar(connection, "select position from public.checkpoints where name = $1", cancel) ?? -1);

        var (events, through) = await Next(position, limit, cancel);
        if (through == position) return (true, position);

        var spans = events.Select(e => Tracing.Start("project", projection.Name, e)).Where(span => span is not null).ToList();
        try
        {
            await using var batch = new NpgsqlBatch(connection, transaction);
            if (events.Count > 0 && projection is IEvolvingProjection evolving) await evolving.Apply(events, connection, batch, cancel);
            else if (events.Count > 0) projection.Apply(events, batch);
            var move = new NpgsqlBatchCommand("update public.checkpoints set position = $2 where name = $1");
            move.Parameters.Add(new() { Value = generation });
            move.Parameters.Add(new() { Value = through });
            batch.BatchCommands.Add(move);
            await batch.ExecuteNonQueryAsync(cancel);
            await transaction.CommitAsync(cancel);
        }
        catch (Exception error) when (error is not OperationCanceledException && (error is not NpgsqlException || error is PostgresException refused && !refused.IsConnectionLost()))
        {
            throw new ApplyFailed(events.Count > 0 ? events[0].Id : null, events.Count, error);
        }
        finally
        {
            foreach (var span in spans) span!.Dispose();
        }
        return (true, through);
    }

    /// <summary>The next events. Who has a long way to go reads those that follow meanwhile.</summary>
    private async Task<(IReadOnlyList<RecordedEvent> Events, long Through)> Next(long position, int limit, CancellationToken cancel)
    {
        (var begun, ahead) = (ahead, null);
        var read = begun is var (after, most, reading) && (after, most) == (position, limit) ? await reading : await Read(position, limit, cancel);
        ahead = IsFarBehind(read.Through) ? (read.Through, limit, Read(read.Through, limit, cancel)) : null;
        return read;
    }

    private async Task<(IReadOnlyList<RecordedEvent> Events, long Through)> Read(long position, int limit, CancellationToken cancel)
    {
        if (handled is not null) return await source.ReadOf(position, limit == 1 ? 1 : Reach(limit), handled, cancel);
        var events = await source.Follow(position, limit, cancel);
        return (events, events.Count > 0 ? events[^1].Id.Position : position);
    }

    private async Task<long?> Scalar(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new() { Value = generation });
        return await command.ExecuteScalarAsync(cancel) as long?;
    }

    private void Advance(long position)
    {
        Interlocked.Exchange(ref passed, position);
        Interlocked.Exchange(ref advanced, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    /// <summary>Applies events until a position has been passed; for the moment at which the loop itself waits. Who holds no locks gives way to writers.</summary>
    public async Task Reach(long position, bool yields, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancel);
        while (Passed < position)
        {
            var began = Stopwatch.GetTimestamp();
            var (owned, reached) = await Step(connection, yields ? log.AtOnce(Most(Passed)) : MostAtOnce, cancel);
            var worked = Stopwatch.GetElapsedTime(began);
            if (reached > Passed) Advance(reached);
            else if (!owned) await Task.Delay(10, cancel);
            if (yields) await log.GiveWay(worked, isLeisurely: true, awaited: null, cancel);
        }
    }

    /// <summary>Waits until a position of the log has been applied; false when this generation ended before.</summary>
    public async Task<bool> Until(long position, CancellationToken cancel)
    {
        while (true)
        {
            var next = advanced.Task;
            if (Passed >= position) return true;
            if (ended) return false;
            called.TrySetResult();
            await next.WaitAsync(cancel);
        }
    }

    /// <summary>Nothing more will be applied here.</summary>
    public void End()
    {
        ended = true;
        Advance(Passed);
    }

    /// <summary>Creates the tables and the checkpoint of this generation, once.</summary>
    public async Task Define(CancellationToken cancel)
    {
        await using var connection = await log.Database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(new(ReadModels.Alone));
        batch.BatchCommands.Add(new($"create schema if not exists \"{generation}\""));
        batch.BatchCommands.Add(new($"set local search_path = \"{generation}\", public"));
        await batch.ExecuteNonQueryAsync(cancel);
        await using var insert = new NpgsqlCommand("insert into public.checkpoints (name, position) values ($1, 0) on conflict do nothing", connection, transaction);
        insert.Parameters.Add(new() { Value = generation });
        if (await insert.ExecuteNonQueryAsync(cancel) == 1)
        {
            await using var define = new NpgsqlCommand(projection.Definition, connection, transaction);
            await define.ExecuteNonQueryAsync(cancel);
        }
        await transaction.CommitAsync(cancel);
    }

    /// <summary>Creates what is missing of the indexes by which this generation is read.</summary>
    public async Task Index(CancellationToken cancel)
    {
        if (IsIndexed) return;
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancel);
        await using var create = new NpgsqlCommand(projection.Indexes, connection) { CommandTimeout = 0 };
        await create.ExecuteNonQueryAsync(cancel);
        IsIndexed = true;
    }

    private sealed class ApplyFailed(LogPosition? @event, int batch, Exception inner) : Exception(inner.Message, inner)
    {
        public LogPosition? Event => @event;
        public int Batch => batch;
    }
}
