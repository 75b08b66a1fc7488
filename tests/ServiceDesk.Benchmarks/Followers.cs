using ServiceDesk.Dev;

namespace ServiceDesk.Benchmarks;

/// <summary>Which reactions are furthest behind the logs that they hear: where a desk under load falls behind first.</summary>
internal static class Followers
{
    private const int Shown = 6;

    public static async Task<string> Furthest(Bench bench) =>
        string.Join(", ", (await All(bench)).Take(Shown).Select(one => $"{one.Service} {one.Name} {one.Events:N0}"));

    /// <summary>How many events the one that is furthest behind has not heard yet.</summary>
    public static async Task<long> Behind(Bench bench) => (await All(bench)).Select(one => one.Events).FirstOrDefault();

    private static async Task<IReadOnlyList<(string Service, string Name, long Events)>> All(Bench bench)
    {
        var (heads, places) = (new Dictionary<string, long>(), new List<(string Service, string Name, long Position)>());
        foreach (var service in Databases.Logs)
        {
            await using var database = bench.Owner($"servicedesk_{service}");
            await using (var head = database.CreateCommand("select coalesce(max(position), 0) from events")) heads[service] = (long)(await head.ExecuteScalarAsync(bench.Cancel))!;
            await using var checkpoints = database.CreateCommand("select name, position from checkpoints where name like '%/%' and name not like '%/parked'");
            await using var rows = await checkpoints.ExecuteReaderAsync(bench.Cancel);
            while (await rows.ReadAsync(bench.Cancel)) places.Add((service, rows.GetString(0), rows.GetInt64(1)));
        }
        var behind = places.Select(one => (one.Service, one.Name, Events: heads[one.Name[(one.Name.IndexOf('/') + 1)..]] - one.Position));
        return [.. behind.OrderByDescending(one => one.Events)];
    }
}
