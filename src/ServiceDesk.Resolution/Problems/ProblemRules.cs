using System.Collections.Immutable;
using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Resolution.Problems;

/// <summary>All versions of the rules of problem management, beginning with the one that is shipped.</summary>
internal sealed record ProblemRulesHistory(ImmutableList<ProblemRulesDefined> Versions) : IState<ProblemRulesHistory>
{
    public const string Stream = "problem-rules";

    public static ProblemRulesDefined Shipped { get; } = new(
        1, NodaConstants.UnixEpoch,
        new RepeatRule(WindowDays: 30, SameSystem: 5, SimilarText: 5, Similarity: 55, HighImpact: [Priority.P1], OrganizationWide: true, UnknownCause: [Priority.P1, Priority.P2], Regrowth: 3),
        [
            Code("hardware-failure", "硬件故障", "Hardware failure"), Code("software-defect", "软件缺陷", "Software defect"), Code("configuration", "配置错误", "Wrong configuration"),
            Code("change", "变更引起", "Caused by a change"), Code("capacity", "容量不足", "Not enough capacity"), Code("network", "网络或线路", "Network or line"),
            Code("vendor", "供应商原因", "Vendor"), Code("security", "安全事件", "Security"), Code("use", "使用不当或培训不足", "Use or lack of training"),
            Code("environment", "供电或环境", "Power or environment"), Code("other", "其他", "Other"),
        ],
        "service:resolution", NodaConstants.UnixEpoch);

    public static ProblemRulesHistory Initial { get; } = new([Shipped]);

    public ProblemRulesHistory Evolve(object @event) => @event is ProblemRulesDefined defined ? new(Versions.Add(defined)) : this;

    /// <summary>The version in effect at an instant; before the first, the first.</summary>
    public static ProblemRulesDefined At(IReadOnlyList<ProblemRulesDefined> versions, Instant instant) =>
        versions.LastOrDefault(one => one.EffectiveFrom <= instant) ?? versions[0];

    private static CauseCode Code(string id, string chinese, string english) => new(id, new Bilingual(chinese, english));
}

/// <summary>The rules of problem management in memory, at most a second behind the log.</summary>
internal sealed class ProblemRules(Journal journal, IClock clock, ILogger<ProblemRules> logger) : BackgroundService
{
    private static readonly TimeSpan refreshEvery = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim refreshing = new(1, 1);
    private volatile IReadOnlyList<ProblemRulesDefined> versions = ProblemRulesHistory.Initial.Versions;

    /// <summary>All versions in their order.</summary>
    public IReadOnlyList<ProblemRulesDefined> Versions => versions;

    /// <summary>The version in effect.</summary>
    public ProblemRulesDefined Now => ProblemRulesHistory.At(versions, clock.GetCurrentInstant());

    /// <summary>Reads versions that were defined meanwhile.</summary>
    public async Task Refresh(CancellationToken cancel)
    {
        await refreshing.WaitAsync(cancel);
        try
        {
            await using var command = journal.Database.CreateCommand("select coalesce(max(version), 0) from events where stream = $1");
            command.Parameters.Add(new() { Value = ProblemRulesHistory.Stream });
            // The first version stands in no log, so there is one more than the stream has events.
            if (await command.ExecuteScalarAsync(cancel) is int recorded && recorded + 1 == versions.Count) return;
            versions = (await journal.Load<ProblemRulesHistory>(ProblemRulesHistory.Stream, cancel)).State.Versions;
        }
        finally
        {
            refreshing.Release();
        }
    }

    /// <summary>Knows all versions before the first request is read.</summary>
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
                ProblemLog.RulesNotRefreshed(logger, error.Message);
            }
        }
    }
}

internal static partial class ProblemLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The problem rules could not be refreshed: {Reason}")]
    public static partial void RulesNotRefreshed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Repeats could not be looked for: {Reason}")]
    public static partial void RepeatsInterrupted(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Repeats are looked for among {Incidents} incidents, read in {Milliseconds} ms")]
    public static partial void RepeatsFilled(ILogger logger, int incidents, long milliseconds);
}
