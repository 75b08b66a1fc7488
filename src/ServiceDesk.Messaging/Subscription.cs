using System.Diagnostics;
using NodaTime;
using Npgsql;
using ServiceDesk.EventStore;

namespace ServiceDesk.Messaging;

/// <summary>
/// One reaction hears some logs: each in order, in one loop with its own checkpoint, and never an effect before its cause. What keeps
/// failing is parked with everything that depends on it; the rest flows on.
/// </summary>
public sealed class Subscription : IAsyncDisposable
{
    private const int MostAtOnce = 500;

    // A crash may take the last checkpoints: what they had passed is heard again and changes nothing. Effects are appended durably.
    private const string Relaxed = "set synchronous_commit = off";

    private const string ReplayLoop = "replay";

    private readonly Journal log;
    private readonly IReaction reaction;
    private readonly IReadOnlyList<IEventSource> sources;
    private readonly ReactionRun run;
    private readonly CancellationTokenSource stopping = new();
    private readonly Dictionary<string, long> passed;
    private readonly Dictionary<string, Standstill> failures = [];
    private readonly Lock gate = new();
    private readonly SemaphoreSlim turn = new(1, 1);
    private volatile TaskCompletionSource advanced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task running = Task.CompletedTask;

    /// <summary>Prepares a subscription.</summary>
    /// <param name="log">The log in which the reaction records.</param>
    /// <param name="reaction">What is done.</param>
    /// <param name="sources">The logs it hears.</param>
    /// <param name="clock">The time of its decisions.</param>
    public Subscription(Journal log, IReaction reaction, IReadOnlyList<IEventSource> sources, IClock clock)
    {
        (this.log, this.reaction, this.sources) = (log, reaction, sources);
        run = new ReactionRun(log, reaction, clock, stopping.Token);
        passed = sources.ToDictionary(source => source.Log, _ => 0L);
    }

    /// <summary>Its name.</summary>
    public string Name => reaction.Name;

    /// <summary>How many of its events are parked.</summary>
    public int ParkedCount { get; private set; }

    /// <summary>How far it has come in each log it hears.</summary>
    public IReadOnlyDictionary<string, long> Passed { get { lock (gate) return new Dictionary<string, long>(passed); } }

    /// <summary>Why one of its loops stands still.</summary>
    public IReadOnlyList<Standstill> Failures { get { lock (gate) return [.. failures.Values]; } }

    /// <summary>Starts the loops.</summary>
    /// <param name="cancel">Ends the preparation.</param>
    public async Task Start(CancellationToken cancel)
    {
        foreach (var name in sources.Select(source => Checkpoint(source.Log)).Append(ParkedLock))
        {
            await using var define = log.Database.CreateCommand("insert into checkpoints (name, position) values ($1, 0) on conflict do nothing");
            define.Parameters.Add(new() { Value = name });
            await define.ExecuteNonQueryAsync(cancel);
        }
        running = Task.WhenAll(sources.Select(source => Keep(source.Log, connection => Listen(source, connection)))
            .Append(Keep(ReplayLoop, Replay)));
    }

    /// <summary>Waits until it has handled, ignored or parked a position of a log; returns at once for a log it does not hear.</summary>
    /// <param name="source">The log's name.</param>
    /// <param name="position">The position.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task Until(string source, long position, CancellationToken cancel)
    {
        while (true)
        {
            var next = advanced.Task;
            lock (gate)
            {
                if (!passed.TryGetValue(source, out var at) || at >= position) return;
            }
            await next.WaitAsync(cancel);
        }
    }

    private string ParkedLock => $"{reaction.Name}/parked";

    private string Checkpoint(string source) => $"{reaction.Name}/{source}";

    /// <summary>Runs a loop for ever: a lost connection is opened again, anything else is shown and tried again.</summary>
    private async Task Keep(string name, Func<NpgsqlConnection, Task> loop)
    {
        await Task.Yield();
        for (var pause = 100; !stopping.IsCancellationRequested; pause = Math.Min(pause * 2, 2000))
        {
            try
            {
                await using var connection = await log.Database.OpenConnectionAsync(stopping.Token);
                await using (var relaxed = new NpgsqlCommand(Relaxed, connection)) await relaxed.ExecuteNonQueryAsync(stopping.Token);
                await loop(connection);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested) { return; }
            catch (Exception error)
            {
                lock (gate) failures[name] = new Standstill(Checkpoint(name), null, error.Message);
                await Task.WhenAny(Task.Delay(pause, stopping.Token));
            }
        }
    }

