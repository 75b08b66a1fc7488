using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Messaging;

namespace ServiceDesk.Analytics.TimeTravel;

/// <summary>What an event does to where a ticket stands.</summary>
internal enum StepKind
{
    Opened,
    Assigned,

    /// <summary>Somebody works on it; a wait goes on until it is ended.</summary>
    Works,
    Waits,

    /// <summary>The work goes on: a wait ended, a solution was refused, it was reopened.</summary>
    GoesOn,
    Resolved,
    Confirmed,
    Closed,
    Withdrawn,
    Invalid,
    Merged,

    /// <summary>The end was a mistake: it stands where it stood.</summary>
    Resumed,
}

/// <summary>
/// The little of an event of Resolution that says where a ticket stands. All of it comes from one log, so that no interleaving of logs can matter.
/// </summary>
internal sealed record TicketStep(
    StepKind Kind, string? Team = null, string? Agent = null, string? Priority = null, string? Category = null, string? Organization = null, string? Number = null)
{
    private static readonly EventTypes types = DeskTypes.Create();
    private static readonly HashSet<string> names =
    [
        .. new[]
        {
            typeof(CaseOpened), typeof(CaseAssigned), typeof(ResponseGiven), typeof(ProgressReported), typeof(DiagnosisRecorded), typeof(DiagnosisCompleted),
            typeof(WorkAccepted), typeof(DiagnosisStepRecorded), typeof(PlaybookItemTicked), typeof(RemoteSessionStarted), typeof(WorkPaused), typeof(WorkResumed),
            typeof(SolutionRejected), typeof(CaseReopened), typeof(TicketResolved), typeof(SolutionConfirmed), typeof(TicketClosed), typeof(CaseEnded), typeof(CaseResumed),
        }.Select(types.NameOf),
    ];

    /// <summary>The step of a ledger entry; null when it moves no ticket.</summary>
    public static TicketStep? Of(LedgerEntry entry) => names.Contains(entry.Type) ? Of(types.Read(entry.Type, entry.Data.Text)) : null;

    /// <summary>The step of an event; null when it moves no ticket.</summary>
    public static TicketStep? Of(object? body) => body switch
    {
        CaseOpened one => new(StepKind.Opened, Organization: one.Organization, Number: one.Number),
        CaseAssigned one => new(StepKind.Assigned, one.Team, one.Agent, Words.Of(one.Priority), one.Category),
        ResponseGiven or ProgressReported or DiagnosisRecorded or DiagnosisCompleted or WorkAccepted or DiagnosisStepRecorded or PlaybookItemTicked or RemoteSessionStarted
            => new(StepKind.Works),
        WorkPaused => new(StepKind.Waits),
        WorkResumed or SolutionRejected or CaseReopened => new(StepKind.GoesOn),
        TicketResolved => new(StepKind.Resolved),
        SolutionConfirmed => new(StepKind.Confirmed),
        TicketClosed => new(StepKind.Closed),
        CaseEnded { End: CaseEnd.Withdrawn } => new(StepKind.Withdrawn),
        CaseEnded { End: CaseEnd.Invalid } => new(StepKind.Invalid),
        CaseEnded => new(StepKind.Merged),
        CaseResumed => new(StepKind.Resumed),
        _ => null,
    };
}
