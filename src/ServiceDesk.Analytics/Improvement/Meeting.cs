using NodaTime;
using ServiceDesk.Contracts;

namespace ServiceDesk.Analytics.Improvement;

/// <summary>What the desk's own data says should be talked about.</summary>
internal enum AgendaTopic
{
    /// <summary>Clocks that were broken in the period.</summary>
    BreachedClocks,

    /// <summary>Tickets whose solution was rejected or that were opened again in the period.</summary>
    Comebacks,
    OverdueRiskReviews,
    GraveRisks,
    OverdueImprovements,
    OverdueActions,

    /// <summary>What somebody wants to talk about besides.</summary>
    Other,
}

/// <summary>A point to talk about: how many there are, where they are listed, or somebody's own words.</summary>
internal sealed record AgendaItem(AgendaTopic Topic, long Count, string? Path, string? What);

/// <summary>People meet to talk about the service, over an agenda drafted from data.</summary>
[StoredName("analytics.meeting-called.v1")]
internal sealed record MeetingCalled(
    Instant When, Instant From, Instant To, IReadOnlyList<string> Participants, IReadOnlyList<AgendaItem> Agenda, string? Organization, string By, Instant At);

/// <summary>What was said and decided; what is to be done stands beside as actions.</summary>
[StoredName("analytics.meeting-held.v1")]
internal sealed record MeetingHeld(string Minutes, IReadOnlyList<string> Decisions, string By, Instant At);

/// <summary>A feedback meeting.</summary>
internal sealed record Meeting : IRegistered<Meeting>, IHasActions
{
    public static Meeting Initial { get; } = new();

    public static string StreamOf(Guid id) => $"meeting-{id}";

    public MeetingCalled? Called { get; init; }

    public MeetingHeld? Held { get; init; }

    public RegisterActions Actions { get; init; } = RegisterActions.None;

    public bool IsThere => Called is not null;

    /// <summary>Actions are planned and done after a meeting, too.</summary>
    public bool IsFinished => false;

    public string? Organization => Called?.Organization;

    public Meeting Evolve(object @event) => @event switch
    {
        MeetingCalled e => this with { Called = e },
        MeetingHeld e => this with { Held = e },
        _ => this with { Actions = Actions.Evolve(@event) },
    };
}
