using NodaTime;

namespace ServiceDesk.Contracts;

/// <summary>A part of the work on a ticket is given to a team.</summary>
/// <param name="Subtask">Counts the sub-tasks of the ticket, from 1.</param>
/// <param name="Number">The ticket's number.</param>
/// <param name="Organization">The customer organisation.</param>
/// <param name="Requester">Whom the texts are about.</param>
/// <param name="Title">What is to be done.</param>
/// <param name="Team">The team that has to do it.</param>
/// <param name="Owner">The member of the team who has it; null = nobody yet.</param>
/// <param name="Mandatory">Whether the ticket stays open until it is done.</param>
/// <param name="DueAt">When it must be done; null = not told.</param>
/// <param name="By">Who opened it.</param>
/// <param name="At">When.</param>
[StoredName("routing.subtask-opened.v1")]
public sealed record SubtaskOpened(
    int Subtask,
    string Number,
    string Organization,
    string Requester,
    [property: Personal(nameof(SubtaskOpened.Requester))] string Title,
    string Team,
    string? Owner,
    bool Mandatory,
    Instant? DueAt,
    string By,
    Instant At);

/// <summary>Somebody of the team has the sub-task from now on.</summary>
/// <param name="Subtask">Which sub-task of the ticket.</param>
/// <param name="Owner">Who.</param>
/// <param name="By">Who said so.</param>
/// <param name="At">When.</param>
[StoredName("routing.subtask-taken.v1")]
public sealed record SubtaskTaken(int Subtask, string Owner, string By, Instant At);

/// <summary>The sub-task needs no more work.</summary>
/// <param name="Subtask">Which sub-task of the ticket.</param>
/// <param name="Done">True when it was done; false when it is not needed any more.</param>
/// <param name="Requester">Whom the text is about.</param>
/// <param name="Result">What came out, or why it is not needed.</param>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
[StoredName("routing.subtask-ended.v1")]
public sealed record SubtaskEnded(
    int Subtask, bool Done, string Requester, [property: Personal(nameof(SubtaskEnded.Requester))] string Result, string By, Instant At);

/// <summary>The sub-task has to be worked on again.</summary>
/// <param name="Subtask">Which sub-task of the ticket.</param>
/// <param name="Mandatory">Whether the ticket stays open until it is done.</param>
/// <param name="Requester">Whom the text is about.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
[StoredName("routing.subtask-reopened.v1")]
public sealed record SubtaskReopened(
    int Subtask, bool Mandatory, string Requester, [property: Personal(nameof(SubtaskReopened.Requester))] string Reason, string By, Instant At);

/// <summary>Which mandatory sub-tasks of a ticket are open from now on; while there are any it cannot be closed.</summary>
/// <param name="Open">Their numbers within the ticket, ascending.</param>
/// <param name="At">When that changed.</param>
[StoredName("resolution.subtasks-awaited.v1")]
public sealed record SubtasksAwaited(IReadOnlyList<int> Open, Instant At);
