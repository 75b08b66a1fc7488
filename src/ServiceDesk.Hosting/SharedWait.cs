namespace ServiceDesk.Hosting;

/// <summary>
/// One question at a time for all who ask at once. Whoever comes while it is being asked gets the answer to the next one, so that every answer was asked
/// for after whoever gets it came; between two questions there is a pause, and none is waited for without an end.
/// </summary>
/// <typeparam name="T">The answer.</typeparam>
/// <param name="ask">Asks.</param>
/// <param name="pause">Between the end of one question and the next.</param>
/// <param name="longest">How long a question may take.</param>
internal sealed class SharedWait<T>(Func<CancellationToken, Task<T>> ask, TimeSpan pause, TimeSpan longest)
{
    private readonly Lock gate = new();
    private Task free = Task.CompletedTask;
    private Task<T>? next;

    /// <summary>The answer to a question that is asked from now on.</summary>
    /// <param name="cancel">Ends the wait of this caller; the others go on waiting.</param>
    /// <exception cref="TimeoutException">There was no answer in time.</exception>
    public Task<T> Answer(CancellationToken cancel)
    {
        lock (gate) return (next ??= Ask(free)).WaitAsync(cancel);
    }

    private async Task<T> Ask(Task before)
    {
        await Task.Yield(); // what runs until here runs within the lock
        await before;
        var done = new TaskCompletionSource();
        lock (gate) (free, next) = (done.Task, null);
        using var limit = new CancellationTokenSource(longest);
        try
        {
            return await ask(limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
        finally
        {
            _ = Task.Delay(pause, CancellationToken.None).ContinueWith(_ => done.SetResult(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }
}
