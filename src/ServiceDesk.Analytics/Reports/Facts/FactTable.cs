using Npgsql;
using NpgsqlTypes;

namespace ServiceDesk.Analytics.Reports.Facts;

/// <summary>A column, and what rows have in it as an array. Select: how a value is read from that array, when not as it stands.</summary>
internal sealed record FactColumn<T>(string Name, NpgsqlDbType Type, Func<IReadOnlyList<T>, Array> Values, string? Select = null);

/// <summary>A table whose rows are written whole: new ones are added, those of the same key replaced.</summary>
internal sealed class FactTable<T>(string name, string[] key, IReadOnlyList<FactColumn<T>> columns)
{
    private readonly string upsert = $"""
        insert into {name} ({Names(columns)})
        select {string.Join(", ", columns.Select(column => column.Select ?? column.Name))}
        from unnest({string.Join(", ", Enumerable.Range(1, columns.Count).Select(number => $"${number}"))}) as r ({Names(columns)})
        on conflict ({string.Join(", ", key)}) do update set {string.Join(", ", columns.Where(column => !key.Contains(column.Name)).Select(column => $"{column.Name} = excluded.{column.Name}"))}
        """;

    public void Write(IReadOnlyList<T> rows, NpgsqlBatch commands)
    {
        if (rows.Count == 0) return;
        var command = new NpgsqlBatchCommand(upsert);
        foreach (var column in columns) command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Array | column.Type, Value = column.Values(rows) });
        commands.BatchCommands.Add(command);
    }

    private static string Names(IEnumerable<FactColumn<T>> columns) => string.Join(", ", columns.Select(column => column.Name));
}
