namespace ServiceDesk.Routing.Subtasks;

/// <summary>Sub-tasks as a part of the service.</summary>
internal static class SubtaskParts
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        OpenSubtask.Map(routes);
        SubtaskCommand.Map<TakeSubtask>(routes, "take").WithSummary("A member of the team has the sub-task from now on.");
        SubtaskCommand.Map<FinishSubtask>(routes, "done").WithSummary("The sub-task is done.");
        SubtaskCommand.Map<CancelSubtask>(routes, "cancel").WithSummary("The sub-task is not needed any more.");
        SubtaskCommand.Map<ReopenSubtask>(routes, "reopen").WithSummary("The sub-task has to be worked on again.");
        GetSubtasks.Map(routes);
    }
}
