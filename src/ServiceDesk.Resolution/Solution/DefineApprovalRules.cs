using System.Text.Json;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Hosting.Definitions;

namespace ServiceDesk.Resolution.Solution;

/// <summary>Defines the next version of the approval rules, complete. What was chosen before keeps the rules by which it was measured.</summary>
internal sealed record DefineApprovalRules(Instant? EffectiveFrom, IReadOnlyList<ApprovalRule> Rules) : IDefine<DefineApprovalRules, ApprovalRuleHistory>
{
    public static DefineApprovalRules Read(Input input)
    {
        var command = new DefineApprovalRules(input.Instant("effectiveFrom"), input.Objects("rules", 100, ApprovalRuleDocument.Rule));
        foreach (var (field, reason) in ApprovalRuleDocument.Check(command.Rules, input.Directory.Find))
        {
            if (!input.Refuses(field)) input.Refuse(field, reason);
        }
        return command;
    }

    public Decision Decide(ApprovalRuleHistory history, string by, Instant now) => history.Versions.Next(
        EffectiveFrom, now,
        (version, from) => new ApprovalRulesDefined(version, from, Rules, by, now),
        (one, other) => Content(one.Rules) == Content(other.Rules));

    public static void Map(IEndpointRouteBuilder routes) => Define.Map<DefineApprovalRules, ApprovalRuleHistory, ApprovalRulesDefined, ApprovalRuleBook>(routes, "/approval-rules", "The approval rules span all organisations; yours is one.", Roles.Lead, Roles.Admin)
            .WithSummary("Defines the next version of the approval rules.");

    private static string Content(IReadOnlyList<ApprovalRule> rules) => JsonSerializer.Serialize(rules, HttpJson.Options);
}
