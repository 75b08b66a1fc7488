using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Resolution.Closing;

/// <summary>Closes the tickets whose requesters did not answer in time. Several instances and restarts close each once, because a closed one is not due.</summary>
internal sealed class ClosingWatcher(Journal journal, IClock clock, ILogger<ClosingWatcher> logger) : BackgroundService
{
    private const int MostAtOnce = 500;
    private static readonly TimeSpan lookEvery = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(lookEvery);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await CloseDue(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                ClosingLog.LookFailed(logger, error.Message);
            }
        }
    }

    private async Task CloseDue(CancellationToken cancel)
    {
        var desk = $"service:{journal.Log}";
        foreach (var ticket in await ClosingReadModel.Due(journal, clock.GetCurrentInstant(), MostAtOnce, cancel))
        {
            var now = clock.GetCurrentInstant().ToMicroseconds();
            var outcome = await journal.Handle<Ticket>(
                Streams.Ticket(ticket), null, state => AutoClose.Decide(state, desk, now), new EventMeta { Actor = desk }, now, cancel);
            if (outcome.State.Closing.Closed is { Rule: { } rule } closed && closed.At == now) ClosingLog.Closed(logger, ticket, rule.WorkingDays, rule.Version);
        }
    }
}
