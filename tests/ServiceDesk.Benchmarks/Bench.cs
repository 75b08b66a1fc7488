using System.Diagnostics;
using Npgsql;
using ServiceDesk.Dev;

namespace ServiceDesk.Benchmarks;

/// <summary>What all parts share: one private PostgreSQL, the unit of comparison, the report.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private const string ServiceRole = "servicedesk_benchmark";

    private readonly HashSet<string> logs = [];

    private Bench(Options options, PostgresCluster cluster, TimeSpan clusterStart, CancellationToken cancel) =>
        (Options, Cluster, ClusterStart, Cancel) = (options, cluster, clusterStart, cancel);

    public Options Options { get; }
    public PostgresCluster Cluster { get; }
    public TimeSpan ClusterStart { get; }
    public CancellationToken Cancel { get; }
    public Report Report { get; } = new();
    public required Unit Unit { get; init; }
    public TimeSpan Duration => TimeSpan.FromSeconds(Options.Seconds);

    public static void Say(string progress) => Console.Error.WriteLine(progress);

    public static async Task<Bench> Start(Options options, CancellationToken cancel)
    {
        Say("Starting PostgreSQL…");
        var started = Stopwatch.StartNew();
        var cluster = await PostgresCluster.StartTemporary(cancel);
        var taken = started.Elapsed;
        return new Bench(options, cluster, taken, cancel) { Unit = new Unit(new Pgbench(cluster), options.Seconds, cancel) };
    }

    /// <summary>Prepares an event log of the product's own schema and returns how a service connects to it.</summary>
    public async Task<string> PrepareLog(string database)
    {
        if (logs.Add(database)) await Cluster.Databases.PrepareLog(database, ServiceRole, Databases.Schema, Cancel);
        return new NpgsqlConnectionStringBuilder(Cluster.ConnectionString(database, ServiceRole)) { MaxPoolSize = 24 }.ConnectionString;
    }

    /// <summary>A database as its owner sees it.</summary>
    public NpgsqlDataSource Owner(string database) => NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(Cluster.Databases.AdminConnectionString) { Database = database, CommandTimeout = 600, Timezone = "UTC" }.ConnectionString);

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}
