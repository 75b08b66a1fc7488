using NodaTime;

namespace ServiceDesk.Rules;

/// <summary>The figures of one agent at the instant of an assignment.</summary>
/// <param name="Agent">The opaque id.</param>
/// <param name="Load">Open tickets.</param>
/// <param name="LastAssignedAt">When the agent last got a ticket; null = never.</param>
public readonly record struct AgentLoad(string Agent, int Load, Instant? LastAssignedAt);

/// <summary>The rule of assignment: least load, then longest without a new ticket, then the smaller id, so that equal inputs give equal results.</summary>
public static class LeastLoaded
{
    /// <summary>The chosen agent; null when there is nobody.</summary>
    /// <param name="candidates">In any order.</param>
    public static string? Choose(IEnumerable<AgentLoad> candidates) => candidates
        .OrderBy(one => one.Load)
        .ThenBy(one => one.LastAssignedAt ?? Instant.MinValue)
        .ThenBy(one => one.Agent, StringComparer.Ordinal)
        .Select(one => one.Agent)
        .FirstOrDefault();
}
