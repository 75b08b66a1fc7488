using System.Collections.Immutable;
using NodaTime;
using ServiceDesk.Contracts;

namespace ServiceDesk.Analytics.Improvement;

/// <summary>What a risk lies in.</summary>
internal enum RiskKind
{
    Technical,
    Staff,
    Process,
}

/// <summary>What is done about a risk: exactly one of these.</summary>
internal enum RiskStrategy
{
    /// <summary>What brings the risk is not done any more.</summary>
    Avoid,

    /// <summary>It becomes less likely or less grave.</summary>
    Reduce,

    /// <summary>Somebody else bears it.</summary>
    Transfer,

    /// <summary>It is borne, knowingly.</summary>
    Accept,
}

/// <summary>A risk was seen.</summary>
[StoredName("analytics.risk-identified.v1")]
internal sealed record RiskIdentified(RiskKind Kind, string What, string? Details, string Owner, string? Organization, Guid? Ticket, Instant NextReview, string By, Instant At);

/// <summary>How likely it is and what it would do, by a version of the table.</summary>
[StoredName("analytics.risk-assessed.v1")]
internal sealed record RiskAssessed(int Likelihood, int Impact, int Score, RiskLevel Level, int TableVersion, string? Why, string By, Instant At);

/// <summary>What is done about it.</summary>
[StoredName("analytics.risk-answered.v1")]
internal sealed record RiskAnswered(RiskStrategy Strategy, string Why, string By, Instant At);

/// <summary>Somebody looked at it again, and when it is looked at next.</summary>
[StoredName("analytics.risk-reviewed.v1")]
internal sealed record RiskReviewed(string? Finding, Instant NextReview, string By, Instant At);

/// <summary>Another kind, owner or description.</summary>
[StoredName("analytics.risk-described.v1")]
internal sealed record RiskDescribed(RiskKind Kind, string What, string? Details, string Owner, string By, Instant At);

/// <summary>It is none any more.</summary>
[StoredName("analytics.risk-closed.v1")]
internal sealed record RiskClosed(string Outcome, string By, Instant At);

/// <summary>It is one again.</summary>
[StoredName("analytics.risk-reopened.v1")]
internal sealed record RiskReopened(string Why, Instant NextReview, string By, Instant At);

/// <summary>What may go wrong, how grave that would be, and what is done about it.</summary>
internal sealed record Risk : IRegistered<Risk>, IHasActions
{
    public static Risk Initial { get; } = new();

    public static string StreamOf(Guid id) => $"risk-{id}";

    public RiskIdentified? Identified { get; init; }

    /// <summary>What it is, as last described.</summary>
    public RiskDescribed? Described { get; init; }

    /// <summary>Every assessment, the last one last.</summary>
    public ImmutableList<RiskAssessed> Assessments { get; init; } = [];

    public RiskAnswered? Answered { get; init; }

    public ImmutableList<RiskReviewed> Reviews { get; init; } = [];

    public Instant NextReview { get; init; }

    public RiskClosed? Closed { get; init; }

    public RegisterActions Actions { get; init; } = RegisterActions.None;

    public bool IsThere => Identified is not null;

    public bool IsFinished => Closed is not null;

    public string? Organization => Identified?.Organization;

    public Risk Evolve(object @event) => @event switch
    {
        RiskIdentified e => this with { Identified = e, Described = new RiskDescribed(e.Kind, e.What, e.Details, e.Owner, e.By, e.At), NextReview = e.NextReview },
        RiskDescribed e => this with { Described = e },
        RiskAssessed e => this with { Assessments = Assessments.Add(e) },
        RiskAnswered e => this with { Answered = e },
        RiskReviewed e => this with { Reviews = Reviews.Add(e), NextReview = e.NextReview },
        RiskClosed e => this with { Closed = e },
        RiskReopened e => this with { Closed = null, NextReview = e.NextReview },
        _ => this with { Actions = Actions.Evolve(@event) },
    };
}
