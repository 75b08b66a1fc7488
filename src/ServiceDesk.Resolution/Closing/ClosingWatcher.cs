using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Closing;

/// <summary>Closes the tickets whose requesters did not answer in time. Several instances and restarts close each once, because a closed one is not due.</summary>
internal sealed class ClosingWatcher(Journal journal, IClock clock, ILogger<ClosingWatcher> logger) : Watcher(lookEvery, logger)
{
    private const int MostAtOnce = 500;
    private static readonly TimeSpan lookEvery = TimeSpan.FromMilliseconds(500);

    protected override async Task Look(CancellationToken cancel)
    {
        var desk = $"service:{journal.Log}";
        foreach (var ticket in await ClosingReadModel.Due(journal, clock.GetCurrentInstant(), MostAtOnce, cancel))
        {
            var now = clock.GetCurrentInstant().ToMicroseconds();
            var outcome = await journal.Handle<Ticket>(
                Streams.Ticket(ticket), null, state => AutoClose.Decide(state, desk, now), new EventMeta { Actor = desk }, now, cancel);
            if (outcome.State.Closing.Closed is { Rule: { } rule } closed && closed.At == now) ClosingLog.Closed(Logger, ticket, rule.WorkingDays, rule.Version);
        }
    }
}
