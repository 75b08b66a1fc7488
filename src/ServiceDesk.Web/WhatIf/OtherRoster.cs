using System.Globalization;
using System.Text.Json.Nodes;

namespace ServiceDesk.Web.WhatIf;

/// <summary>An agent on the roster: with the teams, and with the profile as Routing gives it; null = never described, so always there.</summary>
public sealed record StaffedAgent(string Agent, string Name, IReadOnlyList<string> Teams, JsonObject? Profile);

/// <summary>
/// The roster, and what a question changes of it: how many there are like an agent, none included, and whose hours they work. Only what differs stands in the address.
/// </summary>
public sealed class OtherRoster
{
    /// <summary>As many as one may ask for like one agent.</summary>
    public const int Most = 9;

    public const int UsualReplications = 20;
    public const int UsualSeed = 1;

    private readonly Func<string, string?> typed;

    public OtherRoster(IReadOnlyList<StaffedAgent> agents, Func<string, string?> typed)
    {
        this.typed = typed;
        Agents = agents;
        Hours = [.. agents.DistinctBy(Pattern)];
    }

    public IReadOnlyList<StaffedAgent> Agents { get; }

    /// <summary>For each of the hours that somebody works one who does.</summary>
    public IReadOnlyList<StaffedAgent> Hours { get; }

    public int Replications => Whole("replications", 10, 50) ?? UsualReplications;

    public int Seed => Whole("seed", 0, int.MaxValue) ?? UsualSeed;

    public int Count(StaffedAgent agent) => Whole(CountField(agent), 0, Most) ?? 1;

    /// <summary>Whose hours the agent works.</summary>
    public StaffedAgent HoursOf(StaffedAgent agent) => Hours.FirstOrDefault(one => one.Agent == typed(HoursField(agent))) ?? Hours.First(one => Pattern(one) == Pattern(agent));

    public bool IsChanged(StaffedAgent agent) => Count(agent) != 1 || HasOtherHours(agent);

    public (string Name, string? Value)[] Changes =>
    [
        .. Agents.Where(one => Count(one) != 1).Select(one => (CountField(one), (string?)Count(one).ToString(CultureInfo.InvariantCulture))),
        .. Agents.Where(HasOtherHours).Select(one => (HoursField(one), (string?)HoursOf(one).Agent)),
        ("replications", Replications == UsualReplications ? null : Replications.ToString(CultureInfo.InvariantCulture)),
        ("seed", Seed == UsualSeed ? null : Seed.ToString(CultureInfo.InvariantCulture)),
    ];

    public static string CountField(StaffedAgent agent) => "n." + agent.Agent;

    public static string HoursField(StaffedAgent agent) => "h." + agent.Agent;

    /// <summary>Puts the changes into a question.</summary>
    /// <param name="question">The question.</param>
    /// <param name="day">The day on which their skills must hold, in ISO 8601.</param>
    public void Ask(JsonObject question, string day)
    {
        question["seed"] = Seed;
        question["replications"] = Replications;
        question["without"] = new JsonArray([.. Agents.Where(one => Count(one) == 0).Select(one => (JsonNode?)one.Agent)]);
        question["agents"] = new JsonArray([.. Agents.SelectMany(one => Others(one, day))]);
    }

    private IEnumerable<JsonNode?> Others(StaffedAgent agent, string day)
    {
        for (var number = HasOtherHours(agent) ? 0 : 1; number < Count(agent); number++)
        {
            var other = new JsonObject
            {
                ["agent"] = number == 0 ? agent.Agent : $"{agent.Agent}+{number}",
                ["teams"] = new JsonArray([.. agent.Teams.Select(team => (JsonNode?)team)]),
                ["skills"] = Skills(agent.Profile, day),
            };
            foreach (var field in (string[])["zone", "shifts"])
            {
                if (HoursOf(agent).Profile?[field] is { } value) other[field] = value.DeepClone();
            }
            yield return other;
        }
    }

    private static JsonArray Skills(JsonObject? profile, string day) => new([.. (profile?["skills"] as JsonArray ?? [])
        .Where(skill => string.CompareOrdinal(skill!["from"]?.ToString() ?? day, day) <= 0 && string.CompareOrdinal(skill["until"]?.ToString() ?? day, day) >= 0)
        .Select(skill => (JsonNode?)new JsonObject { ["skill"] = skill!["skill"]!.DeepClone(), ["level"] = skill["level"]!.DeepClone() })]);

    private bool HasOtherHours(StaffedAgent agent) => Pattern(HoursOf(agent)) != Pattern(agent);

    private static string Pattern(StaffedAgent agent) => agent.Profile?["shifts"] is { } shifts ? $"{agent.Profile["zone"]} {shifts.ToJsonString()}" : "";

    private int? Whole(string field, int least, int most) => int.TryParse(typed(field), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;
}
