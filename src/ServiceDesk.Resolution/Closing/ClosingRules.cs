using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting.Definitions;

namespace ServiceDesk.Resolution.Closing;

/// <summary>The versions of the closing rule; the one in effect is that by which a ticket that is resolved now will be closed.</summary>
internal sealed class ClosingRules(Journal journal, IClock clock, ILogger<ClosingRules> logger) : DefinitionBook<ClosingRuleHistory, ClosingRuleDefined, ClosingRuleDefined>(journal, clock, logger, rule => rule);
