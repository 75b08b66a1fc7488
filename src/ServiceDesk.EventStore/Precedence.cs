using System.Diagnostics;

namespace ServiceDesk.EventStore;

/// <summary>
/// Who is waited for goes first. While callers queue for the log, whatever only follows it (read models, reactions, indexes) works in turns, a fifth of the
/// time on half of the cores, and catches up as soon as the queue is short: an acknowledgement is waited for, a follower seldom is. The same goes for
/// followers that are leisurely while one that is not has fallen behind.
/// </summary>
internal sealed class Precedence
{
    /// <summary>So many callers in one group commit are a queue: at a pace that followers can keep up with, a group holds a few.</summary>
    private const int Queue = 12;

    private const int RestsPerWork = 4;

    private static readonly TimeSpan memory = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan longestRest = TimeSpan.FromSeconds(5);
    private static readonly int shares = Math.Max(1, Environment.ProcessorCount / 2);

    private long queuedAt = Stopwatch.GetTimestamp() - (long)(memory.TotalSeconds * Stopwatch.Frequency);
    private long behindAt = Stopwatch.GetTimestamp() - (long)(memory.TotalSeconds * Stopwatch.Frequency);
    private int resting;

    /// <summary>Whether callers queue for the log now, or did a moment ago.</summary>
    private bool IsQueued => Stopwatch.GetElapsedTime(Interlocked.Read(ref queuedAt)) < memory;

    private bool IsBehind => Stopwatch.GetElapsedTime(Interlocked.Read(ref behindAt)) < memory;

    /// <summary>How much a follower takes on at once: little while callers queue, so that none of them waits long for a core.</summary>
    public int AtOnce(int most) => IsQueued ? Math.Max(1, most / 10) : most;

    /// <summary>Tells how many callers were answered by one commit.</summary>
    public void Committed(int callers)
    {
        if (callers >= Queue) Interlocked.Exchange(ref queuedAt, Stopwatch.GetTimestamp());
    }

    /// <summary>Tells that a follower that is not leisurely has as much before it as it takes on at once.</summary>
    public void Behind() => Interlocked.Exchange(ref behindAt, Stopwatch.GetTimestamp());

    /// <summary>Rests after some work for as long as precedence demands: not at all while nobody queues, or once the rest of it is awaited.</summary>
    public async Task GiveWay(TimeSpan worked, bool isLeisurely, Task? awaited, CancellationToken cancel)
    {
        if (!(IsQueued || (isLeisurely && IsBehind)) || awaited is { IsCompleted: true }) return;
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
}
