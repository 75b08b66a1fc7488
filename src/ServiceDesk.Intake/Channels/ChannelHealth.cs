using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Threading.Channels;
using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Intake.Channels;

/// <summary>Whether a channel is on record as failing.</summary>
internal sealed record ChannelState(bool IsFailing) : IState<ChannelState>
{
    public static ChannelState Initial { get; } = new(false);

    public ChannelState Evolve(object @event) => @event switch
    {
        ChannelFailed => new ChannelState(true),
        ChannelRecovered => new ChannelState(false),
        _ => this,
    };

    /// <summary>Records a change; what is on record is not recorded again.</summary>
    /// <param name="state">What is on record.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="error">The error that it fails with; null = it works.</param>
    /// <param name="at">When.</param>
    public static Decision Decide(ChannelState state, string channel, string? error, Instant at) => (state.IsFailing, error) switch
    {
        (false, { } code) => Decision.Accept(new ChannelFailed(channel, code, at)),
        (true, null) => Decision.Accept(new ChannelRecovered(channel, at)),
        _ => Decision.Nothing,
    };
}

/// <summary>What this process saw of a channel since it started.</summary>
internal sealed record SeenHealth(Instant? OkAt, string? Error, Instant? ErrorAt, int InARow);

/// <summary>
/// Watches the channels: some errors in a row and a channel is failing, the next message that is taken and it works again. Only these
/// changes are recorded, so that a burst of errors is one event; the single errors live in memory.
/// </summary>
internal sealed partial class ChannelHealth : BackgroundService
{
    private static readonly TimeSpan retryAfter = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, SeenHealth> seen = new();
    private readonly Channel<(string Channel, string? Error, Instant At)> changes = Channel.CreateUnbounded<(string, string?, Instant)>();
    private readonly ConcurrentDictionary<string, bool> announced = new();
    private readonly Journal journal;
    private readonly ChannelDirectory directory;
    private readonly IClock clock;
    private readonly ILogger<ChannelHealth> logger;
    private readonly int failingAfter;

    public ChannelHealth(Journal journal, ChannelDirectory directory, IClock clock, IConfiguration configuration, ILogger<ChannelHealth> logger)
    {
        (this.journal, this.directory, this.clock, this.logger) = (journal, directory, clock, logger);
        failingAfter = configuration.GetValue("Channels:FailingAfter", 3);
        StoreMeter.Meter.CreateObservableGauge("servicedesk.channel.failing", Measure, "{channel}", "1 for each channel that keeps failing");
    }

    /// <summary>Tells of a message that came or went, or of one that could not.</summary>
    /// <param name="channel">The channel, such as <c>email</c>.</param>
    /// <param name="error">A stable word for what went wrong; null = nothing did.</param>
    public void Report(string channel, string? error)
    {
        var at = clock.GetCurrentInstant().ToMicroseconds();
        var health = seen.AddOrUpdate(channel, _ => Next(null, error, at), (_, before) => Next(before, error, at));
        if (error is null ? IsFailing(channel) : health.InARow >= failingAfter && !IsFailing(channel)) Announce(channel, error, at);
    }

    /// <summary>Whether a channel is failing.</summary>
    public bool IsFailing(string channel) => announced.TryGetValue(channel, out var failing) ? failing : directory.Failing.ContainsKey(channel);

    /// <summary>What this process saw of a channel; null = nothing.</summary>
    public SeenHealth? Seen(string channel) => seen.GetValueOrDefault(channel);

    /// <summary>The channels that this process saw or that are failing.</summary>
    public IEnumerable<string> Reported => seen.Keys.Union(directory.Failing.Keys);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (channel, error, at) in changes.Reader.ReadAllAsync(stoppingToken))
        {
            while (!await TryRecord(channel, error, at, stoppingToken)) await Task.Delay(retryAfter, stoppingToken);
        }
    }

    private void Announce(string channel, string? error, Instant at)
    {
        announced[channel] = error is not null;
        if (error is null) Recovered(logger, channel);
        else Failed(logger, channel, error);
        changes.Writer.TryWrite((channel, error, at));
    }

    private async Task<bool> TryRecord(string channel, string? error, Instant at, CancellationToken cancel)
    {
        try
        {
            await journal.Handle<ChannelState>(
                $"channel-health-{channel}", null, state => ChannelState.Decide(state, channel, error, at), new EventMeta { Actor = $"service:{journal.Log}" }, at, cancel);
            return true;
        }
        catch (Exception lost) when (lost is NpgsqlException or StoreBusyException or TimeoutException or IOException)
        {
            return false;
        }
    }

    private static SeenHealth Next(SeenHealth? before, string? error, Instant at) => error is null
        ? new SeenHealth(at, before?.Error, before?.ErrorAt, 0)
        : new SeenHealth(before?.OkAt, error, at, (before?.InARow ?? 0) + 1);

    private IEnumerable<Measurement<int>> Measure() => Reported
        .Select(channel => new Measurement<int>(IsFailing(channel) ? 1 : 0, new KeyValuePair<string, object?>("channel", channel)));

    [LoggerMessage(Level = LogLevel.Error, Message = "The channel {Channel} keeps failing: {Code}")]
    private static partial void Failed(ILogger logger, string channel, string code);

    [LoggerMessage(Level = LogLevel.Information, Message = "The channel {Channel} works again")]
    private static partial void Recovered(ILogger logger, string channel);
}
