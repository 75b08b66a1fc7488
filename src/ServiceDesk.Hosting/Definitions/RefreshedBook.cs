using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ServiceDesk.Hosting.Definitions;

/// <summary>Definitions in memory, known before the first request is read and at most a second behind the log.</summary>
/// <param name="name">What they are, for whoever reads of trouble.</param>
/// <param name="logger">Where it is told that they could not be refreshed.</param>
public abstract class RefreshedBook(string name, ILogger logger) : BackgroundService, IDefinitionBook
{
    private static readonly TimeSpan refreshEvery = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim refreshing = new(1, 1);

    /// <summary>Reads what was defined since the last time, if anything was. One call at a time.</summary>
    /// <param name="cancel">Ends the wait.</param>
    protected abstract Task ReadNew(CancellationToken cancel);

    /// <inheritdoc/>
    public async Task Refresh(CancellationToken cancel)
    {
        await refreshing.WaitAsync(cancel);
        try
        {
            await ReadNew(cancel);
        }
        finally
        {
            refreshing.Release();
        }
    }

    /// <summary>Knows all versions before the first request is read.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Refresh(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
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
                DefinitionLog.RefreshFailed(logger, name, error.Message);
            }
        }
    }
}

internal static partial class DefinitionLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The versions of {Definition} could not be refreshed: {Reason}")]
    public static partial void RefreshFailed(ILogger logger, string definition, string reason);
}
