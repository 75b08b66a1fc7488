using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using ServiceDesk.Dev;

namespace ServiceDesk.Benchmarks;

/// <summary>PostgreSQL's own benchmark with the least that a durable ticket costs: one statement that inserts the stream and its event.</summary>
internal sealed partial class Pgbench(PostgresCluster cluster)
{
    private const string Database = "benchmark_raw";

    private const string Tables = """
        create table streams (id text primary key, version int not null);
        create table events (
          position bigint generated always as identity primary key,
          stream text not null,
          version int not null,
          type text not null,
          data jsonb not null,
          meta jsonb not null,
          occurred timestamptz not null,
          at timestamptz not null,
          unique (stream, version)
        )
        """;

    private const string Transaction = """
        with created as (insert into streams (id, version) values ('ticket-' || gen_random_uuid(), 1) returning id, version)
        insert into events (stream, version, type, data, meta, occurred, at)
        select id, version, 'intake.ticket-submitted.v1', :data, :meta, now(), now() from created;

        """;

    private string? script;

    /// <summary>Transactions per second; every run begins with empty tables and a finished checkpoint.</summary>
    public async Task<double> Run(int clients, int seconds, CancellationToken cancel)
    {
        script ??= await Prepare(cancel);
        await Execute(Database, "truncate streams, events", cancel);
        await Settle(cancel);
        var admin = new NpgsqlConnectionStringBuilder(cluster.Databases.AdminConnectionString);
        var output = await Tool.Run(
            Path.Combine(cluster.Binaries, "pgbench"),
            [
                "--protocol=prepared", "--no-vacuum", $"--file={script}", $"--client={clients}", $"--jobs={Math.Min(clients, 2)}", $"--time={seconds}",
                $"--define=data={Sample.Data}", $"--define=meta={Sample.ShortMeta}", "--host=127.0.0.1", $"--port={admin.Port}", $"--username={admin.Username}", Database,
            ],
            new Dictionary<string, string> { ["PGPASSWORD"] = admin.Password! }, cancel);
        return double.Parse(Rate().Match(output).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
    }

    /// <summary>What earlier work left to PostgreSQL's background is done now, so that it does not mix into the next measurement.</summary>
    public Task Settle(CancellationToken cancel) => Execute("postgres", "checkpoint", cancel);

    private async Task<string> Prepare(CancellationToken cancel)
    {
        await Execute("postgres", $"create database {Database}", cancel);
        await Execute(Database, Tables, cancel);
        var path = Path.Combine(AppContext.BaseDirectory, "raw.sql");
        await File.WriteAllTextAsync(path, Transaction.ReplaceLineEndings(" ") + "\n", cancel);
        return path;
    }

    private async Task Execute(string database, string sql, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(cluster.Databases.AdminConnectionString) { Database = database, Pooling = false, CommandTimeout = 120 }.ConnectionString);
        await connection.OpenAsync(cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }

    [GeneratedRegex(@"tps = ([0-9.]+)")]
    private static partial Regex Rate();
}
