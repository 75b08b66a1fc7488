using System.Collections.Immutable;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Routing.Subtasks;

/// <summary>Where a sub-task stands.</summary>
internal enum SubtaskStatus
{
    /// <summary>Nobody of the team has it yet.</summary>
    Open,

    /// <summary>Somebody of the team has it.</summary>
    InProgress,

    /// <summary>It was done.</summary>
    Done,

    /// <summary>It is not needed any more.</summary>
    Cancelled,
}

/// <summary>A part of the work on a ticket, at another team.</summary>
internal sealed record Subtask(
    int Number, string Title, string Team, string? Owner, bool Mandatory, SubtaskStatus Status, Instant? DueAt, string OpenedBy, Instant OpenedAt, string? Result, Instant? EndedAt)
{
    public bool IsOpen => Status is SubtaskStatus.Open or SubtaskStatus.InProgress;
}

/// <summary>The sub-tasks of a ticket.</summary>
internal sealed record SubtaskState(ImmutableList<Subtask> All) : IState<SubtaskState>
{
    public static SubtaskState Initial { get; } = new([]);

    public Subtask? Find(int number) => number >= 1 && number <= All.Count ? All[number - 1] : null;

    public SubtaskState Evolve(object @event) => @event switch
    {
        SubtaskOpened one => new SubtaskState(All.Add(new Subtask(
            one.Subtask, one.Title, one.Team, one.Owner, one.Mandatory, one.Owner is null ? SubtaskStatus.Open : SubtaskStatus.InProgress, one.DueAt, one.By, one.At, null, null))),
        SubtaskTaken one => With(one.Subtask, task => task with { Owner = one.Owner, Status = SubtaskStatus.InProgress }),
        SubtaskEnded one => With(one.Subtask, task => task with { Status = one.Done ? SubtaskStatus.Done : SubtaskStatus.Cancelled, Result = one.Result, EndedAt = one.At }),
        SubtaskReopened one => With(one.Subtask, task => task with { Status = task.Owner is null ? SubtaskStatus.Open : SubtaskStatus.InProgress, Result = null, EndedAt = null }),
        _ => this,
    };

    private SubtaskState With(int number, Func<Subtask, Subtask> change) => Find(number) is { } task ? new SubtaskState(All.SetItem(number - 1, change(task))) : this;
}
