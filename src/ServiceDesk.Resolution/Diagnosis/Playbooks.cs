using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Resolution.Diagnosis;

/// <summary>The versions of the playbooks in memory, at most a second behind the log.</summary>
internal sealed class Playbooks(Journal journal, IClock clock, ILogger<Playbooks> logger) : BackgroundService
{
    private static readonly TimeSpan refreshEvery = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim refreshing = new(1, 1);
    private volatile PlaybooksDefined[] versions = [ShippedPlaybooks.Definition];

    /// <summary>All versions in their order; the first is version 1.</summary>
    public IReadOnlyList<PlaybooksDefined> Versions => versions;

    public PlaybooksDefined Now => Versions.At(clock.GetCurrentInstant());

    /// <summary>Reads versions that were defined meanwhile, so that what was recorded a moment ago counts.</summary>
    public async Task Refresh(CancellationToken cancel)
    {
        await refreshing.WaitAsync(cancel);
        try
        {
            await using var command = journal.Database.CreateCommand("select coalesce(max(version), 0) from events where stream = $1");
            command.Parameters.Add(new() { Value = Streams.Playbooks });
            // The first version stands in no log, so there is one more than the stream has events.
            if (await command.ExecuteScalarAsync(cancel) is int recorded && recorded + 1 == versions.Length) return;
            versions = [.. (await journal.Load<PlaybookHistory>(Streams.Playbooks, cancel)).State.Versions];
        }
        finally
        {
            refreshing.Release();
        }
    }

    /// <summary>Knows all versions before the first ticket is worked on.</summary>
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
                PlaybooksLog.RefreshFailed(logger, error.Message);
            }
        }
    }
}

internal static partial class PlaybooksLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The playbooks could not be refreshed: {Reason}")]
    public static partial void RefreshFailed(ILogger logger, string reason);
}
