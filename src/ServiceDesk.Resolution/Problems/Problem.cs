using System.Collections.Immutable;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Problems;

/// <summary>Where the search for a cause stands.</summary>
internal enum ProblemState
{
    New,
    Investigating,

    /// <summary>The cause is known and not removed yet.</summary>
    KnownError,
    Resolved,
    Closed,
}

/// <summary>Where a planned change stands.</summary>
internal enum ActionState
{
    Open,
    Done,

    /// <summary>It had the effect that it was made for.</summary>
    Verified,
}

/// <summary>A planned change: the plan, when it was made, and what was judged of it last.</summary>
internal sealed record ProblemAction(ActionPlanned Plan, ActionDone? Done, ActionVerified? Verified)
{
    public ActionState State => Done is null ? ActionState.Open : Verified is { Effective: true } ? ActionState.Verified : ActionState.Done;
}

/// <summary>What is behind incidents, and what is done about it.</summary>
internal sealed record Problem : IState<Problem>
{
    public static Problem Initial { get; } = new();

    public static string StreamOf(Guid problem) => $"problem-{problem}";

    public ProblemOpened? Opened { get; init; }

    /// <summary>What it is about, as last described.</summary>
    public ProblemDescribed? Described { get; init; }

    public ProblemState State { get; init; }

    public ImmutableDictionary<Guid, LinkedIncident> Incidents { get; init; } = ImmutableDictionary<Guid, LinkedIncident>.Empty;

    public RootCauseFound? RootCause { get; init; }

    public ImmutableList<EvidenceAdded> Evidence { get; init; } = [];

    public WorkaroundRecorded? Workaround { get; init; }

    public ImmutableSortedDictionary<int, ProblemAction> Actions { get; init; } = ImmutableSortedDictionary<int, ProblemAction>.Empty;

    public ImmutableList<Guid> Articles { get; init; } = [];

    public ProblemResolved? Resolved { get; init; }

    /// <summary>The latest instant that something happened.</summary>
    public Instant MovedAt { get; init; }

    public string Number => Opened!.Number;

    public string? Organization => Described!.Organization;

    /// <summary>Whoever is bound to an organisation knows of its problems, and not of the provider's own.</summary>
    public bool IsVisibleTo(Actor actor) => Opened is not null && (actor.Organization is null || actor.Organization == Organization);

    public Problem Evolve(object @event) => @event switch
    {
        ProblemOpened opened => this with
        {
            Opened = opened,
            Described = new ProblemDescribed(opened.Title, opened.Details, opened.Organization, opened.Priority, opened.Owner, opened.By, opened.At),
            MovedAt = opened.At,
        },
        ProblemDescribed described => Moved(described.At) with { Described = described },
        IncidentsLinked linked => Moved(linked.At) with { Incidents = Incidents.SetItems(linked.Incidents.Select(one => KeyValuePair.Create(one.Ticket, one))) },
        IncidentUnlinked unlinked => Moved(unlinked.At) with { Incidents = Incidents.Remove(unlinked.Incident) },
        InvestigationBegun begun => Moved(begun.At) with { State = ProblemState.Investigating },
        RootCauseFound found => Moved(found.At) with { RootCause = found },
        EvidenceAdded added => Moved(added.At) with { Evidence = Evidence.Add(added) },
        WorkaroundRecorded recorded => Moved(recorded.At) with { Workaround = recorded },
        KnownErrorDeclared declared => Moved(declared.At) with { State = ProblemState.KnownError },
        ProblemResolved resolved => Moved(resolved.At) with { State = ProblemState.Resolved, Resolved = resolved },
        ProblemClosed closed => Moved(closed.At) with { State = ProblemState.Closed },
        ProblemReopened reopened => Moved(reopened.At) with { State = ProblemState.Investigating, Resolved = null },
        ProblemArticleLinked linked => Moved(linked.At) with { Articles = Articles.Add(linked.Article) },
        ActionPlanned planned => Moved(planned.At) with { Actions = Actions.SetItem(planned.Action, (Actions.GetValueOrDefault(planned.Action) ?? new(planned, null, null)) with { Plan = planned }) },
        ActionDone done => Moved(done.At) with { Actions = Actions.SetItem(done.Action, Actions[done.Action] with { Done = done, Verified = null }) },
        ActionVerified verified => Moved(verified.At) with
        {
            Actions = Actions.SetItem(verified.Action, Actions[verified.Action] with { Done = verified.Effective ? Actions[verified.Action].Done : null, Verified = verified }),
        },
        _ => this,
    };

    private Problem Moved(Instant at) => this with { MovedAt = Instant.Max(MovedAt, at) };
}
