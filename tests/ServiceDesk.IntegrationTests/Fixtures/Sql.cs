using Npgsql;

namespace ServiceDesk.IntegrationTests.Fixtures;

internal static class Sql
{
    public static async Task Execute(this NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public static async Task<T> Ask<T>(this NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The rows of a query, each as one text.</summary>
    public static async Task<IReadOnlyList<string>> Rows(this NpgsqlDataSource database, string query)
    {
        await using var command = database.CreateCommand($"select row::text from ({query}) as row");
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync()) rows.Add(reader.GetString(0));
        return rows;
    }

    /// <summary>The values of a query's one column.</summary>
    public static async Task<IReadOnlyList<T>> List<T>(this NpgsqlDataSource database, string query)
    {
        await using var command = database.CreateCommand(query);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<T>();
        while (await reader.ReadAsync()) values.Add(reader.GetFieldValue<T>(0));
        return values;
    }
}
