using Npgsql;

namespace ServiceDesk.EventStore;

internal static class PostgresErrors
{
    /// <summary>The server went away, is starting or shutting down, or ended the session: the statement's outcome is unknown.</summary>
    public static bool IsConnectionLost(this PostgresException error) =>
        error.SqlState.StartsWith("08", StringComparison.Ordinal) || error.SqlState.StartsWith("57P", StringComparison.Ordinal);
}
