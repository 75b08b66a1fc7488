using System.Diagnostics;
using NodaTime;
using Npgsql;
using ServiceDesk.EventStore;

namespace ServiceDesk.Messaging;

/// <summary>
/// One reaction hears some logs, all in one loop: each log in its order, and never an effect before its cause. What keeps failing is parked with everything
/// that depends on it; the rest flows on. Of several instances of the service one hears, and another when that is gone.
/// </summary>
public sealed class Subscription : IAsyncDisposable
{
    private const int MostAtOnce = 500;

    // A crash may take the last checkpoints: what they had passed is heard again and changes nothing. Effects are appended durably.
    private const string Relaxed = "set synchronous_commit = off";

    private static readonly TimeSpan moment = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(2);

    private readonly Journal log;
    private readonly IReaction reaction;
    private readonly IReadOnlyList<IEventSource> sources;
    private readonly ReactionRun run;
    private readonly Checkpoints checkpoints;
    private readonly CancellationTokenSource stopping = new();
    private readonly Dictionary<string, long> passed;
    private readonly Dictionary<string, Standstill> failures = [];
    private readonly Lock gate = new();
    private volatile TaskCompletionSource advanced = NewSignal();
    private volatile TaskCompletionSource called = NewSignal();
    private Task running = Task.CompletedTask;
    private long notedAt;
    private long soughtAt = Stopwatch.GetTimestamp() - (long)(patience.TotalSeconds * Stopwatch.Frequency);
    private bool isNoted = true;

    /// <summary>Prepares a subscription.</summary>
    /// <param name="log">The log in which the reaction records.</param>
    /// <param name="reaction">What is done.</param>
    /// <param name="sources">The logs it hears.</param>
    /// <param name="clock">The time of its decisions.</param>
    public Subscription(Journal log, IReaction reaction, IReadOnlyList<IEventSource> sources, IClock clock)
    {
        (this.log, this.reaction, this.sources) = (log, reaction, sources);
        run = new ReactionRun(log, reaction, clock, stopping.Token);
        checkpoints = new Checkpoints(reaction.Name, [.. sources.Select(source => source.Log)]);
        passed = sources.ToDictionary(source => source.Log, _ => 0L);
    }

    /// <summary>Its name.</summary>
    public string Name => reaction.Name;

    /// <summary>How many of its events are parked.</summary>
    public int ParkedCount { get; private set; }

    /// <summary>How far it has come in each log it hears.</summary>
    public IReadOnlyDictionary<string, long> Passed { get { lock (gate) return new Dictionary<string, long>(passed); } }

    /// <summary>Why it stands still, or cannot hear one of its logs.</summary>
    public IReadOnlyList<Standstill> Failures { get { lock (gate) return [.. failures.Values]; } }