    private async Task Listen(IEventSource source, NpgsqlConnection connection)
    {
        while (true)
        {
            await using var transaction = await connection.BeginTransactionAsync(stopping.Token);
            if (await Position(connection, Checkpoint(source.Log), " for update skip locked") is not { } position)
            {
                // Another instance of the service holds this loop; follow how far it has come.
                Advance(source.Log, await Position(connection, Checkpoint(source.Log), "") ?? 0);
                await transaction.RollbackAsync(stopping.Token);
                await Task.Delay(250, stopping.Token);
                continue;
            }
            Advance(source.Log, position);
            var others = advanced.Task;
            var most = source.Log == log.Log ? log.AtOnce(MostAtOnce) : MostAtOnce;
            var events = await source.Follow(position, most, stopping.Token);
            var ready = events.TakeWhile(CausesPassed).ToList();
            if (ready.Count == 0)
            {
                await transaction.RollbackAsync(stopping.Token);
                if (events.Count == 0)
                {
                    await source.Changed(position, stopping.Token);
                    await Task.Delay(Gathering.After(0), stopping.Token);
                }
                else await Task.WhenAny(others, Task.Delay(250, stopping.Token));
                continue;
            }
            var began = Stopwatch.GetTimestamp();
            await HandleRun(ready, connection);
            var worked = Stopwatch.GetElapsedTime(began);
            await using (var move = new NpgsqlCommand("update checkpoints set position = $2 where name = $1", connection, transaction))
            {
                move.Parameters.Add(new() { Value = Checkpoint(source.Log) });
                move.Parameters.Add(new() { Value = ready[^1].Id.Position });
                await move.ExecuteNonQueryAsync(stopping.Token);
            }
            await transaction.CommitAsync(stopping.Token);
            Advance(source.Log, ready[^1].Id.Position);
            if (source.Log == log.Log) await log.GiveWay(worked, awaited: null, stopping.Token);
            if (events.Count < most) await Task.Delay(Gathering.After(events.Count), stopping.Token);
        }
    }

    /// <summary>Whether this subscription has passed everything in the event's causal past, as far as it hears it.</summary>
    private bool CausesPassed(RecordedEvent e)
    {
        if (e.Meta.After is not { } past) return true;
        lock (gate)
        {
            foreach (var (source, position) in past)
            {
                if (source != e.Id.Log && passed.TryGetValue(source, out var at) && at < position) return false;
            }
            return true;
        }
    }

    /// <summary>Handles a run of events together; when that fails, one by one, parking what keeps failing and what depends on it.</summary>
    private async Task HandleRun(IReadOnlyList<RecordedEvent> events, NpgsqlConnection connection)
    {
        var parked = await Parking.Of(Name, connection, stopping.Token);
        if (parked.Count > 0)
        {
            await Position(connection, ParkedLock, " for update"); // no replay meanwhile
            parked = await Parking.Of(Name, connection, stopping.Token);
        }
        if (reaction.TakesTurns) await turn.WaitAsync(stopping.Token);
        try
        {
            await run.Handle(events, parked, connection);
        }
        finally
        {
            if (reaction.TakesTurns) turn.Release();
        }
        ParkedCount = parked.Count;
    }

    /// <summary>Tries again what operations marked, in order; stops at the first that still fails.</summary>
    private async Task Replay(NpgsqlConnection connection)
    {
        while (true)
        {
            await using (var transaction = await connection.BeginTransactionAsync(stopping.Token))
            {
                var parked = await Parking.Of(Name, connection, stopping.Token);
                ParkedCount = parked.Count;
                lock (gate) failures.Remove(ReplayLoop);
                if (parked.Exists(one => one.Replay) && await Position(connection, ParkedLock, " for update skip locked") is not null)
                {
                    parked = await Parking.Of(Name, connection, stopping.Token);
                    foreach (var one in parked.FindAll(one => one.Replay))
                    {
                        var found = await sources.First(source => source.Log == one.Event.Log).Read(one.Event.Position - 1, 1, stopping.Token);
                        if (reaction.StreamOf(found[0]) is not null && await run.TryAlone(found[0]) is { } reason)
                        {
                            await Parking.Stop(one, reason, connection, stopping.Token);
                            break;
                        }
                        await Parking.Remove(one, connection, stopping.Token);
                    }
                    await transaction.CommitAsync(stopping.Token);
                    continue;
                }
            }
            await Task.Delay(250, stopping.Token);
        }
    }

    private async Task<long?> Position(NpgsqlConnection connection, string name, string locking)
    {
        await using var command = new NpgsqlCommand($"select position from checkpoints where name = $1{locking}", connection);
        command.Parameters.Add(new() { Value = name });
        return await command.ExecuteScalarAsync(stopping.Token) as long?;
    }

    private void Advance(string source, long position)
    {
        lock (gate)
        {
            failures.Remove(source);
            if (passed[source] >= position) return;
            passed[source] = position;
        }
        Interlocked.Exchange(ref advanced, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (stopping.IsCancellationRequested) return; // stopped before, by its host
        await stopping.CancelAsync();
        await running;
        turn.Dispose();
    }
}
