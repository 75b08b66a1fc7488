using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Closing;

/// <summary>Archives what ended long ago, by the closing rule of now. Several instances and restarts archive each once, because an archived one is not due.</summary>
internal sealed class ArchiveWatcher(Journal journal, ClosingRules rules, IClock clock, ILogger<ArchiveWatcher> logger) : Watcher(lookEvery, logger)
{
    private const int MostAtOnce = 500;
    private static readonly TimeSpan lookEvery = TimeSpan.FromSeconds(2);

    protected override async Task Look(CancellationToken cancel)
    {
        if (rules.Now is not { ArchiveDays: { } days } rule) return;
        var desk = $"service:{journal.Log}";
        var due = await ClosingReadModel.Archivable(journal, clock.GetCurrentInstant(), days, MostAtOnce, cancel);
        var archived = 0;
        foreach (var ticket in due)
        {
            var now = clock.GetCurrentInstant().ToMicroseconds();
            var decision = Decision.Nothing;
            await journal.Handle<Ticket>(Streams.Ticket(ticket), null, state => decision = Archive.Decide(state, desk, rule, now), new EventMeta { Actor = desk }, now, cancel);
            if (decision is Decision.Accepted { Events.Count: > 0 }) archived++;
        }
        if (archived > 0) ClosingLog.Archived(Logger, archived, days, rule.Version);
    }
}
