using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Analytics.Operations;

/// <summary>A backup was restored elsewhere, its read models built anew, and each table compared with the live one at the backup.</summary>
[StoredName("analytics.restore-drilled.v1")]
internal sealed record RestoreDrilled(Instant BackupAt, bool Passed, long Events, int Tables, Duration Took, IReadOnlyList<string> Differences, string By, Instant At);

/// <summary>The last drill, and the last one that passed.</summary>
internal sealed record Drills(RestoreDrilled? Last, RestoreDrilled? LastGood) : IState<Drills>
{
    public const string Stream = "drills";

    public static Drills Initial { get; } = new(null, null);

    public Drills Evolve(object @event) => @event is RestoreDrilled drilled ? new(drilled, drilled.Passed ? drilled : LastGood) : this;
}
