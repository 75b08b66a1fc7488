using NodaTime;
using ServiceDesk.Contracts;

namespace ServiceDesk.Routing;

/// <summary>What is due because of time, or because a definition changed.</summary>
internal static class AssignmentSweep
{
    /// <summary>Takes open tickets from those who cannot have them any more, and finds teams for those that wait for one.</summary>
    /// <param name="work">The work.</param>
    /// <param name="tables">The tables in effect.</param>
    /// <param name="team">The team; null = the tickets that wait for one.</param>
    /// <param name="most">At most so many.</param>
    /// <returns>How many were moved.</returns>
    public static async Task<int> MoveDue(IRoutingWork work, RoutingTables tables, string? team, int most)
    {
        var load = (await work.Load<TeamLoad>(TeamLoad.StreamOf(team))).State;
        var due = team is null
            ? load.Waiting.Values.Where(one => tables.Teams.For(one.Category) is not null).Select(one => (one.Ticket, AssignmentCause.Freed))
            : Due(tables, load, team, work.At);
        var moved = 0;
        foreach (var (ticket, cause) in due.Take(most))
        {
            if (await Assigning.Reroute(work, tables, ticket, team, new Move(cause)) is not null) moved++;
        }
        return moved;
    }

    /// <summary>The open tickets of a team that must leave their agents, and why. Pure. Looks at each ticket only when somebody of those who have any is gone.</summary>
    public static IEnumerable<(Guid Ticket, AssignmentCause Cause)> Due(RoutingTables tables, TeamLoad load, string team, Instant now)
    {
        var members = tables.Teams.Find(team)?.Members.ToHashSet() ?? [];
        var gone = load.Loads.Where(one => one.Value > 0).Select(one => one.Key)
            .Where(agent => !members.Contains(agent) || tables.IsNoAgent(agent) || tables.Roster.At(agent, now).Presence == Presence.Absent).ToHashSet();
        IEnumerable<Guid> left = gone.Count == 0 ? [] : load.Open.Where(one => gone.Contains(one.Value.Agent)).Select(one => one.Key).Order();
        return left.Select(ticket => (ticket, AssignmentCause.Absent)).Concat(load.TakeUps.TakeWhile(one => one.By <= now)
            .Where(one => !gone.Contains(load.Open[one.Ticket].Agent)).Select(one => (one.Ticket, AssignmentCause.NotTakenUp)));
    }
}
