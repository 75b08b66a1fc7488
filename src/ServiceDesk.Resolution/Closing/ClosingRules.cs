using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Resolution.Closing;

/// <summary>The versions of the closing rule in memory, at most a second behind the log.</summary>
internal sealed class ClosingRules(Journal journal, IClock clock, ILogger<ClosingRules> logger) : BackgroundService
{
    private static readonly TimeSpan refreshEvery = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim refreshing = new(1, 1);
    private volatile IReadOnlyList<ClosingRuleDefined> versions = ClosingRuleHistory.Initial.Versions;

    /// <summary>All versions in their order; the first is version 1.</summary>
    public IReadOnlyList<ClosingRuleDefined> Versions => versions;

    /// <summary>The version by which a ticket that is resolved now will be closed.</summary>
    public ClosingRuleDefined Now
    {
        get
        {
            var (all, now) = (versions, clock.GetCurrentInstant());
            for (var last = all.Count - 1; last > 0; last--)
            {
                if (all[last].EffectiveFrom <= now) return all[last];
            }
            return all[0];
        }
    }

    /// <summary>Reads versions that were defined meanwhile, so that what was recorded a moment ago counts.</summary>
    public async Task Refresh(CancellationToken cancel)
    {
        await refreshing.WaitAsync(cancel);
        try
        {
            await using var command = journal.Database.CreateCommand("select coalesce(max(version), 0) from events where stream = $1");
            command.Parameters.Add(new() { Value = Streams.ClosingRules });
            // The first version stands in no log, so there is one more than the stream has events.
            if (await command.ExecuteScalarAsync(cancel) is int recorded && recorded + 1 == versions.Count) return;
            versions = (await journal.Load<ClosingRuleHistory>(Streams.ClosingRules, cancel)).State.Versions;
        }
        finally
        {
            refreshing.Release();
        }
    }

    /// <summary>Knows all versions before the first ticket is resolved.</summary>
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
                ClosingLog.RefreshFailed(logger, error.Message);
            }
        }
    }
}

internal static partial class ClosingLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The closing rule could not be refreshed: {Reason}")]
    public static partial void RefreshFailed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Tickets that are due to be closed could not be looked for: {Reason}")]
    public static partial void LookFailed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Closed {Ticket}: no answer within {WorkingDays} working days (closing rule, version {Version})")]
    public static partial void Closed(ILogger logger, Guid ticket, int workingDays, int version);
}
