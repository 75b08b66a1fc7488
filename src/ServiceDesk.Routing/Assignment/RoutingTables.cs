using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Hosting.Definitions;

namespace ServiceDesk.Routing;

/// <summary>The definitions that a decision goes by, each with its version.</summary>
internal sealed record RoutingTables(Teams Teams, int TeamsVersion, Roster Roster, int RosterVersion, AssignmentRulesDefined Rules, Func<string, AgentStanding> StandingOf)
{
    public bool IsNoAgent(string agent) => StandingOf(agent).IsNoAgent;

    public static async Task<RoutingTables> Load(IRoutingWork work, Func<string, AgentStanding> standingOf)
    {
        var teams = await work.Load<Teams>(Teams.Stream);
        var roster = await work.Load<Roster>(Roster.Stream);
        var rules = await work.Load<AssignmentRulesHistory>(AssignmentRulesHistory.Stream);
        return new RoutingTables(teams.State, teams.Version, roster.State, roster.Version, rules.State.Versions.At(work.At), standingOf);
    }

    /// <summary>How people stand by the directory. Who is not known yet may work on tickets of all.</summary>
    public static Func<string, AgentStanding> StandingsBy(AccessDirectory directory) => agent => directory.Find(agent) is { } person
        ? new AgentStanding(!person.Roles.Any(role => role is Roles.Agent or Roles.Lead), person.Organization)
        : default;
}

/// <summary>Whether somebody may not work on tickets any more, and the only organisation whose tickets they may see; null = all.</summary>
internal readonly record struct AgentStanding(bool IsNoAgent, string? Organization)
{
    public bool MaySee(string organization) => Organization is null || Organization == organization;
}
