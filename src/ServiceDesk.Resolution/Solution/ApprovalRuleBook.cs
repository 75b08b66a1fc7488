using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting.Definitions;

namespace ServiceDesk.Resolution.Solution;

/// <summary>The versions of the approval rules; the one in effect is that by which a choice is measured.</summary>
internal sealed class ApprovalRuleBook(Journal journal, IClock clock, ILogger<ApprovalRuleBook> logger) : DefinitionBook<ApprovalRuleHistory, ApprovalRulesDefined, ApprovalRulesDefined>(journal, clock, logger, rules => rules);
