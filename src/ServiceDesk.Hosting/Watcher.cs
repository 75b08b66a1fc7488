using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ServiceDesk.Hosting;

/// <summary>Looks again and again for what time makes due. A look that fails is told of, and the next one tries again.</summary>
/// <param name="lookEvery">How often.</param>
/// <param name="logger">Where trouble is told.</param>
public abstract class Watcher(TimeSpan lookEvery, ILogger logger) : BackgroundService
{
    /// <summary>Where trouble is told.</summary>
    protected ILogger Logger { get; } = logger;

    /// <summary>Does what is due now.</summary>
    /// <param name="cancel">Ends the work.</param>
    protected abstract Task Look(CancellationToken cancel);

    /// <summary>Works only while no other instance does.</summary>
    /// <param name="database">Where the instances meet.</param>
    /// <param name="key">The lock of this work.</param>
    /// <param name="work">The work, over the session that holds the lock.</param>
    /// <param name="cancel">Ends the work.</param>
    protected static async Task Alone(NpgsqlDataSource database, long key, Func<NpgsqlConnection, Task> work, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        if (!await Ask(connection, $"select pg_try_advisory_lock({key})", cancel)) return;
        try
        {
            await work(connection);
        }
        finally
        {
            await Ask(connection, $"select pg_advisory_unlock({key})", CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(lookEvery);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Look(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                WatcherLog.LookFailed(Logger, GetType().Name, error.Message);
            }
        }
    }

    /// <summary>Does something with each of some things; one with which it fails is told of, and holds up none of the others.</summary>
    /// <typeparam name="T">A thing.</typeparam>
    /// <param name="all">The things.</param>
    /// <param name="work">What is done.</param>
    /// <param name="cancel">Ends the work.</param>
    protected async Task Each<T>(IEnumerable<T> all, Func<T, Task> work, CancellationToken cancel)
    {
        foreach (var one in all)
        {
            try
            {
                await work(one);
            }
            catch (Exception error) when (!cancel.IsCancellationRequested)
            {
                WatcherLog.LookFailed(Logger, GetType().Name, error.Message);
            }
        }
    }

    private static async Task<bool> Ask(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancel) is true;
    }
}

internal static partial class WatcherLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Watcher} could not look for what is due: {Reason}")]
    public static partial void LookFailed(ILogger logger, string watcher, string reason);
}
