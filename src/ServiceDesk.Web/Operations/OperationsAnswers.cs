using NodaTime;

namespace ServiceDesk.Web.Operations;

/// <summary>How a service is; null where it did not answer.</summary>
public sealed record ServiceState(string Service, ServiceHealth? Health, ServiceProgress? Progress)
{
    public bool IsReady => Health is { Status: "ready" };

    public string State => Health is null ? "down" : IsReady ? "ready" : "failing";

    public long? WorstLag => Progress?.All.Select(one => (long?)one.Lag).Max();
}

public sealed record ServiceHealth(string Status, IReadOnlyList<HealthFailure> Failures, int Parked, IReadOnlyList<HealthReminder> Reminders);

public sealed record HealthFailure(string Name, string? Event, string Reason);

public sealed record HealthReminder(string Name, string Text);

public sealed record ServiceProgress(string Log, long Head, IReadOnlyList<FollowerProgress> ReadModels, IReadOnlyList<FollowerProgress> Subscriptions)
{
    public IEnumerable<FollowerProgress> All => ReadModels.Concat(Subscriptions);
}

/// <summary>How far a read model or a subscription has come in a log.</summary>
public sealed record FollowerProgress(string Name, string Log, long Position, long Lag)
{
    /// <summary>The name without the number of the tables: what is built anew and checked.</summary>
    public string Model
    {
        get
        {
            var name = Name;
            var again = name.LastIndexOf("_r", StringComparison.Ordinal);
            if (again > 0 && name[(again + 2)..].All(char.IsAsciiDigit)) name = name[..again];
            var version = name.LastIndexOf('_');
            return version > 0 && name[(version + 1)..].All(char.IsAsciiDigit) ? name[..version] : name;
        }
    }
}

/// <summary>An event that waits for operations.</summary>
public sealed record ParkedEvent(string Subscription, string Event, string Stream, string Subject, string? Cause, string Reason, bool Replay);

public sealed record Drills(Instant? LastGoodBackup, Duration? Age, IReadOnlyList<Drill> Items);

public sealed record Drill(Instant BackupAt, bool Passed, long Events, int Tables, Duration Took, IReadOnlyList<string> Differences, string ByName, Instant At);

public sealed record ModelCheck(string ReadModel, long Position, IReadOnlyList<string> Drifted);
