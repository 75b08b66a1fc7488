using NodaTime;
using ServiceDesk.Contracts;

namespace ServiceDesk.Analytics.Improvement;

/// <summary>Where an improvement stands.</summary>
internal enum ImprovementState
{
    Proposed,
    Done,

    /// <summary>The figures after it show what it was made for.</summary>
    Verified,
    Dropped,
}

/// <summary>Whether figures are from before an improvement or from after it.</summary>
internal enum MeasuredWhen
{
    Before,
    After,
}

/// <summary>What an improvement comes from: any of a problem, a cluster of tickets, a figure of a report, a ticket.</summary>
internal sealed record ImprovementSource(Guid? Problem, string? Cluster, string? Figure, Guid? Ticket);

/// <summary>Something is to become better.</summary>
[StoredName("analytics.improvement-proposed.v1")]
internal sealed record ImprovementProposed(string What, string? Details, ImprovementSource Source, string Owner, Instant Due, string? Organization, string By, Instant At);

/// <summary>Figures of a report, from before or from after.</summary>
[StoredName("analytics.improvement-measured.v1")]
internal sealed record ImprovementMeasured(
    MeasuredWhen When, string? Report, Instant From, Instant To, IReadOnlyDictionary<string, decimal> Figures, string By, Instant At);

/// <summary>It was made.</summary>
[StoredName("analytics.improvement-made.v1")]
internal sealed record ImprovementMade(string Outcome, string By, Instant At);

/// <summary>Whether it had the effect, judged by figures from before and after; one without effect is open again.</summary>
[StoredName("analytics.improvement-verified.v1")]
internal sealed record ImprovementVerified(bool Effective, string? Finding, string By, Instant At);

/// <summary>It will not be made.</summary>
[StoredName("analytics.improvement-dropped.v1")]
internal sealed record ImprovementDropped(string Why, string By, Instant At);

/// <summary>An improvement with the figures before and after it.</summary>
internal sealed record ImprovementItem : IRegistered<ImprovementItem>, IHasActions
{
    public static ImprovementItem Initial { get; } = new();

    public static string StreamOf(Guid id) => $"improvement-{id}";

    public ImprovementProposed? Proposed { get; init; }

    public ImprovementState State { get; init; }

    public ImprovementMeasured? Before { get; init; }

    public ImprovementMeasured? After { get; init; }

    public ImprovementMade? Made { get; init; }

    public ImprovementVerified? Verified { get; init; }

    public ImprovementDropped? Dropped { get; init; }

    public RegisterActions Actions { get; init; } = RegisterActions.None;

    public bool IsThere => Proposed is not null;

    public bool IsFinished => State is ImprovementState.Verified or ImprovementState.Dropped;

    public string? Organization => Proposed?.Organization;

    public ImprovementItem Evolve(object @event) => @event switch
    {
        ImprovementProposed e => this with { Proposed = e },
        ImprovementMeasured { When: MeasuredWhen.Before } e => this with { Before = e },
        ImprovementMeasured e => this with { After = e },
        ImprovementMade e => this with { State = ImprovementState.Done, Made = e, After = null, Verified = null },
        ImprovementVerified e => this with { State = e.Effective ? ImprovementState.Verified : ImprovementState.Proposed, Verified = e },
        ImprovementDropped e => this with { State = ImprovementState.Dropped, Dropped = e },
        _ => this with { Actions = Actions.Evolve(@event) },
    };
}
