using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Routing;

/// <summary>
/// Moves tickets when time or a definition makes it due: the open ones of whoever is absent, has left the team or did not take them up, and those that wait when
/// a shift begins or somebody becomes free. What is due is read from the streams and appended at their versions, so that restarts and several instances move each once.
/// </summary>
internal sealed class AssignmentWatcher(Journal journal, AccessDirectory directory, IClock clock, ILogger<AssignmentWatcher> logger) : BackgroundService
{
    /// <summary>One instance works at a time, others look whether it still does.</summary>
    private const long WorkingLock = 5105;

    private const int MostAtOnce = 25;
    private const int Attempts = 3;

    private static readonly TimeSpan lookEvery = TimeSpan.FromMilliseconds(250);
    private static readonly Duration restAtMost = Duration.FromSeconds(1);
    private static readonly EventMeta meta = new() { Actor = $"service:{Logs.Routing}" };

    /// <summary>In which circumstances nothing of a team's queue could be given out.</summary>
    private readonly Dictionary<string, Circumstances> settled = [];
    private (long Head, Instant At) last = (-1, Instant.MinValue);

    /// <summary>Moves all that is due, and returns how many tickets that were; 0 also when another instance is at it.</summary>
    public async Task<int> MoveDue(CancellationToken cancel)
    {
        await using var connection = await journal.Database.OpenConnectionAsync(cancel);
        if (!await Ask(connection, $"select pg_try_advisory_lock({WorkingLock})", cancel)) return 0;
        try
        {
            var (moved, at) = (0, Now);
            var tables = await RoutingTables.Load(new JournalWork(journal, meta, at, cancel), RoutingTables.StandingsBy(directory));
            foreach (var team in tables.Teams.All.Select(team => (string?)team.Team).Append(null))
            {
                try
                {
                    moved += await MoveDueOf(team, tables, cancel);
                }
                catch (Exception error) when (error is not OperationCanceledException and not NpgsqlException)
                {
                    AssignmentLog.TeamFailed(logger, team, error.Message); // the others go on
                }
            }
            return moved;
        }
        finally
        {
            await Ask(connection, $"select pg_advisory_unlock({WorkingLock})", CancellationToken.None);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(lookEvery);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var now = (Head: await journal.Head(stoppingToken), At: clock.GetCurrentInstant());
                if (now.Head == last.Head && now.At - last.At < restAtMost) continue;
                await MoveDue(stoppingToken);
                last = now;
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                AssignmentLog.LookFailed(logger, error.Message);
            }
        }
    }

    private Instant Now => clock.GetCurrentInstant().ToMicroseconds();

    private async Task<int> MoveDueOf(string? team, RoutingTables tables, CancellationToken cancel)
    {
        var (moved, failures) = (0, 0);
        while (failures < Attempts)
        {
            var work = new JournalWork(journal, meta, Now, cancel);
            var some = await Move(work, tables, team);
            if (some == 0) return moved;
            if (await work.Commit()) moved += some;
            else failures++; // others were faster; what is due now is found anew
        }
        return moved;
    }

    private async Task<int> Move(IRoutingWork work, RoutingTables tables, string? team)
    {
        var moved = await AssignmentSweep.MoveDue(work, tables, team, MostAtOnce);
        if (moved > 0 || team is null || (await work.Load<TeamLoad>(TeamLoad.StreamOf(team))).State.Waiting.IsEmpty) return moved;

        var now = await CircumstancesOf(work, tables, team);
        if (settled.GetValueOrDefault(team) == now) return 0;
        moved = await Assigning.Fill(work, tables, team, null, MostAtOnce);
        if (moved == 0) settled[team] = now;
        return moved;
    }

    private static async Task<Circumstances> CircumstancesOf(IRoutingWork work, RoutingTables tables, string team)
    {
        // Whoever begins to wait was compared with everybody then.
        var freed = (await work.Load<TeamLoad>(TeamLoad.StreamOf(team))).State.Freed;
        foreach (var other in tables.Teams.SharingMembersWith(team)) freed += (await work.Load<TeamLoad>(TeamLoad.StreamOf(other))).State.Freed;
        // Shifts and absences begin at full minutes, or are seen a minute later.
        return new Circumstances(freed, tables.RosterVersion, tables.Rules.Version, tables.TeamsVersion, work.At.ToUnixTimeSeconds() / 60);
    }

    private static async Task<bool> Ask(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    /// <summary>All that decides whether something of a queue can be given out.</summary>
    private sealed record Circumstances(int Freed, int Roster, int Rules, int Teams, long Minute);
}

internal static partial class AssignmentLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Tickets that must move could not be looked for: {Reason}")]
    public static partial void LookFailed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Tickets of team {Team} that must move could not be moved: {Reason}")]
    public static partial void TeamFailed(ILogger logger, string? team, string reason);
}
