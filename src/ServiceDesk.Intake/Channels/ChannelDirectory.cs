using System.Collections.Frozen;
using System.Text.Json;
using NodaTime;
using Npgsql;
using ServiceDesk.EventStore;

namespace ServiceDesk.Intake.Channels;

/// <summary>An inbound webhook and the version of its definition.</summary>
internal sealed record InboundWebhook(ChannelDefined Defined, int Version);

/// <summary>The channels read model in memory, at most a second behind its table.</summary>
internal sealed partial class ChannelDirectory(Journal journal, ReadModels models, ILogger<ChannelDirectory> logger) : BackgroundService
{
    private static readonly TimeSpan refreshEvery = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim refreshing = new(1, 1);
    private volatile Snapshot now = Snapshot.Empty;

    public IReadOnlyDictionary<string, InboundWebhook> Webhooks => now.Webhooks;

    /// <summary>By channel, the error that it failed with and when.</summary>
    public IReadOnlyDictionary<string, (string Code, Instant At)> Failing => now.Failing;

    /// <summary>Makes a change count here before its answer leaves.</summary>
    public async Task Settle(long position, CancellationToken cancel)
    {
        await models.Until(journal.Log, position, cancel);
        await Refresh(cancel);
    }

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
                RefreshFailed(logger, error.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task Refresh(CancellationToken cancel)
    {
        await refreshing.WaitAsync(cancel);
        try
        {
            await using var command = journal.Database.CreateCommand("select position from channel_changes");
            if (await command.ExecuteScalarAsync(cancel) is long position && position != now.Position) now = await Read(position, cancel);
        }
        finally
        {
            refreshing.Release();
        }
    }

    private async Task<Snapshot> Read(long position, CancellationToken cancel)
    {
        var webhooks = new Dictionary<string, InboundWebhook>();
        await using (var rows = await journal.Database.CreateCommand("select webhook, version, definition from inbound_webhooks").ExecuteReaderAsync(cancel))
        {
            while (await rows.ReadAsync(cancel))
                webhooks[rows.GetString(0)] = new InboundWebhook(JsonSerializer.Deserialize<ChannelDefined>(rows.GetString(2), journal.Types.Json)!, rows.GetInt32(1));
        }
        var failing = new Dictionary<string, (string, Instant)>();
        await using (var rows = await journal.Database.CreateCommand("select channel, code, at from failing_channels").ExecuteReaderAsync(cancel))
        {
            while (await rows.ReadAsync(cancel)) failing[rows.GetString(0)] = (rows.GetString(1), Instant.FromDateTimeUtc(rows.GetDateTime(2)));
        }
        return new Snapshot(position, webhooks.ToFrozenDictionary(), failing.ToFrozenDictionary());
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The channel directory could not be refreshed: {Reason}")]
    private static partial void RefreshFailed(ILogger logger, string reason);

    private sealed record Snapshot(long Position, FrozenDictionary<string, InboundWebhook> Webhooks, FrozenDictionary<string, (string Code, Instant At)> Failing)
    {
        public static Snapshot Empty { get; } = new(-1, FrozenDictionary<string, InboundWebhook>.Empty, FrozenDictionary<string, (string, Instant)>.Empty);
    }
}
