using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using NodaTime;
using ServiceDesk.EventStore;

namespace ServiceDesk.Hosting;

/// <summary>
/// Up to which instant logs are settled, for all who want to know at once. To know it means to stand in the queue of those who append: so however many ask, of
/// each log one stands there, not for long, and not at once again.
/// </summary>
public static class SettledLogs
{
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan longest = TimeSpan.FromSeconds(2);

    private static readonly ConditionalWeakTable<IEventSource, SharedWait<Instant>> waits = [];

    /// <summary>An instant, not before now, up to which nothing more will be recorded in a log.</summary>
    /// <param name="log">The log.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="RefusedException">Those who append did not let the question through in time.</exception>
    public static async Task<Instant> Of(IEventSource log, CancellationToken cancel)
    {
        try
        {
            return await waits.GetValue(log, one => new SharedWait<Instant>(one.Settled, pause, longest)).Answer(cancel);
        }
        catch (TimeoutException)
        {
            throw new RefusedException(Problem.Of(StatusCodes.Status503ServiceUnavailable, "not-yet", $"What is being recorded in {log.Log} takes too long; try again."));
        }
    }
}
