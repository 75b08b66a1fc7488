using ServiceDesk.Contracts;

namespace ServiceDesk.Resolution.Solution;

/// <summary>What the approval rules ask of a solution: the sum of all rules that apply.</summary>
internal sealed record Requirements(IReadOnlyList<string> Rules, IReadOnlyList<ApprovalStep> Approvals, bool Acceptance, bool RollbackPlan)
{
    /// <summary>Stands for every critical system.</summary>
    public const string AnySystem = "*";

    public static Requirements Of(ApprovalRulesDefined rules, SolutionProposed option, string? category)
    {
        var applying = rules.Rules.Where(rule => Applies(rule, option, category)).ToList();
        var approvals = new List<ApprovalStep>();
        // An approval that two rules ask for is given once.
        foreach (var step in applying.SelectMany(rule => rule.Steps))
        {
            if (!approvals.Exists(known => IsSame(known, step))) approvals.Add(step);
        }
        return new Requirements(
            [.. applying.Select(rule => rule.Id)], approvals, option.NeedsAcceptance || applying.Exists(rule => rule.RequesterAccepts), applying.Exists(rule => rule.RollbackPlan));
    }

    private static bool Applies(ApprovalRule rule, SolutionProposed option, string? category) =>
        (rule.Risks.Count == 0 || rule.Risks.Contains(option.Risk))
        && (rule.Categories.Count == 0 || (category is not null && rule.Categories.Contains(category)))
        && (rule.Systems.Count == 0 || option.CriticalSystems.Any(system => rule.Systems.Any(named => named == AnySystem || named.Equals(system.Trim(), StringComparison.OrdinalIgnoreCase))));

    private static bool IsSame(ApprovalStep one, ApprovalStep other) =>
        (one.Name, one.Quorum) == (other.Name, other.Quorum) && one.Roles.ToHashSet().SetEquals(other.Roles) && one.Approvers.ToHashSet().SetEquals(other.Approvers);
}
