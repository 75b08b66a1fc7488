using NodaTime;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

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

/// <summary>A ticket as Resolution knows it: where the work stands, whose it is, its clocks, when the requester must hear again, and where the work
/// stood when it ended without a solution.</summary>
internal sealed record Ticket(
    TicketStatus Status, string Requester, string Organization, string? Team, string? Agent, SlaClock Response, SlaClock Resolution, NextUpdate Update,
    TicketStatus? BeforeEnd) : ITicketState<Ticket>
{
    private static readonly SlaClock none = SlaClock.Begin(Instant.MinValue, Duration.Zero);

    public static Ticket Initial { get; } = new(
        TicketStatus.Unknown, "", "", null, null, none, none, new NextUpdate(Instant.MinValue, Duration.Zero, null), null);

    public Instant OpenedAt => Response.Start;

    public bool IsOpen => IsWorkedOn(Status);

    /// <summary>Whether the work ended without a solution.</summary>
    public bool HasEnded => BeforeEnd is not null;

    /// <summary>Whether somebody was at work when it ended.</summary>
    public bool WorkedOnBeforeEnd => BeforeEnd is { } before && IsWorkedOn(before);

    public bool IsVisibleTo(Actor actor) => Status != TicketStatus.Unknown && actor.MaySee(Organization, Requester);

    public Ticket Evolve(object @event) => @event switch
    {
        CaseOpened opened => new Ticket(
            TicketStatus.New, opened.Requester, opened.Organization, null, null,
            SlaClock.Begin(opened.At, opened.Promise.Response), SlaClock.Begin(opened.At, opened.Promise.Resolution),
            new NextUpdate(opened.At, SlaPolicy.UpdateEvery(opened.Promise.Priority), null), null),
        CaseAssigned assigned => this with
        {
            Status = WithAgent(Status, assigned.Agent),
            BeforeEnd = BeforeEnd is { } before ? WithAgent(before, assigned.Agent) : null,
            Team = assigned.Team,
            Agent = assigned.Agent,
            Response = Response with { Target = assigned.Promise.Response },
            Resolution = Resolution with { Target = assigned.Promise.Resolution },
            Update = Update with { Every = SlaPolicy.UpdateEvery(assigned.Promise.Priority) },
        },
        ResponseGiven given => this with { Status = TicketStatus.InProgress, Response = Response.Stop(given.At), Update = Update.After(given.At, null) },
        ProgressReported progress => this with
        {
            Status = TicketStatus.InProgress,
            Response = Response.Stop(progress.At),
            Update = Update.After(progress.At, progress.NextUpdateAt),
        },
        DiagnosisRecorded => this with { Status = TicketStatus.InProgress },
        TicketResolved resolved => this with { Status = TicketStatus.Resolved, Response = Response.Stop(resolved.At), Resolution = Resolution.Stop(resolved.At), Update = Update.After(resolved.At, null) },
        SolutionConfirmed => this with { Status = TicketStatus.Confirmed },
        SolutionRejected rejected => this with { Status = TicketStatus.InProgress, Resolution = Resolution.Resume(rejected.At), Update = Update.After(rejected.At, null) },
        TicketClosed => this with { Status = TicketStatus.Closed },
        CaseEnded ended => this with { Status = StatusOf(ended.End), BeforeEnd = Status },
        CaseResumed => this with { Status = BeforeEnd ?? Status, BeforeEnd = null },
        _ => this,
    };

    private static bool IsWorkedOn(TicketStatus status) => status is TicketStatus.New or TicketStatus.Assigned or TicketStatus.InProgress;

    private static TicketStatus WithAgent(TicketStatus status, string? agent) => status == TicketStatus.New && agent is not null ? TicketStatus.Assigned : status;

    private static TicketStatus StatusOf(CaseEnd end) => end switch
    {
        CaseEnd.Withdrawn => TicketStatus.Withdrawn,
        CaseEnd.Invalid => TicketStatus.Invalid,
        _ => TicketStatus.Merged,
    };
}
