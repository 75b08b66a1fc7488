using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Resolution.Closing;

/// <summary>The mandatory sub-tasks at other teams without which a ticket cannot be closed.</summary>
internal static class AwaitedSubtasks
{
    /// <summary>What Routing tells of a sub-task; of one that is not mandatory nothing is remembered.</summary>
    public static Decision Hear(Ticket ticket, object heard) => heard switch
    {
        SubtaskOpened { Mandatory: true } one => Set(ticket, [.. ticket.Closing.Subtasks.Append(one.Subtask)], one.At),
        SubtaskReopened { Mandatory: true } one => Set(ticket, [.. ticket.Closing.Subtasks.Append(one.Subtask)], one.At),
        SubtaskEnded one => Set(ticket, [.. ticket.Closing.Subtasks.Where(number => number != one.Subtask)], one.At),
        _ => Decision.Nothing,
    };

    private static Decision Set(Ticket ticket, IReadOnlyList<int> open, Instant at)
    {
        int[] next = [.. open.Distinct().Order()];
        return next.SequenceEqual(ticket.Closing.Subtasks) ? Decision.Nothing : CaseReaction.Existing(ticket, new SubtasksAwaited(next, at));
    }
}
