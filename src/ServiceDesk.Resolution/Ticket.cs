using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Resolution.Closing;
using ServiceDesk.Resolution.Diagnosis;
using ServiceDesk.Resolution.Knowledge;
using ServiceDesk.Resolution.Problems;
using ServiceDesk.Resolution.Sla;
using ServiceDesk.Resolution.Solution;

namespace ServiceDesk.Resolution;

/// <summary>Where the work stands.</summary>
internal enum TicketStatus
{
    Unknown,
    New,
    Assigned,
    InProgress,
    Resolved,
    Confirmed,
    Closed,

    /// <summary>It waits for somebody outside the desk.</summary>
    Waiting,

    /// <summary>The requester needs no help any more.</summary>
    Withdrawn,

    /// <summary>It was no valid request.</summary>
    Invalid,

    /// <summary>Another ticket goes on for it.</summary>
    Merged,
}

/// <summary>Whether who reads the ticket must be on record, as Intake told.</summary>
[StoredName("resolution.confidentiality-taken.v1")]
internal sealed record ConfidentialityTaken(bool Confidential, Instant At);

/// <summary>A ticket as Resolution knows it: where the work stands, whose it is, and where the work stood when it ended without a solution.</summary>
internal sealed record Ticket(
    TicketStatus Status, string Requester, string Organization, string? Team, string? Agent, TicketStatus? BeforeEnd) : ITicketState<Ticket>
{
    /// <summary>What its clocks are read from.</summary>
    public TicketClocks Clocks { get; init; } = TicketClocks.Initial;

    /// <summary>Category, priority and owners as they were last set; null until then.</summary>
    public CaseAssigned? Assigned { get; init; }

    /// <summary>When the work last moved: a step of an imported history from before that comes too late to move it back.</summary>
    public Instant MovedAt { get; init; }

    /// <summary>What is known for its closing.</summary>
    public ClosingState Closing { get; init; } = ClosingState.Initial;

    /// <summary>For whom it waits, while it does.</summary>
    public PauseReason? WaitsFor { get; init; }

    /// <summary>What was found out, and what is planned, waited for and allowed.</summary>
    public DiagnosisState Diagnosis { get; init; } = DiagnosisState.Initial;

    /// <summary>The ways to solve it, the plan, and the verification.</summary>
    public SolutionState Solution { get; init; } = SolutionState.Initial;

    /// <summary>The articles that were followed.</summary>
    public ArticlesUsed Articles { get; init; } = ArticlesUsed.None;

    /// <summary>The problems behind it.</summary>
    public TicketProblems Problems { get; init; } = TicketProblems.Initial;

    public static Ticket Initial { get; } = new(TicketStatus.Unknown, "", "", null, null, null);

    /// <summary>Whether who reads it must be on record.</summary>
    public bool IsConfidential { get; init; }

    /// <summary>From when on it is only read; null while it can change.</summary>
    public Instant? ArchivedAt { get; init; }

    public bool IsArchived => ArchivedAt is not null;

    public Instant OpenedAt => Clocks.Facts.OpenedAt;

    /// <summary>When the requester must hear again.</summary>
    public NextUpdate Update => Clocks.Update;

    public bool IsOpen => IsWorkedOn(Status);

    /// <summary>Whether the work ended without a solution.</summary>
    public bool HasEnded => BeforeEnd is not null;

    /// <summary>Whether somebody was at work when it ended.</summary>
    public bool WorkedOnBeforeEnd => BeforeEnd is { } before && IsWorkedOn(before);

    /// <summary>Whether it can be reopened.</summary>
    public bool IsFinished => Status is TicketStatus.Resolved or TicketStatus.Confirmed or TicketStatus.Closed;

    public bool IsVisibleTo(Actor actor) => Status != TicketStatus.Unknown && actor.MaySee(Organization, Requester);

    public Ticket Evolve(object @event) => Moved(@event) with
    {
        Diagnosis = Diagnosis.Evolve(@event),
        Solution = Solution.Evolve(@event),
        Closing = Closing.Evolve(@event),
        Clocks = Clocks.Evolve(@event),
    };

    private Ticket Moved(object @event) => @event switch
    {
        CaseOpened opened => new Ticket(TicketStatus.New, opened.Requester, opened.Organization, null, null, null) { MovedAt = opened.At },
        CaseAssigned assigned => this with
        {
            Status = WithAgent(Status, assigned.Agent),
            BeforeEnd = BeforeEnd is { } before ? WithAgent(before, assigned.Agent) : null,
            Team = assigned.Team,
            Agent = assigned.Agent,
            Assigned = assigned,
            MovedAt = Instant.Max(MovedAt, assigned.At),
        },
        ResponseGiven given => Works(given.At),
        ProgressReported progress => Works(progress.At),
        DiagnosisRecorded diagnosis => Works(diagnosis.At),
        DiagnosisCompleted diagnosis => Works(diagnosis.At),
        WorkAccepted accepted => Works(accepted.At),
        DiagnosisStepRecorded step => Works(step.At),
        PlaybookItemTicked tick => Works(tick.At),
        RemoteSessionStarted session => Works(session.At),
        TicketResolved resolved => Goes(TicketStatus.Resolved, resolved.At),
        SolutionConfirmed confirmed => Goes(TicketStatus.Confirmed, confirmed.At),
        SolutionRejected rejected => Goes(TicketStatus.InProgress, rejected.At),
        CaseReopened reopened => Goes(TicketStatus.InProgress, reopened.At),
        WorkPaused paused => this with
        {
            Status = TicketStatus.Waiting,
            WaitsFor = paused.Reason,
            MovedAt = Instant.Max(MovedAt, paused.At),
        },
        WorkResumed resumed => Goes(TicketStatus.InProgress, resumed.At),
        TicketClosed closed => Goes(TicketStatus.Closed, closed.At),
        TicketArchived archived => this with { ArchivedAt = archived.At },
        CaseEnded ended => this with { Status = StatusOf(ended.End), BeforeEnd = Status },
        CaseResumed => this with { Status = BeforeEnd ?? Status, BeforeEnd = null },
        ConfidentialityTaken taken => this with { IsConfidential = taken.Confidential },
        ArticleUsed used => this with { Articles = Articles.With(used) },
        ProblemLinked or ProblemUnlinked or WorkaroundTold => this with { Problems = Problems.Evolve(@event) },
        _ => this,
    };

    private static bool IsWorkedOn(TicketStatus status) => status is TicketStatus.New or TicketStatus.Assigned or TicketStatus.InProgress or TicketStatus.Waiting;

    private static TicketStatus WithAgent(TicketStatus status, string? agent) => status == TicketStatus.New && agent is not null ? TicketStatus.Assigned : status;

    private static TicketStatus StatusOf(CaseEnd end) => end switch
    {
        CaseEnd.Withdrawn => TicketStatus.Withdrawn,
        CaseEnd.Invalid => TicketStatus.Invalid,
        _ => TicketStatus.Merged,
    };

    /// <summary>Somebody works on it. What is waited for is waited for until the wait is ended: a word to the requester meanwhile does not bring it.</summary>
    private Ticket Works(Instant at) => Status == TicketStatus.Waiting ? this with { MovedAt = Instant.Max(MovedAt, at) } : Goes(TicketStatus.InProgress, at);

    /// <summary>The work moves; a pause ends with it.</summary>
    private Ticket Goes(TicketStatus status, Instant at) => this with { Status = status, WaitsFor = null, MovedAt = Instant.Max(MovedAt, at) };
}