    /// <summary>Starts to hear.</summary>
    /// <param name="cancel">Ends the preparation.</param>
    public async Task Start(CancellationToken cancel)
    {
        await checkpoints.Define(log.Database, cancel);
        running = Keep();
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
            called.TrySetResult();
            await next.WaitAsync(cancel);
        }
    }

    /// <summary>Runs for ever: a lost connection is opened again, anything else is shown and tried again.</summary>
    private async Task Keep()
    {
        await Task.Yield();
        for (var pause = 100; !stopping.IsCancellationRequested; pause = Math.Min(pause * 2, 2000))
        {
            try
            {
                await using var connection = await log.Database.OpenConnectionAsync(stopping.Token);
                await using (var relaxed = new NpgsqlCommand(Relaxed, connection)) await relaxed.ExecuteNonQueryAsync(stopping.Token);
                try
                {
                    while (!await Own(connection))
                    {
                        await FollowOther(connection);
                        await Task.Delay(moment, stopping.Token);
                    }
                    await Hear(connection);
                }
                finally
                {
                    await Disown(connection);
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested) { return; }
            catch (Exception error)
            {
                Fail(Name, error);
                await Task.WhenAny(Task.Delay(pause, stopping.Token));
            }
        }
    }

    /// <summary>Whether this instance is the one that hears; it stays so as long as the connection.</summary>
    private async Task<bool> Own(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("select pg_try_advisory_lock(hashtextextended($1, 5141))", connection);
        command.Parameters.Add(new() { Value = Name });
        return await command.ExecuteScalarAsync(stopping.Token) is true;
    }

    /// <summary>A connection goes back to others, who must not own what they do not know of.</summary>
    private static async Task Disown(NpgsqlConnection connection)
    {
        if (connection.State != System.Data.ConnectionState.Open) return;
        try
        {
            await using var command = new NpgsqlCommand("select pg_advisory_unlock_all()", connection);
            await command.ExecuteNonQueryAsync();
        }
        catch (NpgsqlException)
        {
            NpgsqlConnection.ClearPool(connection);
        }
    }

    /// <summary>How far the instance that hears has come, and what it has parked.</summary>
    private async Task FollowOther(NpgsqlConnection connection)
    {
        foreach (var (source, position) in await checkpoints.Read(connection, stopping.Token)) Advance(source, position);
        ParkedCount = (await Parking.Of(Name, connection, stopping.Token)).Count;
        lock (gate) failures.Clear();
    }

    private async Task Hear(NpgsqlConnection connection)
    {
        await FollowOther(connection);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        var heard = sources.Select(source => new Hearing(source, Passed[source.Log], MostAtOnce)).ToList();
        var listening = heard.Select(one => one.Listen(error => Fail(checkpoints.NameOf(one.Log), error), () => Recover(checkpoints.NameOf(one.Log)), ending.Token)).ToList();
        var more = Task.CompletedTask;
        try
        {
            while (true)
            {
                if (more.IsCompleted) more = Task.WhenAny(heard.Select(one => one.More));
                var most = heard.Exists(one => one.Log == log.Log) ? log.AtOnce(MostAtOnce) : MostAtOnce;
                var events = Ready(heard, most);
                if (events.Count > 0) await Pass(events, most, heard, connection);
                if (ParkedCount > 0) await Replay(connection);
                await Note(connection);
                if (events.Count == 0) await Task.WhenAny(more, Task.Delay(moment, stopping.Token));
                stopping.Token.ThrowIfCancellationRequested();
                Recover(Name);
            }
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(listening);
            await NoteAtLast(connection);
        }
    }

    /// <summary>The next events of all logs, the earliest first and never one before what lies in its past.</summary>
    private List<RecordedEvent> Ready(List<Hearing> heard, int most)
    {
        var (ready, past) = (new List<RecordedEvent>(), Passed.ToDictionary());
        var next = heard.Select(one => one.Waiting.GetEnumerator()).ToList();
        next.RemoveAll(one => !one.MoveNext());
        while (ready.Count < most && next.Where(one => CausesPassed(one.Current, past)).MinBy(one => one.Current.At) is { } first)
        {
            ready.Add(first.Current);
            past[first.Current.Id.Log] = first.Current.Id.Position;
            if (!first.MoveNext()) next.Remove(first);
        }
        return ready;
    }

    /// <summary>Whether everything in the event's causal past has been passed, as far as it is heard here.</summary>
    private static bool CausesPassed(RecordedEvent e, Dictionary<string, long> past)
    {
        if (e.Meta.After is not { } causes) return true;
        foreach (var (source, position) in causes)
        {
            if (source != e.Id.Log && past.TryGetValue(source, out var at) && at < position) return false;
        }
        return true;
    }

    private async Task Pass(List<RecordedEvent> events, int most, List<Hearing> heard, NpgsqlConnection connection)
    {
        if (events.Count == most && !reaction.IsLeisurely) log.Behind();
        var began = Stopwatch.GetTimestamp();
        // Where nothing is parked, nothing is held back.
        if (ParkedCount > 0 || !await run.TryTogether(events)) await PassOrPark(events, connection);
        var worked = Stopwatch.GetElapsedTime(began);
        foreach (var one in heard)
        {
            if (events.FindLast(e => e.Id.Log == one.Log) is not { } last) continue;
            one.Drop(last.Id.Position);
            Advance(one.Log, last.Id.Position);
            isNoted = false;
        }
        if (reaction.IsLeisurely || events.Exists(e => e.Id.Log == log.Log)) await log.GiveWay(worked, reaction.IsLeisurely, called.Task, stopping.Token);
        if (called.Task.IsCompleted) called = NewSignal();
    }

    /// <summary>Handles a run of events one by one where need be, parking what keeps failing and what depends on it; no replay is chosen meanwhile.</summary>
    private async Task PassOrPark(List<RecordedEvent> events, NpgsqlConnection connection)
    {
        await using var transaction = await connection.BeginTransactionAsync(stopping.Token);
        // What is parked leaves no other trace.
        await using (var durable = new NpgsqlCommand("set local synchronous_commit to default", connection)) await durable.ExecuteNonQueryAsync(stopping.Token);
        await LockParked(connection, "");
        var parked = await Parking.Of(Name, connection, stopping.Token);
        await run.Handle(events, parked, connection);
        await checkpoints.Move(connection, events.GroupBy(e => e.Id.Log).ToDictionary(some => some.Key, some => some.Max(e => e.Id.Position)), stopping.Token);
        await transaction.CommitAsync(stopping.Token);
        ParkedCount = parked.Count;
    }

    /// <summary>Tries again what operations marked, in order; stops at the first that still fails.</summary>
    private async Task Replay(NpgsqlConnection connection)
    {
        await using var transaction = await connection.BeginTransactionAsync(stopping.Token);
        var parked = await Parking.Of(Name, connection, stopping.Token);
        if (parked.Exists(one => one.Replay) && await LockParked(connection, " skip locked"))
        {
            parked = await Parking.Of(Name, connection, stopping.Token);
            foreach (var one in parked.FindAll(one => one.Replay))
            {
                if (await Find(one.Event) is not { } found) break;
                if (reaction.StreamOf(found) is not null && await run.TryAlone(found) is { } reason)
                {
                    await Parking.Stop(one, reason, connection, stopping.Token);
                    break;
                }
                await Parking.Remove(one, connection, stopping.Token);
                parked.Remove(one);
            }
            await transaction.CommitAsync(stopping.Token);
        }
        ParkedCount = parked.Count;
    }

    /// <summary>Reads a parked event; null while its log cannot be read, which keeps nobody from hearing the others.</summary>
    private async Task<RecordedEvent?> Find(LogPosition id)
    {
        if (Stopwatch.GetElapsedTime(soughtAt) < patience) return null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        limit.CancelAfter(patience);
        try
        {
            var found = await sources.Single(source => source.Log == id.Log).Read(id.Position - 1, 1, limit.Token);
            Recover($"{Name}/replay");
            return found.Single(e => e.Id == id);
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            Fail($"{Name}/replay", error);
            soughtAt = Stopwatch.GetTimestamp();
            return null;
        }
    }

    private async Task<bool> LockParked(NpgsqlConnection connection, string otherwise)
    {
        await using var command = new NpgsqlCommand($"select 1 from checkpoints where name = $1 for update{otherwise}", connection);
        command.Parameters.Add(new() { Value = checkpoints.Parked });
        return await command.ExecuteScalarAsync(stopping.Token) is not null;
    }

    /// <summary>
    /// Notes how far it has come, now and then: what is heard again after a crash changes nothing that was recorded. Where there is nothing to note it speaks
    /// all the same, because it owns the subscription for as long as the connection lives.
    /// </summary>
    private async Task Note(NpgsqlConnection connection)
    {
        if (Stopwatch.GetElapsedTime(notedAt) < (isNoted ? patience : moment)) return;
        await checkpoints.Move(connection, Passed, stopping.Token);
        (isNoted, notedAt) = (true, Stopwatch.GetTimestamp());
    }

    /// <summary>A service that is stopped in order hears nothing twice; where the connection is the reason for the end it may.</summary>
    private async Task NoteAtLast(NpgsqlConnection connection)
    {
        if (isNoted || connection.State != System.Data.ConnectionState.Open) return;
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await checkpoints.Move(connection, Passed, limit.Token);
            isNoted = true;
        }
        catch (Exception error) when (error is NpgsqlException or OperationCanceledException or InvalidOperationException) { }
    }

    private void Fail(string name, Exception error)
    {
        lock (gate) failures[name] = new Standstill(name, null, error.Message);
    }

    private void Recover(string name)
    {
        lock (gate) failures.Remove(name);
    }

    private void Advance(string source, long position)
    {
        lock (gate)
        {
            if (passed[source] >= position) return;
            passed[source] = position;
        }
        Interlocked.Exchange(ref advanced, NewSignal()).TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (stopping.IsCancellationRequested) return; // stopped before, by its host
        await stopping.CancelAsync();
        await running;
    }
}
