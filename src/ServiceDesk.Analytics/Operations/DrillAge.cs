using NodaTime;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.Operations;

/// <summary>
/// How old the last backup is that passed a drill, as a metric, of which nothing is measured before the first; and in words beside the health, when a drill is
/// due: <c>Drills:Every</c> after the last one that passed, 35 days unless it says otherwise.
/// </summary>
internal sealed class DrillAge(Journal journal, IClock clock, IConfiguration configuration, ILogger<DrillAge> logger) : Watcher(lookEvery, logger)
{
    private static readonly TimeSpan lookEvery = TimeSpan.FromSeconds(30);

    private readonly Duration every = Duration.FromTimeSpan(configuration.GetValue("Drills:Every", TimeSpan.FromDays(35)));
    private volatile Drills? known;
    private bool measured;

    /// <summary>That a drill is due; null while none is, and before anything is known.</summary>
    public string? Reminder => known is { } drills ? Remind(drills, clock.GetCurrentInstant(), every) : null;

    public void Note(Drills drills) => known = drills;

    public static string? Remind(Drills drills, Instant now, Duration every) => drills.LastGood switch
    {
        null => "No backup is known to restore: run a restore drill.",
        { } good when now - good.At > every => $"The last restore drill that passed was {(now - good.At).Days} days ago: run one.",
        _ => null,
    };

    protected override async Task Look(CancellationToken cancel)
    {
        Note((await journal.Load<Drills>(Drills.Stream, cancel)).State);
        if (measured) return;
        measured = true;
        StoreMeter.Meter.CreateObservableGauge("servicedesk.backup.age", Measure, "s", "Age of the last backup that passed a restore drill");
    }

    private IEnumerable<System.Diagnostics.Metrics.Measurement<double>> Measure() =>
        known?.LastGood is { } last ? [new((clock.GetCurrentInstant() - last.BackupAt).TotalSeconds)] : [];
}
