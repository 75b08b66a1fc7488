using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using NodaTime;
using Npgsql;

namespace ServiceDesk.EventStore;

/// <summary>One stream's part of an append.</summary>
/// <param name="Stream">The stream's name.</param>
/// <param name="Expected">The version it must have; 0 = it must not exist.</param>
/// <param name="Events">At least one event.</param>
public sealed record StreamAppend(string Stream, int Expected, IReadOnlyList<NewEvent> Events);

/// <summary>The outcome of an append.</summary>
/// <param name="Conflict">True when a stream was not at its expected version: nothing was written.</param>
/// <param name="First">Position of the first event written; the others follow without a gap.</param>
/// <param name="Recorded">When they were recorded.</param>
public readonly record struct AppendResult(bool Conflict, long First, Instant Recorded);

/// <summary>The store cannot take more work now; the caller may try again after a second.</summary>
public sealed class StoreBusyException() : Exception("The event store is busy.");

/// <summary>
/// Group commit: concurrent appends meet in a bounded channel, and one loop per log writes all that wait in one round trip and one
/// flush. Each caller gets its own result, after the commit is durable. The loop has a thread of its own and blocks on the database:
/// on a busy pool it would queue behind the very requests that wait for it.
/// </summary>
internal sealed class Appender : IAsyncDisposable
{
    private const int Capacity = 8192;
    private const int MostEventsAtOnce = 1024;

    // A hop to the pool for each caller would cost more than what the caller does with the answer; too many at once would keep cores idle.
    private const int AnswersPerHop = 16;
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(20);

    private readonly string log;
    private readonly NpgsqlDataSource database;
    private readonly EventTypes types;
    private readonly Func<Guid> newId;
    private readonly RecentEvents recent;
    private readonly Action<long> committed;
    private readonly Precedence precedence;
    private readonly CancellationTokenSource stopping = new();
    private readonly Channel<Member> channel = Channel.CreateBounded<Member>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, AllowSynchronousContinuations = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Appender(string log, NpgsqlDataSource database, EventTypes types, Func<Guid> newId, RecentEvents recent, Action<long> committed, Precedence precedence)
    {
        (this.log, this.database, this.types, this.newId, this.recent, this.committed, this.precedence) = (log, database, types, newId, recent, committed, precedence);
        new Thread(Run) { IsBackground = true, Name = "appender" }.Start();
    }

    /// <summary>Queues an append and waits for its durable outcome; a full queue throws, or is waited for.</summary>
    public async Task<AppendResult> Append(IReadOnlyList<StreamAppend> streams, bool waitForRoom, CancellationToken cancel)
    {
        var member = new Member(streams, types, newId().ToString());
        if (waitForRoom) await channel.Writer.WriteAsync(member, cancel);
        else if (!channel.Writer.TryWrite(member)) throw new StoreBusyException();
        CrashPoint.Reach(CrashPoint.AppendQueued);
        return await member.Done.Task; // not given up: an append once queued has an outcome, and it is told
    }

