using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Resolution.Solution;

/// <summary>The versions of the approval rules in memory, at most a second behind the log.</summary>
internal sealed class ApprovalRuleBook(Journal journal, IClock clock, ILogger<ApprovalRuleBook> logger) : BackgroundService
{
    private static readonly TimeSpan refreshEvery = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim refreshing = new(1, 1);
    private volatile IReadOnlyList<ApprovalRulesDefined> versions = ApprovalRuleHistory.Initial.Versions;

    /// <summary>All versions in their order; the first is version 1.</summary>
    public IReadOnlyList<ApprovalRulesDefined> Versions => versions;

    /// <summary>The version by which a choice is measured now.</summary>
    public ApprovalRulesDefined Now => At(clock.GetCurrentInstant());

    /// <summary>The version in effect at an instant; before the first, the first.</summary>
    public ApprovalRulesDefined At(Instant instant)
    {
        var all = versions;
        return all.LastOrDefault(version => version.EffectiveFrom <= instant) ?? all[0];
    }

    /// <summary>Reads versions that were defined meanwhile, so that what was recorded a moment ago counts.</summary>
    public async Task Refresh(CancellationToken cancel)
    {
        await refreshing.WaitAsync(cancel);
        try
        {
            await using var command = journal.Database.CreateCommand("select coalesce(max(version), 0) from events where stream = $1");
            command.Parameters.Add(new() { Value = ApprovalRuleHistory.Stream });
            // The first version stands in no log, so there is one more than the stream has events.
            if (await command.ExecuteScalarAsync(cancel) is int recorded && recorded + 1 == versions.Count) return;
            versions = (await journal.Load<ApprovalRuleHistory>(ApprovalRuleHistory.Stream, cancel)).State.Versions;
        }
        finally
        {
            refreshing.Release();
        }
    }

    /// <summary>Knows all versions before the first plan is chosen.</summary>
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
                ApprovalRuleLog.RefreshFailed(logger, error.Message);
            }
        }
    }
}

internal static partial class ApprovalRuleLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The approval rules could not be refreshed: {Reason}")]
    public static partial void RefreshFailed(ILogger logger, string reason);
}
