using NodaTime;

namespace ServiceDesk.EventStore;

/// <summary>A log as it was when it had come to a position: what was recorded later is not there.</summary>
/// <param name="source">The whole log.</param>
/// <param name="end">The last position that is there.</param>
public sealed class LogUpTo(IEventSource source, long end) : IEventSource
{
    /// <inheritdoc/>
    public string Log => source.Log;

    /// <inheritdoc/>
    public long KnownHead => Math.Min(source.KnownHead, end);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RecordedEvent>> Read(long after, int limit, CancellationToken cancel) => Within(await source.Read(after, limit, cancel));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RecordedEvent>> Follow(long after, int limit, CancellationToken cancel) => Within(await source.Follow(after, limit, cancel));

    /// <inheritdoc/>
    public async Task<(IReadOnlyList<RecordedEvent> Events, long Through)> ReadOf(long after, int reach, string[] types, CancellationToken cancel)
    {
        var (events, through) = await source.ReadOf(after, reach, types, cancel);
        return (Within(events), Math.Max(after, Math.Min(through, end)));
    }

    /// <inheritdoc/>
    public async Task<long> Head(CancellationToken cancel) => Math.Min(await source.Head(cancel), end);

    /// <inheritdoc/>
    public Task<Instant> Settled(CancellationToken cancel) => source.Settled(cancel);

    /// <inheritdoc/>
    public Task Changed(long after, CancellationToken cancel) => after >= end ? Task.Delay(Timeout.Infinite, cancel) : source.Changed(after, cancel);

    private IReadOnlyList<RecordedEvent> Within(IReadOnlyList<RecordedEvent> events) =>
        events.Count == 0 || events[^1].Id.Position <= end ? events : [.. events.TakeWhile(e => e.Id.Position <= end)];
}
