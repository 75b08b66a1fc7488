using System.Collections.Immutable;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Resolution.Solution;

/// <summary>All versions of the approval rules, beginning with the one that is shipped.</summary>
internal sealed record ApprovalRuleHistory(ImmutableList<ApprovalRulesDefined> Versions) : IState<ApprovalRuleHistory>
{
    public const string Stream = "approval-rules";

    public static ApprovalRuleHistory Initial { get; } = new([Shipped]);

    /// <summary>Version 1, so that a fresh desk works without being set up. Once released it is never changed: it stands in no log.</summary>
    private static ApprovalRulesDefined Shipped => new(1, Instant.FromUnixTimeTicks(0),
        [
            new("risky", [SolutionRisk.High], [], [], [ByLead], RequesterAccepts: true, RollbackPlan: true),
            new("critical-system", [], [Requirements.AnySystem], [], [ByLead], RequesterAccepts: true, RollbackPlan: true),
        ],
        "service:resolution", Instant.FromUnixTimeTicks(0));

    private static ApprovalStep ByLead => new("lead", 1, [Roles.Lead, Roles.Admin], []);

    public ApprovalRuleHistory Evolve(object @event) => @event is ApprovalRulesDefined defined ? new ApprovalRuleHistory(Versions.Add(defined)) : this;
}
