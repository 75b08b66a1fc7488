using ServiceDesk.EventStore;

namespace ServiceDesk.Messaging;

/// <summary>Reads one log ahead of whoever handles its events: so that a log that cannot be read holds up no other, and reading waits for no handling.</summary>
/// <param name="source">The log.</param>
/// <param name="position">The last position already handled.</param>
/// <param name="most">So many events are read at once, and about so many wait at most.</param>
internal sealed class Hearing(IEventSource source, long position, int most)
{
    private readonly Lock gate = new();
    private readonly List<RecordedEvent> waiting = [];
    private TaskCompletionSource more = New();
    private TaskCompletionSource room = New();

    public string Log => source.Log;

    /// <summary>The events that wait to be handled, in their order.</summary>
    public IReadOnlyList<RecordedEvent> Waiting { get { lock (gate) return [.. waiting]; } }

    /// <summary>Completes when more events wait than now.</summary>
    public Task More { get { lock (gate) return more.Task; } }

    /// <summary>Events up to a position wait no longer.</summary>
    public void Drop(long through)
    {
        lock (gate)
        {
            waiting.RemoveRange(0, waiting.TakeWhile(e => e.Id.Position <= through).Count());
            (room, var told) = (New(), room);
            told.TrySetResult();
        }
    }

    /// <summary>Reads until cancelled; whatever stops it is told and tried again.</summary>
    public async Task Listen(Action<Exception> failed, Action recovered, CancellationToken cancel)
    {
        await Task.Yield();
        for (var pause = 100; !cancel.IsCancellationRequested;)
        {
            try
            {
                await Read(() =>
                {
                    recovered();
                    pause = 100;
                }, cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested) { return; }
            catch (Exception error)
            {
                failed(error);
                await Task.WhenAny(Task.Delay(pause, cancel));
                pause = Math.Min(pause * 2, 2000);
            }
        }
    }

    private async Task Read(Action answered, CancellationToken cancel)
    {
        var events = await source.Follow(position, most, cancel);
        answered();
        if (events.Count > 0)
        {
            position = events[^1].Id.Position;
            Add(events);
        }
        else await source.Changed(position, cancel);
        if (events.Count < most) await Task.Delay(Gathering.After(events.Count), cancel);
        while (Room() is { } wait) await wait.WaitAsync(cancel);
    }

    private void Add(IReadOnlyList<RecordedEvent> events)
    {
        lock (gate)
        {
            waiting.AddRange(events);
            (more, var told) = (New(), more);
            told.TrySetResult();
        }
    }

    /// <summary>Null when there is room for more, else completes when some may have come.</summary>
    private Task? Room()
    {
        lock (gate) return waiting.Count < most ? null : room.Task;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
