using NodaTime;

namespace ServiceDesk.Routing;

/// <summary>The figures of an agent that change with every ticket. A decision records them.</summary>
internal readonly record struct AgentFigures(int Load, Instant? LastAssignedAt, int Affinity);

/// <summary>The load of a team, and of the teams that share members with it: an agent has only two hands.</summary>
internal sealed record Workload(TeamLoad Team, IReadOnlyList<TeamLoad> Elsewhere)
{
    public static Workload None { get; } = new(TeamLoad.Initial, []);

    public AgentFigures FiguresOf(string agent, AssignmentFacts facts, AffinityWeights weights)
    {
        var (load, last) = (Team.LoadOf(agent), Last(Team, agent));
        foreach (var other in Elsewhere)
        {
            load += other.LoadOf(agent);
            if (Last(other, agent) is { } at && !(last >= at)) last = at;
        }
        return new AgentFigures(load, last, AffinityOf(agent, facts, weights));
    }

    /// <summary>The form in which a system is remembered.</summary>
    public static string? SystemKey(string? system) => string.IsNullOrWhiteSpace(system) ? null : system.Trim().ToUpperInvariant();

    private static Instant? Last(TeamLoad load, string agent) => load.Last.TryGetValue(agent, out var at) ? at : null;

    private int AffinityOf(string agent, AssignmentFacts facts, AffinityWeights weights)
    {
        var affinity = 0;
        if (weights.Requester > 0 && Team.SolvedFor.GetValueOrDefault(facts.Requester) == agent) affinity += weights.Requester;
        if (weights.System > 0 && SystemKey(facts.AffectedSystem) is { } system && Team.SolvedOn.GetValueOrDefault(system) == agent) affinity += weights.System;
        return affinity;
    }
}
