using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Intake;

/// <summary>Keeps the directories in memory at most a second behind their table; own commands count at once.</summary>
internal sealed partial class DirectoryRefresh(
    Journal log, OrganizationDirectory organizations, RequesterDirectory requesters, SystemDirectory systems, ILogger<DirectoryRefresh> logger) : BackgroundService
{
    private static readonly TimeSpan refreshEvery = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim refreshing = new(1, 1);
    private long seen;

    /// <summary>Reads what changed since the last time.</summary>
    public async Task Refresh(CancellationToken cancel)
    {
        await refreshing.WaitAsync(cancel);
        try
        {
            await using var command = log.Database.CreateCommand("select type, version, position, data::text from directory_entries where position > $1 order by position");
            command.Parameters.Add(new() { Value = seen });
            await using var rows = await command.ExecuteReaderAsync(cancel);
            while (await rows.ReadAsync(cancel))
            {
                Take(log.Types.Read(rows.GetString(0), rows.GetString(3)), rows.GetInt32(1), rows.GetInt64(2));
                seen = rows.GetInt64(2);
            }
        }
        finally
        {
            refreshing.Release();
        }
    }

    /// <summary>Takes what was recorded.</summary>
    public void Take(object? recorded, int version, long position)
    {
        switch (recorded)
        {
            case OrganizationRegistered registered: organizations.Set(CustomerOrganization.Of(registered), version, position); break;
            case OrganizationChanged organization: organizations.Set(organization, version, position); break;
            case RequesterChanged requester: requesters.Set(requester, version, position); break;
            case SystemChanged system: systems.Set(system, version, position); break;
            case PersonRegistered person when Contact.Of(person) is { } contact: requesters.Add(contact, position); break;
        }
    }

    /// <summary>The first requests must already find what is known.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryRefresh(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(refreshEvery);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await TryRefresh(stoppingToken);
    }

    private async Task TryRefresh(CancellationToken cancel)
    {
        try
        {
            await Refresh(cancel);
        }
        catch (Exception error) when (error is NpgsqlException or IOException or TimeoutException)
        {
            RefreshFailed(logger, error.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The directory could not be refreshed: {Reason}")]
    private static partial void RefreshFailed(ILogger logger, string reason);
}

internal static class DirectoryServices
{
    public static void AddDirectory(this IServiceCollection services)
    {
        services.AddSingleton<OrganizationDirectory>();
        services.AddSingleton<RequesterDirectory>();
        services.AddSingleton<SystemDirectory>();
        services.AddSingleton<KnownFacts>();
        services.AddSingleton<DirectoryChanges>();
        services.AddSingleton<DirectoryRefresh>();
        services.AddHostedService(provider => provider.GetRequiredService<DirectoryRefresh>());
    }
}
