using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace ServiceDesk.EventStore;

/// <summary>One connection with the prepared call of the append function.</summary>
internal sealed class BatchWriter(NpgsqlDataSource database) : IDisposable
{
    private const string Call = "select first, conflicts, recorded from append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

    private static readonly NpgsqlDbType[] parameterTypes =
    [
        NpgsqlDbType.Integer, NpgsqlDbType.Text, NpgsqlDbType.Integer,
        NpgsqlDbType.Integer, NpgsqlDbType.Text, NpgsqlDbType.Integer, NpgsqlDbType.Text, NpgsqlDbType.Jsonb, NpgsqlDbType.Jsonb, NpgsqlDbType.TimestampTz,
    ];

    private NpgsqlConnection? connection;
    private NpgsqlCommand? command;

    public (long First, int[] Conflicts, Instant Recorded) Write(List<Appender.Member> batch)
    {
        var call = command ??= Prepare();
        var (streams, events) = (0, 0);
        foreach (var member in batch) (streams, events) = (streams + member.Streams.Count, events + member.Types.Length);
        var (streamMember, streamName, streamExpected) = (new int[streams], new string[streams], new int[streams]);
        var (eventMember, eventStream, eventVersion) = (new int[events], new string[events], new int[events]);
        var (types, data, meta, occurred) = (new string[events], new byte[events][], new byte[events][], new DateTime[events]);
        var (s, e) = (0, 0);
        for (var m = 0; m < batch.Count; m++)
        {
            var member = batch[m];
            member.Types.CopyTo(types, e);
            member.Data.CopyTo(data, e);
            member.Meta.CopyTo(meta, e);
            member.Occurred.CopyTo(occurred, e);
            foreach (var stream in member.Streams)
            {
                (streamMember[s], streamName[s], streamExpected[s]) = (m + 1, stream.Stream, stream.Expected);
                s++;
                for (var i = 1; i <= stream.Events.Count; i++, e++) (eventMember[e], eventStream[e], eventVersion[e]) = (m + 1, stream.Stream, stream.Expected + i);
            }
        }
        Array[] values = [streamMember, streamName, streamExpected, eventMember, eventStream, eventVersion, types, data, meta, occurred];
        for (var i = 0; i < values.Length; i++) call.Parameters[i].Value = values[i];

        CrashPoint.Reach(CrashPoint.AppendCalled);
        using var row = call.ExecuteReader();
        row.Read();
        return (row.GetInt64(0), row.GetFieldValue<int[]>(1), Instant.FromDateTimeUtc(row.GetDateTime(2)));
    }

    private NpgsqlCommand Prepare()
    {
        connection = database.OpenConnection();
        var prepared = new NpgsqlCommand(Call, connection);
        foreach (var type in parameterTypes) prepared.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type | NpgsqlDbType.Array });
        prepared.Prepare();
        return prepared;
    }

    public void Reset()
    {
        command?.Dispose();
        connection?.Dispose();
        (command, connection) = (null, null);
    }

    public void Dispose() => Reset();
}
