namespace ServiceDesk.Analytics.TimeTravel;

/// <summary>Where a ticket stands, in the words of the list: status, owners, priority, category, organisation.</summary>
/// <param name="Status">A status of the list of tickets.</param>
/// <param name="BeforeEnd">The status before the work ended without a solution; null while it did not.</param>
/// <param name="Number">The ticket's number.</param>
/// <param name="Organization">Whose it is.</param>
/// <param name="Team">The team; null = none.</param>
/// <param name="Agent">The agent; null = nobody.</param>
/// <param name="Priority">The priority; null until it was assigned.</param>
/// <param name="Category">The category; null until it was assigned.</param>
internal sealed record Standing(
    string Status, string? BeforeEnd, string Number, string Organization, string? Team, string? Agent, string? Priority, string? Category)
{
    /// <summary>What counts as work that is open: the statuses of a queue.</summary>
    public static IReadOnlyList<string> OpenStatuses { get; } = ["new", "assigned", "in-progress", "waiting"];

    /// <summary>Whether the desk has still to do something about it.</summary>
    public bool IsOpen => OpenStatuses.Contains(Status);

    /// <summary>Where the ticket stands after one more step; null before it was opened.</summary>
    public static Standing? After(Standing? before, TicketStep step)
    {
        if (step.Kind == StepKind.Opened) return new Standing("new", null, step.Number!, step.Organization!, null, null, null, null);
        return before is null ? null : before.After(step);
    }

    private Standing After(TicketStep step) => step.Kind switch
    {
        StepKind.Assigned => this with
        {
            Status = WithAgent(Status, step.Agent)!,
            BeforeEnd = WithAgent(BeforeEnd, step.Agent),
            Team = step.Team,
            Agent = step.Agent,
            Priority = step.Priority,
            Category = step.Category,
        },
        StepKind.Works => Status == "waiting" ? this : this with { Status = "in-progress" },
        StepKind.Waits => this with { Status = "waiting" },
        StepKind.GoesOn => this with { Status = "in-progress" },
        StepKind.Resolved => this with { Status = "resolved" },
        StepKind.Confirmed => this with { Status = "confirmed" },
        StepKind.Closed => this with { Status = "closed" },
        StepKind.Withdrawn => Ended("withdrawn"),
        StepKind.Invalid => Ended("invalid"),
        StepKind.Merged => Ended("merged"),
        StepKind.Resumed => this with { Status = BeforeEnd ?? Status, BeforeEnd = null },
        _ => this,
    };

    private Standing Ended(string status) => this with { Status = status, BeforeEnd = Status };

    private static string? WithAgent(string? status, string? agent) => status == "new" && agent is not null ? "assigned" : status;
}
