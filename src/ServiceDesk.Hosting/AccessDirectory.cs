using System.Collections.Frozen;
using System.Diagnostics;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using ServiceDesk.EventStore;

namespace ServiceDesk.Hosting;

/// <summary>A person as the others see them.</summary>
/// <param name="Id">The opaque id.</param>
/// <param name="Name">What the others see.</param>
/// <param name="Organization">The only organisation the person may see; null = all.</param>
/// <param name="Roles">What the person may do.</param>
public sealed record Person(string Id, string Name, string? Organization, IReadOnlyList<string> Roles);

/// <summary>The access read model in memory, at most a second behind its table.</summary>
public sealed class AccessDirectory : BackgroundService
{
    private static readonly TimeSpan refreshEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan missRefreshEvery = TimeSpan.FromMilliseconds(100);

    private readonly Journal log;
    private readonly ILogger<AccessDirectory> logger;
    private readonly SemaphoreSlim refreshing = new(1, 1);
    private volatile Snapshot now = Snapshot.Empty;
    private long refreshedAt;

    /// <summary>Opens the directory over a service's own database.</summary>
    /// <param name="log">The service's log.</param>
    /// <param name="logger">Where trouble is told.</param>
    public AccessDirectory(Journal log, ILogger<AccessDirectory> logger) => (this.log, this.logger) = (log, logger);

    /// <summary>A person, or null when unknown here.</summary>
    /// <param name="id">The opaque id.</param>
    public Person? Find(string id) => now.People.GetValueOrDefault(id);

    /// <summary>The name to show for an actor: a person's name, else the id.</summary>
    /// <param name="id">A person or <c>service:name</c>.</param>
    public string NameOf(string id) => Find(id)?.Name ?? id;

    /// <summary>All people.</summary>
    public IEnumerable<Person> People => now.People.Values;

    /// <summary>Whether an organisation is known.</summary>
    /// <param name="id">Its id.</param>
    public bool HasOrganization(string id) => now.Organizations.ContainsKey(id);

    /// <summary>All organisations: id and name.</summary>
    public IReadOnlyDictionary<string, string> Organizations => now.Organizations;

    /// <summary>Reads the table again, so that what was recorded a moment ago counts.</summary>
    /// <param name="cancel">Ends the wait.</param>
    public async Task Refresh(CancellationToken cancel)
    {
        await refreshing.WaitAsync(cancel);
        try
        {
            await using var command = log.Database.CreateCommand("select position from access_changes");
            if (await command.ExecuteScalarAsync(cancel) is long position && position != now.Position) now = await Read(position, cancel);
            refreshedAt = Stopwatch.GetTimestamp();
        }
        finally
        {
            refreshing.Release();
        }
    }

    /// <summary>The principal of an API key, or null. A key not known yet leads to one look at the table, ten times a second at most.</summary>
    internal async ValueTask<ClaimsPrincipal?> Authenticate(string key, CancellationToken cancel)
    {
        var hash = HashOf(key);
        if (now.Keys.TryGetValue(hash, out var principal)) return principal;
        if (Stopwatch.GetElapsedTime(refreshedAt) < missRefreshEvery) return null;
        await Refresh(cancel);
        return now.Keys.GetValueOrDefault(hash);
    }

    /// <summary>Lower-case hex SHA-256 of a key: the only form in which a key is kept.</summary>
    /// <param name="key">The key.</param>
    public static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(refreshEvery);
        do
        {
            try
            {
                await Refresh(stoppingToken);
            }
            catch (Exception error) when (error is NpgsqlException or IOException or TimeoutException)
            {
                AccessLog.RefreshFailed(logger, error.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<Snapshot> Read(long position, CancellationToken cancel)
    {
        var people = new Dictionary<string, Person>();
        await using (var rows = await log.Database.CreateCommand("select person, name, organization, roles from people").ExecuteReaderAsync(cancel))
        {
            while (await rows.ReadAsync(cancel))
                people[rows.GetString(0)] = new Person(rows.GetString(0), rows.GetString(1), rows.IsDBNull(2) ? null : rows.GetString(2), rows.GetFieldValue<string[]>(3));
        }
        var keys = new Dictionary<string, ClaimsPrincipal>();
        await using (var rows = await log.Database.CreateCommand("select hash, person from api_keys where not revoked").ExecuteReaderAsync(cancel))
        {
            while (await rows.ReadAsync(cancel))
            {
                if (!people.TryGetValue(rows.GetString(1), out var person) || person.Roles.Count == 0) continue;
                keys[rows.GetString(0)] = new ClaimsPrincipal(new ActorIdentity(new Actor(person.Id, person.Roles, person.Organization, null)));
            }
        }
        var organizations = new Dictionary<string, string>();
        await using (var rows = await log.Database.CreateCommand("select organization, name from organizations").ExecuteReaderAsync(cancel))
        {
            while (await rows.ReadAsync(cancel)) organizations[rows.GetString(0)] = rows.GetString(1);
        }
        return new Snapshot(position, people.ToFrozenDictionary(), keys.ToFrozenDictionary(), organizations.ToFrozenDictionary());
    }

    private sealed record Snapshot(
        long Position, FrozenDictionary<string, Person> People, FrozenDictionary<string, ClaimsPrincipal> Keys, FrozenDictionary<string, string> Organizations)
    {
        public static Snapshot Empty { get; } = new(-1, FrozenDictionary<string, Person>.Empty, FrozenDictionary<string, ClaimsPrincipal>.Empty, FrozenDictionary<string, string>.Empty);
    }
}

internal static partial class AccessLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The access directory could not be refreshed: {Reason}")]
    public static partial void RefreshFailed(ILogger logger, string reason);
}
