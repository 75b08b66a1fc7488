using Npgsql;

namespace ServiceDesk.Dev;

/// <summary>Roles, databases and grants on one PostgreSQL server; everything may be repeated.</summary>
public sealed class Databases(string adminConnectionString, Secrets secrets)
{
    private const long PreparationLock = 5100;

    /// <summary>The role that other services' subscriptions log in as: it may read the feed and listen.</summary>
    public const string FeedRole = "servicedesk_feed";

    /// <summary>The services that own an event log.</summary>
    public static IReadOnlyList<string> Logs { get; } = ["intake", "routing", "resolution", "analytics"];

    /// <summary>The schema of an event log, as built into this program.</summary>
    public static string Schema { get; } = ReadSchema();

    /// <summary>The connection string that may create roles and databases.</summary>
    public string AdminConnectionString => adminConnectionString;

    /// <summary>The generated passwords of this server's roles.</summary>
    public Secrets Secrets => secrets;

    /// <summary>The connection string of a login role (or of the administrator, by name) for a database.</summary>
    public string ConnectionString(string database, string user)
    {
        var connection = new NpgsqlConnectionStringBuilder(adminConnectionString) { Database = database };
        if (user == connection.Username) return connection.ConnectionString;
        connection.Username = user;
        connection.Password = secrets.Password(user);
        return connection.ConnectionString;
    }

    /// <summary>Prepares the databases of all services and of the web application, named as their roles.</summary>
    public async Task PrepareAll(CancellationToken cancel)
    {
        foreach (var service in Logs) await PrepareLog($"servicedesk_{service}", $"servicedesk_{service}", Schema, cancel);
        await PrepareOwned("servicedesk_web", "servicedesk_web", cancel);
    }

    /// <summary>Prepares a database with an event log: its service logs in as the role, other services as <see cref="FeedRole"/>.</summary>
    public async Task PrepareLog(string database, string role, string schema, CancellationToken cancel)
    {
        await using var admin = await OpenLocked(cancel);
        await CreateGroup(admin, "servicedesk_service", cancel);
        await CreateGroup(admin, "servicedesk_reader", cancel);
        await CreateLogin(admin, role, cancel);
        await CreateLogin(admin, FeedRole, cancel);
        await Execute(admin, $"grant servicedesk_service to {Name(role)}; grant servicedesk_reader to {Name(FeedRole)}", cancel);
        await CreateDatabase(admin, database, owner: null, cancel);
        await using (var inside = new NpgsqlConnection(Unpooled(database)))
        {
            await inside.OpenAsync(cancel);
            await Execute(inside, schema, cancel);
        }
        await Execute(admin, $"""
            revoke all on database {Name(database)} from public;
            grant connect, temporary, create on database {Name(database)} to {Name(role)};
            grant connect on database {Name(database)} to {Name(FeedRole)}
            """, cancel);
    }

    /// <summary>Prepares an empty database that its role owns.</summary>
    public async Task PrepareOwned(string database, string role, CancellationToken cancel)
    {
        await using var admin = await OpenLocked(cancel);
        await CreateLogin(admin, role, cancel);
        await CreateDatabase(admin, database, role, cancel);
        await Execute(admin, $"revoke all on database {Name(database)} from public", cancel);
    }

    /// <summary>Removes a database with all its data; its connections are closed.</summary>
    public async Task Drop(string database, CancellationToken cancel)
    {
        await using var admin = await OpenLocked(cancel);
        await Execute(admin, $"drop database if exists {Name(database)} with (force)", cancel);
    }

    /// <summary>Roles belong to the whole server, so preparations run one after another; the lock ends with the connection.</summary>
    private async Task<NpgsqlConnection> OpenLocked(CancellationToken cancel)
    {
        var admin = new NpgsqlConnection(Unpooled(null));
        await admin.OpenAsync(cancel);
        await Execute(admin, $"select pg_advisory_lock({PreparationLock})", cancel);
        return admin;
    }

    private string Unpooled(string? database)
    {
        var connection = new NpgsqlConnectionStringBuilder(adminConnectionString) { Pooling = false };
        connection.Database = database ?? connection.Database ?? "postgres";
        return connection.ConnectionString;
    }

    private static async Task CreateGroup(NpgsqlConnection admin, string role, CancellationToken cancel)
    {
        if (!await Exists(admin, "select from pg_roles where rolname = $1", role, cancel)) await Execute(admin, $"create role {Name(role)} nologin", cancel);
    }

    /// <summary>The password is set again on every start: the secrets are what counts.</summary>
    private async Task CreateLogin(NpgsqlConnection admin, string role, CancellationToken cancel)
    {
        var verb = await Exists(admin, "select from pg_roles where rolname = $1", role, cancel) ? "alter" : "create";
        await Execute(admin, $"{verb} role {Name(role)} login password '{secrets.Password(role).Replace("'", "''")}'", cancel);
    }

    private static async Task CreateDatabase(NpgsqlConnection admin, string database, string? owner, CancellationToken cancel)
    {
        if (await Exists(admin, "select from pg_database where datname = $1", database, cancel)) return;
        if (owner is null)
        {
            await Execute(admin, $"create database {Name(database)}", cancel);
            return;
        }
        // Only a member may hand a database to its owner; a superuser is one of everything.
        await Execute(admin, $"do $$ begin if not pg_has_role({Literal(owner)}, 'member') then execute 'grant {Name(owner)} to current_user'; end if; end $$", cancel);
        await Execute(admin, $"create database {Name(database)} owner {Name(owner)}", cancel);
    }

    private static async Task<bool> Exists(NpgsqlConnection admin, string query, string name, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(query, admin) { Parameters = { new() { Value = name } } };
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel);
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static string Name(string identifier) => $"\"{identifier.Replace("\"", "\"\"")}\"";

    private static string Literal(string text) => $"'{text.Replace("'", "''")}'";

    private static string ReadSchema()
    {
        using var stream = typeof(Databases).Assembly.GetManifestResourceStream("Schema.sql") ?? throw new Failure("Schema.sql is not built into this program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
