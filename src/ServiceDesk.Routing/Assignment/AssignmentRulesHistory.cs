using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting.Definitions;

namespace ServiceDesk.Routing;

/// <summary>All versions of the assignment rules, beginning with the one that is shipped.</summary>
internal sealed record AssignmentRulesHistory(IReadOnlyList<AssignmentRulesDefined> Versions) : IDefinitionHistory<AssignmentRulesHistory, AssignmentRulesDefined>
{
    public static string Stream => "assignment-rules";

    public static AssignmentRulesHistory Initial { get; } = new([ShippedAssignmentRules.Definition]);

    public AssignmentRulesHistory Evolve(object @event) => @event is AssignmentRulesDefined defined ? new AssignmentRulesHistory([.. Versions, defined]) : this;
}

/// <summary>Version 1, so that a fresh desk works without being set up: nobody needs a skill. Once released it is never changed: it stands in no log.</summary>
internal static class ShippedAssignmentRules
{
    public static AssignmentRulesDefined Definition { get; } = new(
        1, Instant.FromUnixTimeTicks(0), [],
        [
            new(Priority.P1, 4, MayWait: null, OnCall: true, Ownership: null), new(Priority.P2, 3, MayWait: null, OnCall: false, Ownership: null),
            new(Priority.P3, 2, MayWait: null, OnCall: false, Ownership: null), new(Priority.P4, 1, MayWait: Duration.FromHours(8), OnCall: false, Ownership: null),
        ],
        new AffinityWeights(Requester: 0, System: 0), "service:routing", Instant.FromUnixTimeTicks(0));
}
