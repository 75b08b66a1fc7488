namespace ServiceDesk.Resolution.Closing;

internal static partial class ClosingLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Closed {Ticket}: no answer within {WorkingDays} working days (closing rule, version {Version})")]
    public static partial void Closed(ILogger logger, Guid ticket, int workingDays, int version);

    [LoggerMessage(Level = LogLevel.Information, Message = "Archived {Tickets} tickets that ended {Days} days ago (closing rule, version {Version})")]
    public static partial void Archived(ILogger logger, int tickets, int days, int version);
}
