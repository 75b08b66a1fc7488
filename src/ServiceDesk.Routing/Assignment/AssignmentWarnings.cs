using NodaTime;
using ServiceDesk.Contracts;

namespace ServiceDesk.Routing;

/// <summary>Something about a rule that people should look at.</summary>
/// <param name="Field">Which part of the rules.</param>
/// <param name="Texts">What about it.</param>
internal sealed record RuleWarning(string Field, Bilingual Texts);

/// <summary>What may be wanted in assignment rules, but more likely is not.</summary>
internal static class AssignmentWarnings
{
    /// <summary>Requirements that no agent fulfils, so that their tickets would wait unrouted.</summary>
    public static IReadOnlyList<RuleWarning> Of(AssignmentRulesDefined rules, Roster roster, IReadOnlySet<string> agents, Instant at)
    {
        var profiles = roster.Profiles.Values.Where(one => agents.Contains(one.Agent)).ToList();
        return
        [
            .. rules.Requirements.Index().Where(one => !profiles.Exists(profile => Fulfils(profile, one.Item, at)))
                .Select(one => new RuleWarning($"requirements[{one.Index}]", new Bilingual("目前没有任何坐席满足此要求；相关工单将无法自动分派。", "No agent fulfils this now; its tickets will wait unrouted."))),
        ];
    }

    /// <summary>The language of a requester is not known before there is a ticket; who speaks none at all fulfils no such requirement.</summary>
    private static bool Fulfils(AgentProfile profile, Requirement requirement, Instant at) =>
        requirement.Skills.All(skill => profile.LevelOf(skill.Skill, at) >= skill.Level)
        && (requirement.Tier is null || profile.Tier >= requirement.Tier)
        && (!requirement.RequesterLanguage || profile.Description.Languages.Count > 0);
}
