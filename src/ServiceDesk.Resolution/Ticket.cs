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

/// <summary>A ticket as Resolution knows it: where the work stands, whose it is, and its clocks.</summary>
internal sealed record Ticket(
    TicketStatus Status, string Requester, string Organization, string? Team, string? Agent, SlaClock Response, SlaClock Resolution) : ITicketState<Ticket>
{
    private static readonly SlaClock none = SlaClock.Begin(Instant.MinValue, Duration.Zero);

    public static Ticket Initial { get; } = new(TicketStatus.Unknown, "", "", null, null, none, none);

    public Instant OpenedAt => Response.Start;

    public bool IsOpen => Status is TicketStatus.New or TicketStatus.Assigned or TicketStatus.InProgress;

    public bool IsVisibleTo(Actor actor) => Status != TicketStatus.Unknown && actor.MaySee(Organization, Requester);

    public Ticket Evolve(object @event) => @event switch
    {
        CaseOpened opened => new Ticket(
            TicketStatus.New, opened.Requester, opened.Organization, null, null,
            SlaClock.Begin(opened.At, opened.Promise.Response), SlaClock.Begin(opened.At, opened.Promise.Resolution)),
        CaseAssigned assigned => this with
        {
            Status = Status == TicketStatus.New && assigned.Agent is not null ? TicketStatus.Assigned : Status,
            Team = assigned.Team,
            Agent = assigned.Agent,
            Response = Response with { Target = assigned.Promise.Response },
            Resolution = Resolution with { Target = assigned.Promise.Resolution },
        },
        ResponseGiven given => this with { Status = TicketStatus.InProgress, Response = Response.Stop(given.At) },
        DiagnosisRecorded => this with { Status = TicketStatus.InProgress },
        TicketResolved resolved => this with { Status = TicketStatus.Resolved, Response = Response.Stop(resolved.At), Resolution = Resolution.Stop(resolved.At) },
        SolutionConfirmed => this with { Status = TicketStatus.Confirmed },
        SolutionRejected rejected => this with { Status = TicketStatus.InProgress, Resolution = Resolution.Resume(rejected.At) },
        TicketClosed => this with { Status = TicketStatus.Closed },
        _ => this,
    };
}
