namespace ServiceDesk.EventStore;

/// <summary>
/// The newest events of a log, read once for all who follow it in this process: many readers at the end of a log would otherwise each fetch
/// and parse the same rows. Whoever asks beyond its end reads on for everybody; who is far behind reads for itself.
/// </summary>
internal sealed class LogTail(Func<long, int, CancellationToken, Task<IReadOnlyList<RecordedEvent>>> read)
{
    private const int MostHeld = 8192;
    private const int ReadAtOnce = 500;

    private readonly SemaphoreSlim reading = new(1, 1);
    private readonly Lock gate = new();
    private readonly List<RecordedEvent> held = [];
    private long start, end; // every event after start up to end is held

    /// <summary>All events after a position that there are, in order, up to a limit; null when that position lies before what is held.</summary>
    public async Task<IReadOnlyList<RecordedEvent>?> After(long after, int limit, CancellationToken cancel)
    {
        var known = Held(after, limit);
        if (known is null || known.Count == limit) return known;
        await reading.WaitAsync(cancel);
        try
        {
            while (Held(after, limit) is { } so && so.Count < limit)
            {
                var from = Math.Max(after, end);
                var next = await read(from, ReadAtOnce, cancel);
                Hold(from, next);
                if (next.Count < ReadAtOnce) break;
            }
            return Held(after, limit);
        }
        finally
        {
            reading.Release();
        }
    }

    private IReadOnlyList<RecordedEvent>? Held(long after, int limit)
    {
        lock (gate)
        {
            if (after < start) return null;
            var (low, high) = (0, held.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (held[middle].Id.Position <= after) low = middle + 1;
                else high = middle;
            }
            return held.GetRange(low, Math.Min(limit, held.Count - low));
        }
    }

    private void Hold(long after, IReadOnlyList<RecordedEvent> next)
    {
        lock (gate)
        {
            if (after != end)
            {
                held.Clear(); // somebody is further on: what lies between is not known here
                (start, end) = (after, after);
            }
            held.AddRange(next);
            if (next.Count > 0) end = next[^1].Id.Position;
            if (held.Count <= MostHeld) return;
            start = held[held.Count - MostHeld - 1].Id.Position;
            held.RemoveRange(0, held.Count - MostHeld);
        }
    }
}
