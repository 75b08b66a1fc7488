using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Messaging;

namespace ServiceDesk.Analytics.TimeTravel;

/// <summary>
/// The past as the ledger tells it: an entry was known when its own service recorded it. Whoever asks waits until all that any service recorded by
/// then stands here, so that the same question gets the same answer at any time.
/// </summary>
internal sealed class LedgerTime(Journal journal, Feeds feeds, IReadOnlyList<Subscription> subscriptions, ReadModels models)
{
    private static readonly string[] services = [Logs.Intake, Logs.Routing, Logs.Resolution, Logs.Analytics];
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(5);

    /// <summary>A question about now is not kept waiting for long: a ledger that is behind answers with what it has.</summary>
    private static readonly TimeSpan impatience = TimeSpan.FromSeconds(1);

    /// <summary>The past that is asked for.</summary>
    /// <param name="query">As it was sent.</param>
    /// <param name="readModel">What the answer is read from.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="RefusedException">The question is wrong, about the future, or the ledger is not there yet.</exception>
    public async Task<AsOf> Read(AsOfQuery query, string readModel, CancellationToken cancel)
    {
        var (asked, axis) = query.Parse();
        var logs = services.Select(feeds.Of).ToList();
        if (asked is { } at) await AsOfQuery.Await(at, logs, cancel);
        var until = asked ?? (await Task.WhenAll(logs.Select(log => SettledLogs.Of(log, cancel)))).Min();
        if (!await IsShown(logs, readModel, asked is null ? impatience : patience, cancel) && asked is not null)
            throw new RefusedException(Problem.Of(StatusCodes.Status503ServiceUnavailable, "not-yet", "The ledger has not reached that instant yet."));
        return new AsOf(until, axis, asked is null);
    }

    /// <summary>Waits until a read model shows a position of the ledger.</summary>
    /// <exception cref="RefusedException">It does not, for now.</exception>
    public async Task Until(string readModel, long position, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(patience);
        try
        {
            await models.UntilShown(readModel, position, limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new RefusedException(Problem.Of(StatusCodes.Status503ServiceUnavailable, "not-yet", "What is read here has not come to that entry of the ledger yet."));
        }
    }

    private async Task<bool> IsShown(IReadOnlyList<IEventSource> logs, string readModel, TimeSpan longest, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(longest);
        try
        {
            await Task.WhenAll(logs.Where(log => log != journal).Select(async log =>
            {
                var head = await log.Head(limit.Token);
                foreach (var subscription in subscriptions) await subscription.Until(log.Log, head, limit.Token);
            }));
            await models.UntilShown(readModel, await journal.Head(limit.Token), limit.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }
}
