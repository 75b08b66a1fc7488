using System.Text.RegularExpressions;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Solution;

/// <summary>Approval rules as they are sent, and what makes them whole: every approval can be given by the people it names.</summary>
internal static partial class ApprovalRuleDocument
{
    private static readonly string[] approverRoles = [Roles.Agent, Roles.Lead, Roles.Admin];

    public static ApprovalRule Rule(Input input) => new(
        input.RequiredText("id", 50), Risks(input), input.Texts("systems", 200), input.Texts("categories", 50), input.Objects("steps", 20, Step),
        input.Truth("requesterAccepts") ?? false, input.Truth("rollbackPlan") ?? false);

    /// <summary>All that is wrong, by the paths of the document.</summary>
    public static IEnumerable<(string Field, string Reason)> Check(IReadOnlyList<ApprovalRule> rules, Func<string, Person?> find)
    {
        if (rules.Count == 0) yield return ("rules", "must hold at least one rule");
        var ids = new HashSet<string>();
        foreach (var (index, rule) in rules.Index())
        {
            var path = FormattableString.Invariant($"rules[{index}]");
            if (!IdShape().IsMatch(rule.Id)) yield return ($"{path}.id", "must be a lower-case word of at most 50 letters, digits and dashes");
            else if (!ids.Add(rule.Id)) yield return ($"{path}.id", "is used twice");
            if (rule is { Steps.Count: 0, RequesterAccepts: false, RollbackPlan: false }) yield return (path, "asks for nothing: neither approval nor acceptance nor a rollback plan");
            foreach (var (number, step) in rule.Steps.Index())
            {
                foreach (var wrong in Check(FormattableString.Invariant($"{path}.steps[{number}]"), step, find)) yield return wrong;
            }
        }
    }

    private static IEnumerable<(string Field, string Reason)> Check(string path, ApprovalStep step, Func<string, Person?> find)
    {
        if (step.Roles.Except(approverRoles).Any()) yield return ($"{path}.roles", $"must be among {string.Join(", ", approverRoles)}");
        if (step.Roles.Count + step.Approvers.Count == 0) yield return ($"{path}.roles", "is required unless approvers are named");
        if (step.Approvers.Distinct().Count() != step.Approvers.Count) yield return ($"{path}.approvers", "names a person twice");
        else if (step.Approvers.Any(id => find(id)?.Roles.Intersect(approverRoles).Any() != true))
            yield return ($"{path}.approvers", $"must hold ids of people who are {string.Join(", ", approverRoles)}");
        if (step is { Roles.Count: 0, Approvers.Count: > 0 } && step.Quorum > step.Approvers.Count) yield return ($"{path}.quorum", "is more than the named approvers");
    }

    private static ApprovalStep Step(Input input) => new(input.RequiredText("name", 200), input.Whole("quorum", 1, 20) ?? 1, input.Texts("roles", 50), input.Texts("approvers", 100));

    private static List<SolutionRisk> Risks(Input input)
    {
        var risks = new List<SolutionRisk>();
        foreach (var word in input.Texts("risks", 50))
        {
            if (Words.Find<SolutionRisk>(word) is { } risk) risks.Add(risk);
            else if (!input.Refuses("risks")) input.Refuse("risks", $"must be among {string.Join(", ", Enum.GetValues<SolutionRisk>().Select(Words.Of))}");
        }
        return risks;
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,49}\z")]
    private static partial Regex IdShape();
}
