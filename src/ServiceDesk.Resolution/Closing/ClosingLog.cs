namespace ServiceDesk.Resolution.Closing;

internal static partial class ClosingLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Closed {Ticket}: no answer within {WorkingDays} working days (closing rule, version {Version})")]
    public static partial void Closed(ILogger logger, Guid ticket, int workingDays, int version);
}
