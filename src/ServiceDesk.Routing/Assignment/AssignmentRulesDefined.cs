using NodaTime;
using ServiceDesk.Contracts;

namespace ServiceDesk.Routing;

/// <summary>What tickets of some sort need. All requirements that fit a ticket add up.</summary>
/// <param name="Categories">Fits these categories; none = every one.</param>
/// <param name="RequestTypes">Fits these request types; none = every one.</param>
/// <param name="Systems">Fits these affected systems, without regard to case; none = every one.</param>
/// <param name="Skills">The skills, each with its lowest level.</param>
/// <param name="Tier">The lowest tier of the agent; null = any.</param>
/// <param name="RequesterLanguage">Whether the agent must speak the requester's language.</param>
internal sealed record Requirement(
    IReadOnlyList<string> Categories, IReadOnlyList<string> RequestTypes, IReadOnlyList<string> Systems, IReadOnlyList<NeededSkill> Skills, int? Tier, bool RequesterLanguage)
{
    public bool Fits(string category, string? requestType, string? system) =>
        (Categories.Count == 0 || Categories.Contains(category))
        && (RequestTypes.Count == 0 || (requestType is not null && RequestTypes.Contains(requestType)))
        && (Systems.Count == 0 || (system is not null && Systems.Contains(system.Trim(), StringComparer.OrdinalIgnoreCase)));
}

/// <summary>What a ticket needs of its agent.</summary>
/// <param name="Skills">Each once, at the highest level that is asked for, in the order of their ids.</param>
/// <param name="Tier">The lowest tier; null = any.</param>
/// <param name="RequesterLanguage">Whether the agent must speak the requester's language.</param>
internal sealed record TicketNeeds(IReadOnlyList<NeededSkill> Skills, int? Tier, bool RequesterLanguage);

/// <summary>How tickets of a priority are assigned.</summary>
/// <param name="Priority">The priority.</param>
/// <param name="Points">How much such a ticket weighs as load.</param>
/// <param name="MayWait">How long it may wait for the shift of an agent who is off; null = it goes to somebody who is there.</param>
/// <param name="OnCall">Whether those on call are asked, too.</param>
/// <param name="Ownership">In how much working time its agent must take it up; null = in any.</param>
internal sealed record PriorityTerms(Priority Priority, int Points, Duration? MayWait, bool OnCall, Duration? Ownership);

/// <summary>By how many permille the load of an agent counts less, because the agent was the last to solve something.</summary>
/// <param name="Requester">For the same requester.</param>
/// <param name="System">About the same system.</param>
internal sealed record AffinityWeights(int Requester, int System);

/// <summary>A version of the rules by which tickets find their agent, complete. Stream <c>assignment-rules</c>.</summary>
/// <param name="Version">Counts up by one; 1 is shipped.</param>
/// <param name="EffectiveFrom">Decisions from then on follow it.</param>
/// <param name="Requirements">What tickets need.</param>
/// <param name="Priorities">Terms of every priority, P1 first.</param>
/// <param name="Affinity">How much acquaintance counts.</param>
/// <param name="By">Who defined it.</param>
/// <param name="At">When it was defined.</param>
[StoredName("routing.assignment-rules-defined.v1")]
internal sealed record AssignmentRulesDefined(
    int Version, Instant EffectiveFrom, IReadOnlyList<Requirement> Requirements, IReadOnlyList<PriorityTerms> Priorities, AffinityWeights Affinity, string By, Instant At) : IDefinition
{
    /// <summary>The terms of a priority.</summary>
    public PriorityTerms For(Priority priority) => Priorities[(int)priority];

    /// <summary>What a ticket needs of its agent.</summary>
    /// <param name="category">The category of the desk.</param>
    /// <param name="requestType">The request type; null = none.</param>
    /// <param name="system">The affected system; null = none is known.</param>
    public TicketNeeds Needs(string category, string? requestType, string? system)
    {
        var fitting = Requirements.Where(one => one.Fits(category, requestType, system)).ToList();
        var skills = fitting.SelectMany(one => one.Skills).GroupBy(one => one.Skill, (skill, all) => new NeededSkill(skill, all.Max(one => one.Level)));
        return new TicketNeeds([.. skills.OrderBy(one => one.Skill, StringComparer.Ordinal)], fitting.Max(one => one.Tier), fitting.Exists(one => one.RequesterLanguage));
    }
}
