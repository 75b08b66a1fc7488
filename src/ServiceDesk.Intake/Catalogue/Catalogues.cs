using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Intake.Catalogue;

/// <summary>The versions of the service catalogue in memory, at most a second behind the log.</summary>
internal sealed class Catalogues(Journal journal, IClock clock, ILogger<Catalogues> logger) : BackgroundService
{
    private static readonly TimeSpan refreshEvery = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim refreshing = new(1, 1);
    private volatile ServiceCatalogue[] versions = [new(ShippedCatalogue.Definition)];

    /// <summary>All versions in their order; the first is version 1.</summary>
    public IReadOnlyList<ServiceCatalogue> Versions => versions;

    /// <summary>The version by which a submission is read now.</summary>
    public ServiceCatalogue Now => At(clock.GetCurrentInstant());

    /// <summary>The version in effect at an instant; before the first, the first.</summary>
    public ServiceCatalogue At(Instant instant)
    {
        var all = versions;
        for (var last = all.Length - 1; last > 0; last--)
        {
            if (all[last].Definition.EffectiveFrom <= instant) return all[last];
        }
        return all[0];
    }

    /// <summary>Reads versions that were defined meanwhile, so that what was recorded a moment ago counts.</summary>
    public async Task Refresh(CancellationToken cancel)
    {
        await refreshing.WaitAsync(cancel);
        try
        {
            await using var command = journal.Database.CreateCommand("select coalesce(max(version), 0) from events where stream = $1");
            command.Parameters.Add(new() { Value = Streams.Catalogue });
            // The first version stands in no log, so there is one more than the stream has events.
            if (await command.ExecuteScalarAsync(cancel) is int recorded && recorded + 1 == versions.Length) return;
            var history = (await journal.Load<CatalogueHistory>(Streams.Catalogue, cancel)).State;
            versions = [.. versions, .. history.Versions.Skip(versions.Length).Select(one => new ServiceCatalogue(one))];
        }
        finally
        {
            refreshing.Release();
        }
    }

    /// <summary>Knows all versions before the first submission is read.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Refresh(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(refreshEvery);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Refresh(stoppingToken);
            }
            catch (Exception error) when (error is NpgsqlException or IOException or TimeoutException)
            {
                CatalogueLog.RefreshFailed(logger, error.Message);
            }
        }
    }
}

internal static partial class CatalogueLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The service catalogue could not be refreshed: {Reason}")]
    public static partial void RefreshFailed(ILogger logger, string reason);
}
