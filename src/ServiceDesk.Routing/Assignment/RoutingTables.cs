using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Hosting.Definitions;

namespace ServiceDesk.Routing;

/// <summary>The definitions that a decision goes by, each with its version.</summary>
internal sealed record RoutingTables(Teams Teams, int TeamsVersion, Roster Roster, int RosterVersion, AssignmentRulesDefined Rules, Func<string, bool> IsNoAgent)
{
    public static async Task<RoutingTables> Load(IRoutingWork work, Func<string, bool> isNoAgent)
    {
        var teams = await work.Load<Teams>(Teams.Stream);
        var roster = await work.Load<Roster>(Roster.Stream);
        var rules = await work.Load<AssignmentRulesHistory>(AssignmentRulesHistory.Stream);
        return new RoutingTables(teams.State, teams.Version, roster.State, roster.Version, rules.State.Versions.At(work.At), isNoAgent);
    }

    /// <summary>Whether somebody known here may not work on tickets any more. Who is not known yet may.</summary>
    public static Func<string, bool> NoAgentsBy(AccessDirectory directory) =>
        agent => directory.Find(agent) is { } person && !person.Roles.Any(role => role is Roles.Agent or Roles.Lead);
}
