using Npgsql;
using ServiceDesk.Dev;
using ServiceDesk.EventStore;
using ServiceDesk.Messaging;

namespace ServiceDesk.IntegrationTests.Fixtures;

/// <summary>A database with an event log, as a service finds it; one per test class, gone afterwards.</summary>
public sealed class LogDatabase(Cluster cluster) : IAsyncLifetime
{
    private const string Role = "servicedesk_law";

    private readonly string name = $"law_{Guid.NewGuid():N}";

    public static EventTypes Types { get; } = DeskTypes.Create(typeof(Noted).Assembly);

    /// <summary>As the service: it may append and read.</summary>
    public string ServiceConnection => Connection(Role);

    /// <summary>As another service's subscription: it may read the feed.</summary>
    public string FeedConnection => Connection(Databases.FeedRole);

    /// <summary>As the owner of the database.</summary>
    public NpgsqlDataSource Owner { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await cluster.Databases.PrepareLog(name, Role, Databases.Schema, CancellationToken.None);
        Owner = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(cluster.Databases.AdminConnectionString) { Database = name, MaxPoolSize = 10 }.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await Owner.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await cluster.Databases.Drop(name, CancellationToken.None);
    }

    public Journal Open(string log = "law") => Open(log, ServiceConnection);

    public Journal Open(string log, string connection) => new(new JournalOptions(log, connection), Types, Guid.CreateVersion7);

    /// <summary>The log as another service reads it.</summary>
    public PostgresFeed Feed(string log) => new(log, FeedConnection, Types);

    public Task Execute(string sql) => Owner.Execute(sql);

    public Task<T> Ask<T>(string sql) => Owner.Ask<T>(sql);

    public Task<IReadOnlyList<string>> Rows(string query) => Owner.Rows(query);

    /// <summary>The whole log as text, to see that nothing was changed.</summary>
    public Task<IReadOnlyList<string>> Log() => Rows("select * from events order by position");

    /// <summary>Keeps every append from going on until disposed, so that those which wait meet in one batch.</summary>
    public async Task<IAsyncDisposable> HoldAppends()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(cluster.Databases.AdminConnectionString) { Database = name, Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var hold = new NpgsqlCommand("select pg_advisory_lock(5100)", connection);
        await hold.ExecuteNonQueryAsync();
        return connection;
    }

    /// <summary>Waits until so many appends stand before the lock.</summary>
    public Task UntilHeld(int appends) => Eventually.Holds(
        async () => await Ask<long>("select count(*) from pg_locks where locktype = 'advisory' and objid = 5100 and not granted and database = (select oid from pg_database where datname = current_database())") == appends,
        $"{appends} appends wait");

    /// <summary>Ends the sessions whose last statement begins like this, as a failover or an operator would.</summary>
    public Task<long> EndSessions(string statement) => Ask<long>(
        $"select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and usename = '{Role}' and query like '{statement}%'");

    private string Connection(string user) =>
        new NpgsqlConnectionStringBuilder(cluster.Databases.ConnectionString(name, user)) { MaxPoolSize = 20 }.ConnectionString;
}
