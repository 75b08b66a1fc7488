using NodaTime;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting.Definitions;

namespace ServiceDesk.Resolution.Closing;

/// <summary>All versions of the closing rule, beginning with the one that is shipped.</summary>
internal sealed record ClosingRuleHistory(IReadOnlyList<ClosingRuleDefined> Versions) : IDefinitionHistory<ClosingRuleHistory, ClosingRuleDefined>
{
    public static string Stream => Streams.ClosingRules;

    /// <summary>What holds until somebody defines something else.</summary>
    public static readonly ClosingRuleDefined Shipped = new(
        Version: 1, Instant.FromUtc(2000, 1, 1, 0, 0), ExplainedCategories: [], AutoCloseWorkingDays: 5, CallBack: false, SurveyDays: 14, FollowUpScore: 2,
        FollowUpWorkingDays: 3, FollowUpOwner: null, ReopenDays: 30, "service:resolution", Instant.FromUtc(2000, 1, 1, 0, 0))
    {
        ArchiveDays = 90,
    };

    public static ClosingRuleHistory Initial { get; } = new([Shipped]);

    public ClosingRuleHistory Evolve(object @event) => @event is ClosingRuleDefined defined ? new ClosingRuleHistory([.. Versions, defined]) : this;
}

internal static class ClosingRule
{
    /// <summary>What a rule says about a ticket that is resolved now; its days are those of a calendar.</summary>
    public static ClosingTerms For(this ClosingRuleDefined rule, string? category, Instant resolvedAt, WorkCalendar days) => new(
        rule.Version, category is not null && rule.ExplainedCategories.Contains(category), rule.AutoCloseWorkingDays,
        rule.AutoCloseWorkingDays is { } number ? WorkingDays.After(days, resolvedAt, number) : null,
        rule.CallBack, rule.SurveyDays, rule.FollowUpScore, rule.FollowUpWorkingDays, rule.FollowUpOwner, rule.ReopenDays);
}