    private void Run()
    {
        var deferred = new List<Member>();
        var batch = new List<Member>();
        var touched = new HashSet<string>();
        using var writer = new BatchWriter(database);
        try
        {
            while (deferred.Count > 0 || WaitToRead())
            {
                Gather(batch, deferred, touched);
                CrashPoint.Reach(CrashPoint.GroupTaken);
                try
                {
                    Commit(writer, batch);
                }
                catch (Exception bug) when (bug is not OperationCanceledException)
                {
                    writer.Reset();
                    foreach (var member in batch) member.Fail(bug);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested) { }
        finally
        {
            foreach (var member in batch.Concat(deferred)) member.Fail(new StoreBusyException());
            while (channel.Reader.TryRead(out var member)) member.Fail(new StoreBusyException());
            ended.TrySetResult();
        }
    }

    private bool WaitToRead()
    {
        var ready = channel.Reader.WaitToReadAsync(stopping.Token);
        return ready.IsCompleted ? ready.Result : ready.AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Takes what waits, each stream once: a second append to a stream goes into the next batch, where it meets the new version.</summary>
    private void Gather(List<Member> batch, List<Member> deferred, HashSet<string> touched)
    {
        batch.Clear();
        touched.Clear();
        var events = 0;
        var waiting = deferred.ToArray();
        deferred.Clear();
        foreach (var member in waiting) Place(member);
        while (events < MostEventsAtOnce && channel.Reader.TryRead(out var member)) Place(member);

        void Place(Member member)
        {
            var free = true;
            foreach (var stream in member.Streams) free &= !touched.Contains(stream.Stream);
            // A deferred member claims its streams all the same, so that those behind it in the same stream stay behind it.
            foreach (var stream in member.Streams) touched.Add(stream.Stream);
            if (!free) { deferred.Add(member); return; }
            batch.Add(member);
            events += member.Types.Length;
        }
    }

    private void Commit(BatchWriter writer, List<Member> batch)
    {
        var started = Stopwatch.GetTimestamp();
        var pending = batch;
        for (var attempt = 0; pending.Count > 0; attempt++)
        {
            try
            {
                Write(writer, pending, started);
                return;
            }
            catch (PostgresException refused) when (!refused.IsConnectionLost())
            {
                writer.Reset();
                if (pending.Count == 1) { pending[0].Fail(refused); return; }
                foreach (var member in pending.FindAll(member => member.IsOpen)) Commit(writer, [member]); // so that only the culprit sees the error
                return;
            }
            catch (Exception lost) when (lost is NpgsqlException or IOException or TimeoutException or ObjectDisposedException)
            {
                // The outcome is unknown. Find out before anything is tried again, for as long as it takes.
                foreach (var member in pending) member.MayHaveCommitted = true;
                writer.Reset();
                stopping.Token.WaitHandle.WaitOne(Math.Min(100 * (attempt + 1), 2000));
                stopping.Token.ThrowIfCancellationRequested();
                pending = GiveUp(StillToWrite(pending));
            }
        }
    }

    /// <summary>Tells those who have waited long that the storage does not answer; whether their append took place stays unknown.</summary>
    private static List<Member> GiveUp(List<Member> pending)
    {
        foreach (var member in pending.FindAll(member => Stopwatch.GetElapsedTime(member.Queued) > patience))
            member.Fail(new TimeoutException("The storage did not answer; whether the append took place is unknown."));
        return pending.FindAll(member => member.IsOpen);
    }

    private void Write(BatchWriter writer, List<Member> batch, long started)
    {
        var (first, conflicts, recorded) = writer.Write(batch);
        CrashPoint.Reach(CrashPoint.AppendReturned);
        var (next, written) = (first, 0);
        var inDoubt = new List<Member>();
        var answers = new List<(Member Member, AppendResult Result)>(batch.Count);
        for (var i = 0; i < batch.Count; i++)
        {
            var refused = Array.IndexOf(conflicts, i + 1) >= 0;
            if (refused && batch[i].MayHaveCommitted) { inDoubt.Add(batch[i]); continue; }
            answers.Add((batch[i], new AppendResult(refused, refused ? 0 : next, recorded)));
            if (refused) continue;
            next += batch[i].Types.Length;
            written += batch[i].Types.Length;
        }
        if (written > 0)
        {
            recent.Append(first, written, () => Member.Events(log, first, recorded, answers.Where(one => !one.Result.Conflict).Select(one => one.Member)));
            committed(next - 1);
        }
        precedence.Committed(batch.Count);
        Answer(answers);
        StoreMeter.Batch(batch.Count, written, conflicts.Length, Stopwatch.GetElapsedTime(started));
        // The session of an earlier try may have outlived its connection and committed only now: the conflict is then with itself.
        foreach (var member in inDoubt) Answer([(member, Find(member) ?? new AppendResult(true, 0, recorded))]);
    }

    private static void Answer(List<(Member Member, AppendResult Result)> answers)
    {
        foreach (var (member, _) in answers) member.Close();
        for (var from = 0; from < answers.Count; from += AnswersPerHop)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static some =>
            {
                foreach (var (member, result) in some) member.Done.SetResult(result);
            }, answers.Slice(from, Math.Min(AnswersPerHop, answers.Count - from)), preferLocal: false);
        }
    }

    /// <summary>Completes the members whose commit did take place (same append id at its stream and version) and returns the others.</summary>
    private List<Member> StillToWrite(List<Member> pending)
    {
        try
        {
            var open = new List<Member>();
            foreach (var member in pending.FindAll(member => member.IsOpen))
            {
                if (Find(member) is { } earlier) Answer([(member, earlier)]);
                else open.Add(member);
            }
            return open;
        }
        catch (Exception lost) when (lost is NpgsqlException or IOException or TimeoutException)
        {
            return pending.FindAll(member => member.IsOpen);
        }
    }

    /// <summary>The result of a member's own commit, if it took place: its append id stands at its stream and version.</summary>
    private AppendResult? Find(Member member)
    {
        using var find = database.CreateCommand("select position, at from events where stream = $1 and version = $2 and meta ->> 'append' = $3");
        find.Parameters.Add(new() { Value = member.Streams[0].Stream });
        find.Parameters.Add(new() { Value = member.Streams[0].Expected + 1 });
        find.Parameters.Add(new() { Value = member.Id });
        using var row = find.ExecuteReader();
        if (!row.Read()) return null;
        var first = row.GetInt64(0);
        committed(first + member.Types.Length - 1);
        return new AppendResult(false, first, Instant.FromDateTimeUtc(row.GetDateTime(1)));
    }

    public async ValueTask DisposeAsync()
    {
        channel.Writer.TryComplete();
        await Task.WhenAny(ended.Task, Task.Delay(TimeSpan.FromSeconds(5)));
        await stopping.CancelAsync();
        await ended.Task;
        stopping.Dispose();
    }

    /// <summary>One caller's append, already in the form in which it travels.</summary>
    internal sealed class Member
    {
        public Member(IReadOnlyList<StreamAppend> streams, EventTypes types, string id)
        {
            (Streams, Id) = (streams, id);
            var count = 0;
            foreach (var stream in streams) count += stream.Events.Count;
            (Types, Data, Meta, Occurred) = (new string[count], new byte[count][], new byte[count][], new DateTime[count]);
            var i = 0;
            foreach (var stream in streams)
            {
                foreach (var e in stream.Events)
                {
                    Types[i] = types.NameOf(e.Body);
                    Data[i] = JsonSerializer.SerializeToUtf8Bytes(e.Body, e.Body.GetType(), types.Json);
                    Meta[i] = JsonSerializer.SerializeToUtf8Bytes(e.Meta with { Append = id }, types.Json);
                    Occurred[i++] = e.Occurred.ToMicroseconds().ToDateTimeUtc();
                }
            }
        }

        public long Queued { get; } = Stopwatch.GetTimestamp();
        public IReadOnlyList<StreamAppend> Streams { get; }
        public string Id { get; }
        public bool MayHaveCommitted { get; set; }
        public string[] Types { get; }
        public byte[][] Data { get; }
        public byte[][] Meta { get; }
        public DateTime[] Occurred { get; }

        /// <summary>Completed on the pool only, because the caller goes on where that happens.</summary>
        public TaskCompletionSource<AppendResult> Done { get; } = new();

        /// <summary>Whether it still needs an outcome; the outcome is told a moment after it was closed.</summary>
        public bool IsOpen { get; private set; } = true;

        public void Close() => IsOpen = false;

        /// <summary>What members of one commit appended, as it would be read.</summary>
        public static IEnumerable<RecordedEvent> Events(string log, long first, Instant recorded, IEnumerable<Member> members)
        {
            foreach (var member in members)
            {
                var i = 0;
                foreach (var stream in member.Streams)
                {
                    for (var n = 0; n < stream.Events.Count; n++, i++)
                    {
                        var appended = stream.Events[n];
                        yield return new RecordedEvent(
                            new LogPosition(log, first++), stream.Stream, stream.Expected + n + 1, member.Types[i], Encoding.UTF8.GetString(member.Data[i]),
                            () => appended.Meta with { Append = member.Id }, Instant.FromDateTimeUtc(member.Occurred[i]), recorded, () => appended.Body)
                        {
                            MetaText = Encoding.UTF8.GetString(member.Meta[i]),
                        };
                    }
                }
            }
        }

        public void Fail(Exception error)
        {
            if (!IsOpen) return;
            Close();
            ThreadPool.UnsafeQueueUserWorkItem(static failed => failed.Done.SetException(failed.Error), (Done, Error: error), preferLocal: false);
        }
    }
}
