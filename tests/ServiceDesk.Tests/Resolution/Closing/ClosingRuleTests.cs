using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Resolution.Closing;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Resolution.Closing.ClosingRuleHistory>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class ClosingRuleTests
{
    private static readonly DefineClosingRule strict = new(
        null, ["network"], 3, CallBack: true, SurveyDays: null, FollowUpScore: 0, FollowUpWorkingDays: 1, FollowUpOwner: Ada.Id, ReopenDays: 7, ArchiveDays: 60);

    private static readonly ClosingRuleDefined second = new(2, At(10), ["network"], 3, true, null, 0, 1, Ada.Id, 7, Root.Id, At(10)) { ArchiveDays = 60 };

    [Fact]
    public void The_next_version_counts_on_from_the_shipped_one() => Given()
        .When(history => strict.Decide(history, Root.Id, At(10)))
        .Then(second);

    [Fact]
    public void The_same_rule_again_is_no_version() => Given(second)
        .When(history => strict.Decide(history, Ada.Id, At(20)))
        .ThenNothing();

    [Fact]
    public void A_version_takes_effect_neither_in_the_past_nor_before_another()
    {
        Given().When(history => (strict with { EffectiveFrom = At(9) }).Decide(history, Root.Id, At(10))).ThenInvalid("effectiveFrom");
        Given(second with { EffectiveFrom = At(60) }).When(history => (strict with { EffectiveFrom = At(30) }).Decide(history, Root.Id, At(10))).ThenInvalid("effectiveFrom");
    }

    [Fact]
    public void What_holds_for_a_ticket_is_fixed_when_it_is_resolved() => second.For("network", At(10), WorkingDays.Usual).ShouldBe(new ClosingTerms(
        RuleVersion: 2, Explained: true, ClosesAfter: 3, ClosesAt: At(10) + Duration.FromDays(3), CallBack: true, SurveyDays: null, FollowUpScore: 0, FollowUpWorkingDays: 1,
        FollowUpOwner: Ada.Id, ReopenDays: 7));

    [Fact]
    public void Where_nothing_closes_by_itself_there_is_no_such_instant() =>
        (second with { AutoCloseWorkingDays = null }).For(null, At(10), WorkingDays.Usual).ShouldSatisfyAllConditions(
            terms => terms.ClosesAt.ShouldBeNull(), terms => terms.ClosesAfter.ShouldBeNull(), terms => terms.Explained.ShouldBeFalse());
}
