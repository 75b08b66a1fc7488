namespace ServiceDesk.EventStore;

/// <summary>
/// Reads a log and keeps its newest events in memory, so that the many who follow it closely fetch and parse each event once between them. Whoever is
/// further behind reads for itself and neither waits nor is waited for. What this process appends to its own log is not fetched at all.
/// </summary>
/// <param name="fetch">Reads events after a position, in order, at most so many.</param>
/// <param name="most">How many events are kept at least, once there are so many.</param>
public sealed class RecentEvents(Func<long, int, CancellationToken, Task<IReadOnlyList<RecordedEvent>>> fetch, int most = 1024) : IDisposable
{
    private readonly SemaphoreSlim fetching = new(1, 1);
    private readonly Lock gate = new();

    /// <summary>Every event of the log after <see cref="before"/>, up to the last of these.</summary>
    private readonly List<RecordedEvent> events = [];
    private readonly Queue<(long First, int Count, Func<IEnumerable<RecordedEvent>> Events)> appended = [];
    private long before;
    private int appendedCount;

    /// <summary>Events after a position, in order; some of them when not all are at hand.</summary>
    /// <param name="after">The last position already read; 0 for the beginning.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<IReadOnlyList<RecordedEvent>> Read(long after, int limit, CancellationToken cancel)
    {
        if (Find(after, limit) is { } found) return found;
        if (!IsNewest(after)) return await Fetch(after, limit, cancel);
        await fetching.WaitAsync(cancel);
        try
        {
            return Find(after, limit) ?? await Fetch(after, limit, cancel);
        }
        finally
        {
            fetching.Release();
        }
    }

    /// <summary>Events after a position, if the next one is in memory; else null.</summary>
    /// <param name="after">The last position already read.</param>
    /// <param name="limit">At most so many.</param>
    public IReadOnlyList<RecordedEvent>? Find(long after, int limit)
    {
        lock (gate)
        {
            TakeAppended();
            if (events.Count == 0 || after < before || after >= events[^1].Id.Position) return null;
            var (low, high) = (0, events.Count - 1); // the first event after the position lies between
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (events[middle].Id.Position > after) high = middle;
                else low = middle + 1;
            }
            return events.GetRange(low, Math.Min(limit, events.Count - low));
        }
    }

    /// <summary>Tells what this process appended, so that it need not be fetched; it is made events of when somebody asks for them.</summary>
    /// <param name="first">The position of the first.</param>
    /// <param name="count">How many there are, at consecutive positions.</param>
    /// <param name="made">Makes them.</param>
    public void Append(long first, int count, Func<IEnumerable<RecordedEvent>> made)
    {
        lock (gate)
        {
            appended.Enqueue((first, count, made));
            appendedCount += count;
            if (appendedCount <= most * 2) return;
            appended.Clear(); // nobody has asked for long
            appendedCount = 0;
        }
    }

    /// <summary>What another process appended may stand between: then it is fetched, and what follows on that is taken again.</summary>
    private void TakeAppended()
    {
        if (events.Count == 0) return;
        while (appended.TryPeek(out var next) && next.First <= events[^1].Id.Position + 1)
        {
            appended.Dequeue();
            appendedCount -= next.Count;
            if (next.First == events[^1].Id.Position + 1) events.AddRange(next.Events());
        }
        Trim();
    }

    /// <summary>Events of some types after a position, in order, and how far the log was searched for them: in memory, or else as the caller searches it.</summary>
    /// <param name="after">The last position already searched.</param>
    /// <param name="reach">Search at most so many events.</param>
    /// <param name="types">Stored names.</param>
    /// <param name="search">Searches the log itself.</param>
    public Task<(IReadOnlyList<RecordedEvent> Events, long Through)> ReadOf(
        long after, int reach, string[] types, Func<Task<(IReadOnlyList<RecordedEvent> Events, long Through)>> search) => Find(after, reach) is { } found
        ? Task.FromResult<(IReadOnlyList<RecordedEvent>, long)>(([.. found.Where(e => types.Contains(e.Type))], found[^1].Id.Position))
        : search();

    private bool IsNewest(long after)
    {
        lock (gate) return events.Count == 0 || after >= events[^1].Id.Position;
    }

    private async Task<IReadOnlyList<RecordedEvent>> Fetch(long after, int limit, CancellationToken cancel)
    {
        var read = await fetch(after, limit, cancel);
        if (read.Count > 0) Keep(after, read);
        return read;
    }

    /// <summary>Positions become visible in their order, so what was read holds every event between where it began and its last one.</summary>
    private void Keep(long after, IReadOnlyList<RecordedEvent> read)
    {
        lock (gate)
        {
            var last = events.Count > 0 ? events[^1].Id.Position : before;
            if (read[^1].Id.Position <= last) return; // older than what is kept
            if (after < before || after > last)
            {
                events.Clear();
                before = after;
                last = after;
            }
            events.AddRange(read.Where(e => e.Id.Position > last));
            Trim();
        }
    }

    private void Trim()
    {
        if (events.Count < most * 2) return;
        var dropped = events.Count - most;
        before = events[dropped - 1].Id.Position;
        events.RemoveRange(0, dropped);
    }

    /// <inheritdoc/>
    public void Dispose() => fetching.Dispose();
}
