using NodaTime;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting.Definitions;

namespace ServiceDesk.Routing;

/// <summary>The versions of the assignment rules.</summary>
internal sealed class AssignmentRules(Journal journal, IClock clock, ILogger<AssignmentRules> logger)
    : DefinitionBook<AssignmentRulesHistory, AssignmentRulesDefined, AssignmentRulesDefined>(journal, clock, logger, rules => rules);
