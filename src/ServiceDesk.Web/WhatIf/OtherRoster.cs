using System.Globalization;
using System.Text.Json.Nodes;

namespace ServiceDesk.Web.WhatIf;

/// <summary>An agent on the roster: with the teams, and with the profile as Routing gives it; null = never described, so always there.</summary>
public sealed record StaffedAgent(string Agent, string Name, IReadOnlyList<string> Teams, JsonObject? Profile);

/// <summary>
/// The roster, and what a question changes of it: how many there are like an agent, none included, whose hours they work, what they can and for which teams. Only
/// what differs stands in the address.
/// </summary>
public sealed class OtherRoster
{
    /// <summary>As many as one may ask for like one agent.</summary>
    public const int Most = 9;

    /// <summary>The highest level of a skill; none is below the lowest.</summary>
    public const int HighestLevel = 5;

    public const int UsualReplications = 20;
    public const int UsualSeed = 1;

    private readonly Func<string, string?> typed;
    private readonly string day;

    /// <param name="agents">The roster.</param>
    /// <param name="skills">All skills by their ids.</param>
    /// <param name="teams">All teams by their ids.</param>
    /// <param name="day">The day on which their skills must hold, in ISO 8601.</param>
    /// <param name="typed">What stands in a field; null = nothing.</param>
    public OtherRoster(IReadOnlyList<StaffedAgent> agents, IReadOnlyList<string> skills, IReadOnlyList<string> teams, string day, Func<string, string?> typed)
    {
        (this.typed, this.day) = (typed, day);
        (Agents, Skills, Teams) = (agents, skills, teams);
        Hours = [.. agents.DistinctBy(Pattern)];
    }

    public IReadOnlyList<StaffedAgent> Agents { get; }

    public IReadOnlyList<string> Skills { get; }

    /// <summary>What the skills are called.</summary>
    public IReadOnlyDictionary<string, string> SkillNames { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<string> Teams { get; }

    /// <summary>For each of the hours that somebody works one who does.</summary>
    public IReadOnlyList<StaffedAgent> Hours { get; }

    public int Replications => Whole("replications", 10, 50) ?? UsualReplications;

    public int Seed => Whole("seed", 0, int.MaxValue) ?? UsualSeed;

    public int Count(StaffedAgent agent) => Whole(CountField(agent), 0, Most) ?? 1;

    /// <summary>Whose hours the agent works.</summary>
    public StaffedAgent HoursOf(StaffedAgent agent) => Hours.FirstOrDefault(one => one.Agent == typed(HoursField(agent))) ?? Hours.First(one => Pattern(one) == Pattern(agent));

    /// <summary>How well the agent can it; 0 = not at all.</summary>
    public int Level(StaffedAgent agent, string skill) => Whole(SkillField(agent, skill), 0, HighestLevel) ?? LevelNow(agent, skill);

    /// <summary>The agent's teams; one who is in none is left out by the count.</summary>
    public IReadOnlyList<string> TeamsOf(StaffedAgent agent) =>
        typed(TeamsField(agent)) is { } text && Teams.Intersect(text.Split(',')).ToList() is { Count: > 0 } chosen ? chosen : agent.Teams;

    public bool IsChanged(StaffedAgent agent) => Count(agent) != 1 || IsOther(agent);

    /// <summary>Whether skills or teams are changed.</summary>
    public bool HasOtherTasks(StaffedAgent agent) => Skills.Any(skill => Level(agent, skill) != LevelNow(agent, skill)) || HasOtherTeams(agent);

    public (string Name, string? Value)[] Changes =>
    [
        .. Agents.Where(one => Count(one) != 1).Select(one => (CountField(one), (string?)Count(one).ToString(CultureInfo.InvariantCulture))),
        .. Agents.Where(HasOtherHours).Select(one => (HoursField(one), (string?)HoursOf(one).Agent)),
        .. Agents.SelectMany(one => Skills.Where(skill => Level(one, skill) != LevelNow(one, skill)).Select(skill => (SkillField(one, skill), (string?)Level(one, skill).ToString(CultureInfo.InvariantCulture)))),
        .. Agents.Where(HasOtherTeams).Select(one => (TeamsField(one), (string?)string.Join(',', TeamsOf(one)))),
        ("replications", Replications == UsualReplications ? null : Replications.ToString(CultureInfo.InvariantCulture)),
        ("seed", Seed == UsualSeed ? null : Seed.ToString(CultureInfo.InvariantCulture)),
    ];

    public static string CountField(StaffedAgent agent) => "n." + agent.Agent;

    public static string HoursField(StaffedAgent agent) => "h." + agent.Agent;

    public static string SkillField(StaffedAgent agent, string skill) => $"s.{agent.Agent}.{skill}";

    public static string TeamsField(StaffedAgent agent) => "t." + agent.Agent;

    /// <summary>Puts the changes into a question.</summary>
    public void Ask(JsonObject question)
    {
        question["seed"] = Seed;
        question["replications"] = Replications;
        question["without"] = new JsonArray([.. Agents.Where(one => Count(one) == 0).Select(one => (JsonNode?)one.Agent)]);
        question["agents"] = new JsonArray([.. Agents.SelectMany(Others)]);
    }

    private IEnumerable<JsonNode?> Others(StaffedAgent agent)
    {
        for (var number = IsOther(agent) ? 0 : 1; number < Count(agent); number++)
        {
            var other = new JsonObject
            {
                ["agent"] = number == 0 ? agent.Agent : $"{agent.Agent}+{number}",
                ["teams"] = new JsonArray([.. TeamsOf(agent).Select(team => (JsonNode?)team)]),
                ["skills"] = new JsonArray([.. Skills.Where(skill => Level(agent, skill) > 0).Select(skill => (JsonNode?)new JsonObject { ["skill"] = skill, ["level"] = Level(agent, skill) })]),
            };
            foreach (var field in (string[])["zone", "shifts"])
            {
                if (HoursOf(agent).Profile?[field] is { } value) other[field] = value.DeepClone();
            }
            yield return other;
        }
    }

    private int LevelNow(StaffedAgent agent, string skill) => (agent.Profile?["skills"] as JsonArray ?? [])
        .Where(one => one!["skill"]?.ToString() == skill && string.CompareOrdinal(one["from"]?.ToString() ?? day, day) <= 0 && string.CompareOrdinal(one["until"]?.ToString() ?? day, day) >= 0)
        .Select(one => one!["level"]!.GetValue<int>()).FirstOrDefault();

    private bool IsOther(StaffedAgent agent) => HasOtherHours(agent) || HasOtherTasks(agent);

    private bool HasOtherTeams(StaffedAgent agent) => !TeamsOf(agent).ToHashSet().SetEquals(agent.Teams);

    private bool HasOtherHours(StaffedAgent agent) => Pattern(HoursOf(agent)) != Pattern(agent);

    private static string Pattern(StaffedAgent agent) => agent.Profile?["shifts"] is { } shifts ? $"{agent.Profile["zone"]} {shifts.ToJsonString()}" : "";

    private int? Whole(string field, int least, int most) => int.TryParse(typed(field), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;
}
