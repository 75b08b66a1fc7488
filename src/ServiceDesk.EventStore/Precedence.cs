using System.Diagnostics;

namespace ServiceDesk.EventStore;

/// <summary>
/// Who is waited for goes first. While callers queue for the log, whatever only follows it (read models, reactions, indexes) works in turns, a fifth of the
/// time on half of the cores, and catches up as soon as the queue is short: an acknowledgement is waited for, a follower seldom is. The same goes for
/// followers that are leisurely while one that is not has fallen behind, or while many callers come without a queue.
/// </summary>
internal sealed class Precedence
{
    /// <summary>So many callers in one group commit are a queue: at a pace that followers can keep up with, a group holds a few.</summary>
    private const int Queue = 12;

    /// <summary>So many callers in a second are many.</summary>
    private const int Many = 250;

    private const int RestsPerWork = 4;

    private static readonly TimeSpan memory = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan counted = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan longestRest = TimeSpan.FromSeconds(5);
    private static readonly int shares = Math.Max(1, Environment.ProcessorCount / 2);

    private Moment queued = new(memory);
    private Moment behind = new(memory);
    private Moment many = new(counted + memory);
    private long countedFrom = Stopwatch.GetTimestamp();
    private int came;
    private int resting;

    /// <summary>How much a follower takes on at once: little while callers queue, so that none of them waits long for a core.</summary>
    public int AtOnce(int most) => queued.IsFresh ? Math.Max(1, most / 10) : most;

    /// <summary>Tells how many callers were answered by one commit; for the one loop that commits.</summary>
    public void Committed(int callers)
    {
        if (callers >= Queue) queued.Mark();
        came += callers;
        if (Stopwatch.GetElapsedTime(countedFrom) < counted) return;
        if (came >= Many) many.Mark();
        (came, countedFrom) = (0, Stopwatch.GetTimestamp());
    }

    /// <summary>Tells that a follower that is not leisurely has as much before it as it takes on at once.</summary>
    public void Behind() => behind.Mark();

    /// <summary>Rests after some work for as long as precedence demands: not at all while nobody queues, or once the rest of it is awaited.</summary>
    public async Task GiveWay(TimeSpan worked, bool isLeisurely, Task? awaited, CancellationToken cancel)
    {
        if (!(queued.IsFresh || (isLeisurely && (behind.IsFresh || many.IsFresh))) || awaited is { IsCompleted: true }) return;
        // Each rests for all that rest, so that the followers together get no more than their share.
        var rest = worked * RestsPerWork * Interlocked.Increment(ref resting) / shares;
        try
        {
            var rested = Task.Delay(rest < longestRest ? rest : longestRest, cancel);
            await (awaited is null ? rested : Task.WhenAny(awaited, rested));
        }
        finally
        {
            Interlocked.Decrement(ref resting);
        }
        cancel.ThrowIfCancellationRequested();
    }

    /// <summary>When something was seen last, and whether that is a short while ago.</summary>
    private struct Moment(TimeSpan lasts)
    {
        private long at = Stopwatch.GetTimestamp() - (long)(lasts.TotalSeconds * Stopwatch.Frequency);

        public readonly bool IsFresh => Stopwatch.GetElapsedTime(Volatile.Read(in at)) < lasts;

        public void Mark() => Volatile.Write(ref at, Stopwatch.GetTimestamp());
    }
}
