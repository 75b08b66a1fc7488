using NodaTime;
using Npgsql;

namespace ServiceDesk.Routing.Boards;

/// <summary>Values of rows that may be missing, read and written.</summary>
internal static class Rows
{
    public static string? TextOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static Instant? InstantOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : Instant.FromDateTimeUtc(row.GetDateTime(column));

    public static NpgsqlParameter Text(string? text) => new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text, Value = text ?? (object)DBNull.Value };

    public static NpgsqlParameter Number(int? number) => new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Integer, Value = number ?? (object)DBNull.Value };

    public static NpgsqlParameter Moment(Instant? at) => new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz, Value = at?.ToDateTimeUtc() ?? (object)DBNull.Value };

    /// <summary>Adds a command about a ticket, which is its first parameter.</summary>
    public static void Add(this NpgsqlBatch commands, string sql, Guid ticket, params IEnumerable<object> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Add(new() { Value = ticket });
        foreach (var value in values) command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        commands.BatchCommands.Add(command);
    }
}
