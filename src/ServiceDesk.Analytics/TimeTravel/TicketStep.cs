using System.Collections.Frozen;
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

    /// <summary>What an event does to a ticket by its type alone.</summary>
    private static readonly FrozenDictionary<Type, StepKind> kinds = new Dictionary<Type, StepKind>
    {
        [typeof(ResponseGiven)] = StepKind.Works,
        [typeof(ProgressReported)] = StepKind.Works,
        [typeof(DiagnosisRecorded)] = StepKind.Works,
        [typeof(DiagnosisCompleted)] = StepKind.Works,
        [typeof(WorkAccepted)] = StepKind.Works,
        [typeof(DiagnosisStepRecorded)] = StepKind.Works,
        [typeof(PlaybookItemTicked)] = StepKind.Works,
        [typeof(RemoteSessionStarted)] = StepKind.Works,
        [typeof(WorkPaused)] = StepKind.Waits,
        [typeof(WorkResumed)] = StepKind.GoesOn,
        [typeof(SolutionRejected)] = StepKind.GoesOn,
        [typeof(CaseReopened)] = StepKind.GoesOn,
        [typeof(TicketResolved)] = StepKind.Resolved,
        [typeof(SolutionConfirmed)] = StepKind.Confirmed,
        [typeof(TicketClosed)] = StepKind.Closed,
        [typeof(CaseResumed)] = StepKind.Resumed,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, StepKind> named = kinds.ToFrozenDictionary(one => types.NameOf(one.Key), one => one.Value);
    private static readonly FrozenSet<string> read = new[] { typeof(CaseOpened), typeof(CaseAssigned), typeof(CaseEnded) }.Select(types.NameOf).ToFrozenSet();

    /// <summary>The step of a ledger entry; null when it moves no ticket.</summary>
    public static TicketStep? Of(LedgerEntry entry)
    {
        if (named.TryGetValue(entry.Type, out var kind)) return new TicketStep(kind);
        return read.Contains(entry.Type) ? Of(types.Read(entry.Type, entry.Data.Text)) : null;
    }

    /// <summary>The step of an event; null when it moves no ticket.</summary>
    public static TicketStep? Of(object? body) => body switch
    {
        CaseOpened one => new(StepKind.Opened, Organization: one.Organization, Number: one.Number),
        CaseAssigned one => new(StepKind.Assigned, one.Team, one.Agent, Words.Of(one.Priority), one.Category),
        CaseEnded { End: CaseEnd.Withdrawn } => new(StepKind.Withdrawn),
        CaseEnded { End: CaseEnd.Invalid } => new(StepKind.Invalid),
        CaseEnded => new(StepKind.Merged),
        not null when kinds.TryGetValue(body.GetType(), out var kind) => new(kind),
        _ => null,
    };
}
