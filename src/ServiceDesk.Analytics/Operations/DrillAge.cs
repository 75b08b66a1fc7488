using NodaTime;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.Operations;

/// <summary>How old the last backup is that passed a drill, as a metric; nothing is measured before the first.</summary>
internal sealed class DrillAge(Journal journal, IClock clock, ILogger<DrillAge> logger) : Watcher(lookEvery, logger)
{
    private static readonly TimeSpan lookEvery = TimeSpan.FromSeconds(30);

    private volatile RestoreDrilled? good;
    private bool measured;

    public void Note(Drills drills) => good = drills.LastGood;

    protected override async Task Look(CancellationToken cancel)
    {
        Note((await journal.Load<Drills>(Drills.Stream, cancel)).State);
        if (measured) return;
        measured = true;
        StoreMeter.Meter.CreateObservableGauge("servicedesk.backup.age", Measure, "s", "Age of the last backup that passed a restore drill");
    }

    private IEnumerable<System.Diagnostics.Metrics.Measurement<double>> Measure() =>
        good is { } last ? [new((clock.GetCurrentInstant() - last.BackupAt).TotalSeconds)] : [];
}
