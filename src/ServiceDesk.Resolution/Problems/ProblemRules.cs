using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting.Definitions;

namespace ServiceDesk.Resolution.Problems;

/// <summary>The versions of the rules of problem management.</summary>
internal sealed class ProblemRules(Journal journal, IClock clock, ILogger<ProblemRules> logger) : DefinitionBook<ProblemRulesHistory, ProblemRulesDefined, ProblemRulesDefined>(journal, clock, logger, rules => rules);
