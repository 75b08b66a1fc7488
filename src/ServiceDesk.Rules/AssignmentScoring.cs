using NodaTime;

namespace ServiceDesk.Rules;

/// <summary>Why an agent cannot get a ticket. The later in this order, the less was missing: what lacks a skill would lack it tomorrow too.</summary>
public enum Exclusion
{
    /// <summary>Is no agent any more.</summary>
    NoAgent,

    /// <summary>May not see tickets of the organisation.</summary>
    Organization,

    /// <summary>Works in a lower tier than the ticket needs.</summary>
    Tier,

    /// <summary>Lacks a skill, or its level.</summary>
    Skill,

    /// <summary>Does not speak the language.</summary>
    Language,

    /// <summary>Declined the ticket, or did not take it up in time.</summary>
    Declined,

    /// <summary>Is absent.</summary>
    Absent,

    /// <summary>Is off shift.</summary>
    OffShift,

    /// <summary>Has as much as may be given to one.</summary>
    Full,
}

/// <summary>What a decision knows of one agent.</summary>
/// <param name="Agent">The opaque id.</param>
/// <param name="Load">Points of the open tickets assigned to the agent.</param>
/// <param name="Capacity">How many points the agent can carry at once; at least 1.</param>
/// <param name="Cap">Points beyond which nothing is given to the agent; null = no such limit.</param>
/// <param name="LastAssignedAt">When the agent last got a ticket; null = never.</param>
public readonly record struct CandidateFacts(string Agent, int Load, int Capacity, int? Cap, Instant? LastAssignedAt)
{
    /// <summary>Whether the person may not work on tickets any more.</summary>
    public bool IsNoAgent { get; init; }

    /// <summary>Whether the person may not see tickets of the organisation.</summary>
    public bool IsOfAnotherOrganization { get; init; }

    /// <summary>Whether the ticket was with the agent and came back.</summary>
    public bool HasDeclined { get; init; }

    /// <summary>Whether the agent works in a lower tier than the ticket needs.</summary>
    public bool IsBelowTier { get; init; }

    /// <summary>Whether the agent lacks a skill that the ticket needs, or its level.</summary>
    public bool LacksSkill { get; init; }

    /// <summary>Whether the agent does not speak a language that the ticket needs.</summary>
    public bool LacksLanguage { get; init; }

    /// <summary>Whether the agent is away for some time.</summary>
    public bool IsAbsent { get; init; }

    /// <summary>Whether the agent is between two shifts, and cannot be called for such a ticket.</summary>
    public bool IsOffShift { get; init; }

    /// <summary>When the next shift of an agent who is off begins; null = nobody knows.</summary>
    public Instant? WorksFrom { get; init; }

    /// <summary>By how many permille the load counts less because the agent knows the requester or the system.</summary>
    public int Affinity { get; init; }
}

/// <summary>How an agent stands in a decision: excluded, or with a score.</summary>
/// <param name="Excluded">Why not; null = could get the ticket.</param>
/// <param name="AvailableFrom">When the agent works next, for a ticket that may wait until then; null = now, or excluded.</param>
/// <param name="Score">What the choice compares; null when excluded.</param>
public readonly record struct Standing(Exclusion? Excluded, Instant? AvailableFrom, int? Score);

/// <summary>An agent who could get the ticket.</summary>
/// <param name="Agent">The opaque id.</param>
/// <param name="AvailableFrom">When the agent works next; null = now.</param>
/// <param name="Score">From <see cref="AssignmentScoring.Judge"/>.</param>
/// <param name="LastAssignedAt">When the agent last got a ticket; null = never.</param>
public readonly record struct Contender(string Agent, Instant? AvailableFrom, int Score, Instant? LastAssignedAt);

/// <summary>
/// The rule of assignment. Who could get the ticket: an agent with its skills, level, tier and language, at work now (or, for a ticket that may wait, soon), and below
/// the cap with it. Who gets it: whoever is at work before whoever comes later, then the least relative load, then longest without a new ticket, then the smaller id,
/// so that equal inputs give equal results. All figures are whole numbers.
/// </summary>
public static class AssignmentScoring
{
    private const int Permille = 1000;

    /// <summary>How an agent stands for a ticket.</summary>
    /// <param name="candidate">The agent.</param>
    /// <param name="points">How much the ticket weighs.</param>
    /// <param name="waitUntil">Until when the ticket may wait for an agent's next shift; null = it may not.</param>
    public static Standing Judge(in CandidateFacts candidate, int points, Instant? waitUntil)
    {
        if (candidate.IsNoAgent) return new(Exclusion.NoAgent, null, null);
        if (candidate.IsOfAnotherOrganization) return new(Exclusion.Organization, null, null);
        if (candidate.IsBelowTier) return new(Exclusion.Tier, null, null);
        if (candidate.LacksSkill) return new(Exclusion.Skill, null, null);
        if (candidate.LacksLanguage) return new(Exclusion.Language, null, null);
        if (candidate.HasDeclined) return new(Exclusion.Declined, null, null);
        if (candidate.IsAbsent) return new(Exclusion.Absent, null, null);
        if (candidate.IsOffShift && !(candidate.WorksFrom <= waitUntil)) return new(Exclusion.OffShift, null, null);
        if (candidate.Load + points > candidate.Cap) return new(Exclusion.Full, null, null);
        return new(null, candidate.IsOffShift ? candidate.WorksFrom : null, Score(candidate, points));
    }

    /// <summary>The load that the agent would have with the ticket, in permille of the capacity, less the affinity.</summary>
    /// <param name="candidate">The agent.</param>
    /// <param name="points">How much the ticket weighs.</param>
    public static int Score(in CandidateFacts candidate, int points)
    {
        var relative = ((long)candidate.Load + points) * Permille / Math.Max(1, candidate.Capacity);
        return (int)Math.Min(int.MaxValue, relative * (Permille - Math.Clamp(candidate.Affinity, 0, Permille)) / Permille);
    }

    /// <summary>The chosen agent; null when there is nobody.</summary>
    /// <param name="contenders">In any order.</param>
    public static string? Choose(IEnumerable<Contender> contenders)
    {
        Contender? best = null;
        foreach (var one in contenders)
        {
            if (best is not { } other || Compare(one, other) < 0) best = one;
        }
        return best?.Agent;
    }

    private static int Compare(in Contender one, in Contender other)
    {
        var order = (one.AvailableFrom ?? Instant.MinValue).CompareTo(other.AvailableFrom ?? Instant.MinValue);
        if (order == 0) order = one.Score.CompareTo(other.Score);
        if (order == 0) order = (one.LastAssignedAt ?? Instant.MinValue).CompareTo(other.LastAssignedAt ?? Instant.MinValue);
        return order != 0 ? order : string.CompareOrdinal(one.Agent, other.Agent);
    }
}
