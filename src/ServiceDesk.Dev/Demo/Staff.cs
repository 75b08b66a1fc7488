namespace ServiceDesk.Dev.Demo;

/// <summary>Who works on what.</summary>
internal sealed class Staff(Cast cast)
{
    private readonly ILookup<string, DemoAgent> byTeam = cast.Agents
        .SelectMany(agent => new[] { agent.Team, agent.Also }.OfType<string>(), (agent, team) => (agent, team)).ToLookup(pair => pair.team, pair => pair.agent);

    internal static string TeamOf(string category) => category == "other" ? "service-desk" : category;

    internal static string ExpertsOf(string team) => team switch { "network" => "network-experts", "account" => "security", _ => "application-experts" };

    internal IEnumerable<DemoAgent> MembersOf(string team) => byTeam[team];

    /// <summary>Somebody of the team, rather one who writes the requester's language and is at work at that hour.</summary>
    internal DemoAgent Choose(Dice dice, string team, string language, DateTimeOffset at, string? not = null)
    {
        var members = byTeam[team].Where(agent => agent.User != not).ToArray();
        return members[dice.Weighted([.. members.Select((agent, place) => (agent.Speaks(language) ? 4.0 : 1) * (IsAtWork(agent, at) ? 8 : 1) * (1 + (0.35 * place / members.Length)))])];
    }

    private static bool IsAtWork(DemoAgent agent, DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(agent.Zone)).Hour is >= 8 and < 18;
}
