using ServiceDesk.Contracts;

namespace ServiceDesk.Routing;

/// <summary>By what an agent shows to be at work on a ticket.</summary>
internal static class StepsOfWork
{
    /// <summary>Who takes the ticket up by what was heard; null = nobody. Work accepted or an answer given counts of anybody, any other step of the agent who has it.</summary>
    public static string? TakesUp(object? heard, string? agent) => heard is WorkAccepted or ResponseGiven || (agent is not null && By(heard) == agent) ? By(heard) : null;

    /// <summary>Who did a step of work; null when it is none.</summary>
    public static string? By(object? heard) => heard switch
    {
        WorkAccepted one => one.By,
        ResponseGiven one => one.By,
        ProgressReported one => one.By,
        DiagnosisRecorded one => one.By,
        DiagnosisStepRecorded one => one.By,
        DiagnosisCompleted one => one.By,
        PlaybookItemTicked one => one.By,
        NoteAdded one => one.By,
        NextStepPlanned one => one.By,
        WorkPaused one => one.By,
        Contracts.WorkResumed one => one.By,
        ContactNoted one => one.By,
        RemoteConsentGiven one => one.By,
        RemoteSessionStarted one => one.By,
        RemoteSessionEnded one => one.By,
        SolutionProposed one => one.By,
        SolutionChosen one => one.By,
        ImplementationStarted one => one.By,
        ImplementationStepDone one => one.By,
        _ => null,
    };
}
