using System.Diagnostics;
using Npgsql;

namespace ServiceDesk.Dev;

/// <summary>A private, durable PostgreSQL server on a loopback port, which ends with this process.</summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    internal const string Superuser = "servicedesk";
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

    // Each append takes the same megabyte anew: given back to the operating system in between, it would come with a page fault for every page.
    private static readonly Dictionary<string, string?> keepsMemory = new() { ["MALLOC_TRIM_THRESHOLD_"] = "67108864", ["MALLOC_MMAP_THRESHOLD_"] = "67108864" };

    private readonly PostgresBinaries binaries;
    private readonly ClusterHome home;
    private readonly FileStream inUse;
    private readonly bool temporary;
    private Process? postmaster;

    private PostgresCluster(PostgresBinaries binaries, ClusterHome home, Secrets secrets, FileStream inUse, bool temporary)
    {
        this.binaries = binaries;
        this.home = home;
        this.inUse = inUse;
        this.temporary = temporary;
        Port = FreePort.Near(home.Directory, 1);
        Databases = new Databases(Connection("postgres", Superuser, secrets.Get("postgres", () => Secrets.Token(24))), secrets);
    }

    /// <summary>The loopback port; it stays the same over restarts.</summary>
    public int Port { get; }

    /// <summary>The databases of this server and the connection strings to them.</summary>
    public Databases Databases { get; }

    /// <summary>The server's log file.</summary>
    public string Log => home.Log;

    /// <summary>The programs of this PostgreSQL, for example pgbench and pg_dump.</summary>
    public string Binaries => binaries.Directory;

    /// <summary>Whether the server process is alive.</summary>
    public bool IsRunning => postmaster is { HasExited: false };

    internal Process? Process => postmaster;

    /// <summary>Starts the cluster of a data directory, which is made on first use; one process at a time may use it.</summary>
    public static Task<PostgresCluster> Start(string directory, CancellationToken cancel) =>
        Start(directory, temporary: false, Console.Error.WriteLine, cancel);

    /// <summary>Starts a cluster in a new temporary directory, which is deleted with it.</summary>
    public static Task<PostgresCluster> StartTemporary(CancellationToken cancel) =>
        Start(TemporaryDirectory.Create(), temporary: true, _ => { }, cancel);

    /// <summary>The connection string of a user for a database of this cluster.</summary>
    public string ConnectionString(string database, string user) => Databases.ConnectionString(database, user);

    /// <summary>Shuts the server down in order; clients are disconnected.</summary>
    public async Task Stop()
    {
        if (postmaster is not null) await Posix.End(postmaster, Posix.Interrupt, patience);
    }

    /// <summary>Kills the server and all its processes at once, as a power failure would.</summary>
    public async Task Kill()
    {
        if (postmaster is { HasExited: false }) Posix.Signal(postmaster.Id, Posix.Kill);
        await EndLeftovers(Posix.Kill);
        if (postmaster is not null) await postmaster.WaitForExitAsync();
    }

    /// <summary>Starts a stopped or killed server again on its port and waits until it has recovered.</summary>
    public async Task Restart(CancellationToken cancel)
    {
        await Stop();
        await Launch(cancel);
    }

    /// <summary>Stops the server; a temporary one is deleted.</summary>
    public async ValueTask DisposeAsync()
    {
        await Stop();
        postmaster?.Dispose();
        if (temporary) Directory.Delete(home.Directory, recursive: true);
        var lockFile = inUse.Name;
        await inUse.DisposeAsync();
        if (temporary) Directory.Delete(Path.GetDirectoryName(lockFile)!, recursive: true);
    }

    internal static async Task<PostgresCluster> Start(string directory, bool temporary, Action<string> say, CancellationToken cancel)
    {
        var binaries = await PostgresBinaries.Find(cancel);
        var secrets = Secrets.Open(directory);
        var inUse = Lock(secrets.Directory);
        try
        {
            var home = await ClusterHome.Prepare(secrets, say, cancel);
            if (!Directory.Exists(home.Data)) await Initialise(binaries, home, secrets, cancel);
            else if (!secrets.Has("postgres")) throw new Failure($"secrets.json lacks the password of {home.Data}: restore it, or delete that directory and its data.");
            var cluster = new PostgresCluster(binaries, home, secrets, inUse, temporary);
            await cluster.Launch(cancel);
            return cluster;
        }
        catch
        {
            await inUse.DisposeAsync();
            throw;
        }
    }

    private static FileStream Lock(string directory)
    {
        try
        {
            return new FileStream(Path.Combine(directory, "postgres.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new Failure($"Another process is using {directory}.");
        }
    }

    /// <summary>Made under another name and renamed when complete, so that an interrupted start leaves nothing half made in its place.</summary>
    private static async Task Initialise(PostgresBinaries binaries, ClusterHome home, Secrets secrets, CancellationToken cancel)
    {
        var draft = home.Data + ".new";
        if (Directory.Exists(draft)) Directory.Delete(draft, recursive: true);
        string[] locale = binaries.Version >= 17 ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"] : ["--locale=C.UTF-8"];
        string[] initdb =
        [
            binaries["initdb"], "--pgdata", draft, "--username", Superuser, "--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums", .. locale,
        ];
        // The password goes through a pipe that the server's user made itself: it could not read one of ours.
        string[] withPassword = ["bash", "-c", "exec \"$@\" --pwfile=<(cat)", "initdb", .. initdb];
        string[] command = home.Identity.Count > 0 ? ["setpriv", .. home.Identity, "--", .. withPassword] : withPassword;
        await Command.Run(command, secrets.Get("postgres", () => Secrets.Token(24)), cancel);
        Directory.Move(draft, home.Data);
    }

    private async Task Launch(CancellationToken cancel)
    {
        await EndLeftovers(Posix.Interrupt);
        File.Delete(Path.Combine(home.Data, "postmaster.pid"));
        postmaster?.Dispose();
        string[] command = [binaries["postgres"], "-D", home.Data, .. (await Settings(cancel)).SelectMany(setting => new[] { "-c", setting })];
        postmaster = await Children.Start(new Children.Child(home.Log, "INT", "/", command) { Identity = home.Identity, Environment = keepsMemory });
        await WaitUntilReady(cancel);
    }

    private async Task<string[]> Settings(CancellationToken cancel)
    {
        var lz4 = await Command.Try([binaries["postgres"], "-C", "wal_compression", "-D", home.Data, "-c", "wal_compression=lz4"], "", cancel);
        return
        [
            $"port={Port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", "password_encryption=scram-sha-256",
            "fsync=on", "synchronous_commit=on", "full_page_writes=on", $"wal_compression={(lz4.ExitCode == 0 ? "lz4" : "pglz")}",
            "max_wal_size=4GB", "checkpoint_timeout=15min", "max_connections=200", "shared_buffers=512MB",
            "log_line_prefix=%m [%p] %q%u@%d ", "timezone=UTC", "log_timezone=UTC",
        ];
    }

    private async Task WaitUntilReady(CancellationToken cancel)
    {
        var admin = new NpgsqlConnectionStringBuilder(Databases.AdminConnectionString) { Pooling = false }.ConnectionString;
        for (var started = Stopwatch.StartNew(); ;)
        {
            if (postmaster!.HasExited) throw new Failure($"PostgreSQL did not start. The end of {home.Log}:\n{Children.Tail(home.Log, 12)}");
            try
            {
                await using var connection = new NpgsqlConnection(admin);
                await connection.OpenAsync(cancel);
                return;
            }
            catch (NpgsqlException) when (started.Elapsed < patience)
            {
                await Task.Delay(50, cancel);
            }
        }
    }

    /// <summary>Server processes of this directory that outlived their launcher; a new server may not start beside them.</summary>
    private async Task EndLeftovers(int signal)
    {
        for (var waited = Stopwatch.StartNew(); Posix.Processes("postgres", home.Data) is { Count: > 0 } left; await Task.Delay(20))
        {
            // Only the postmaster answers an interrupt by ending itself; its children follow it.
            foreach (var process in left) Posix.Signal(process, waited.Elapsed > patience / 4 ? Posix.Kill : signal);
        }
    }

    private string Connection(string database, string user, string password) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Database = database,
        Username = user,
        Password = password,
    }.ConnectionString;
}
