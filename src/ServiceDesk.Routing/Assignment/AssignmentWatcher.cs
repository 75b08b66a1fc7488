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
internal sealed class AssignmentWatcher(Journal journal, AccessDirectory directory, IClock clock, ILogger<AssignmentWatcher> logger) : Watcher(lookEvery, logger)
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

    protected override async Task Look(CancellationToken cancel)
    {
        var now = (Head: await journal.Head(cancel), At: clock.GetCurrentInstant());
        if (now.Head == last.Head && now.At - last.At < restAtMost) return;
        await Alone(journal.Database, WorkingLock, _ => MoveDue(cancel), cancel);
        last = now;
    }

    private async Task MoveDue(CancellationToken cancel)
    {
        var tables = await RoutingTables.Load(new JournalWork(journal, meta, Now, cancel), RoutingTables.StandingsBy(directory));
        foreach (var team in tables.Teams.All.Select(team => (string?)team.Team).Append(null))
        {
            try
            {
                await MoveDueOf(team, tables, cancel);
            }
            catch (Exception error) when (error is not OperationCanceledException and not NpgsqlException)
            {
                AssignmentLog.TeamFailed(Logger, team, error.Message); // the others go on
            }
        }
    }

    private Instant Now => clock.GetCurrentInstant().ToMicroseconds();

    private async Task MoveDueOf(string? team, RoutingTables tables, CancellationToken cancel)
    {
        for (var failures = 0; failures < Attempts;)
        {
            var work = new JournalWork(journal, meta, Now, cancel);
            if (await Move(work, tables, team) == 0) return;
            if (!await work.Commit()) failures++; // others were faster; what is due now is found anew
        }
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

    /// <summary>All that decides whether something of a queue can be given out.</summary>
    private sealed record Circumstances(int Freed, int Roster, int Rules, int Teams, long Minute);
}

internal static partial class AssignmentLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Tickets of team {Team} that must move could not be moved: {Reason}")]
    public static partial void TeamFailed(ILogger logger, string? team, string reason);
}
