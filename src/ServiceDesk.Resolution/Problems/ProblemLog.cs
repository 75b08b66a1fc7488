namespace ServiceDesk.Resolution.Problems;

internal static partial class ProblemLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Repeats could not be looked for: {Reason}")]
    public static partial void RepeatsInterrupted(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Repeats are looked for among {Incidents} incidents, read in {Milliseconds} ms")]
    public static partial void RepeatsFilled(ILogger logger, int incidents, long milliseconds);
}
