using Npgsql;

namespace ServiceDesk.Messaging;

/// <summary>How far a subscription has come in each log that it hears, as its service keeps it.</summary>
/// <param name="subscription">Its name.</param>
/// <param name="logs">The names of the logs.</param>
internal sealed class Checkpoints(string subscription, IReadOnlyList<string> logs)
{
    /// <summary>The row that is locked while events are parked or a replay of them is chosen.</summary>
    public string Parked => NameOf("parked");

    public string NameOf(string log) => $"{subscription}/{log}";

    /// <summary>Begins what is missing.</summary>
    public async Task Define(NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var define = database.CreateCommand("insert into checkpoints (name, position) select name, 0 from unnest($1) as n (name) on conflict do nothing");
        define.Parameters.Add(new() { Value = logs.Select(NameOf).Append(Parked).ToArray() });
        await define.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>The last position that was noted, by log.</summary>
    public async Task<IReadOnlyDictionary<string, long>> Read(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select name, position from checkpoints where name = any ($1)", connection);
        command.Parameters.Add(new() { Value = logs.Select(NameOf).ToArray() });
        var noted = new Dictionary<string, long>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel)) noted[row.GetString(0)[(subscription.Length + 1)..]] = row.GetInt64(1);
        return noted;
    }

    /// <summary>Notes positions by log; never back.</summary>
    public async Task Move(NpgsqlConnection connection, IReadOnlyDictionary<string, long> places, CancellationToken cancel)
    {
        await using var move = new NpgsqlCommand(
            "update checkpoints c set position = p.position from unnest($1, $2) as p (name, position) where c.name = p.name and c.position < p.position", connection);
        move.Parameters.Add(new() { Value = places.Keys.Select(NameOf).ToArray() });
        move.Parameters.Add(new() { Value = places.Values.ToArray() });
        await move.ExecuteNonQueryAsync(cancel);
    }
}
