using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Resolution.Solution;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Resolution.Solution.ApprovalRuleHistory>;
using static ServiceDesk.Tests.Desk;
using static ServiceDesk.Tests.Planned;

namespace ServiceDesk.Tests;

public class ApprovalRuleTests
{
    private static readonly ApprovalRule network = new("network", [], [], ["network"], [ByBoard], false, false);
    private static readonly ApprovalRulesDefined second = new(2, At(0), [network], Root.Id, At(0));

    [Fact]
    public void The_next_version_is_complete_and_takes_effect_at_once() => Given().When(Defining(network)).Then(second);

    [Fact]
    public void The_same_rules_are_not_defined_twice() => Given(second).When(Defining(network)).ThenNothing();

    [Fact]
    public void A_version_takes_effect_neither_in_the_past_nor_before_the_one_it_follows()
    {
        Given().When(history => new DefineApprovalRules(At(-1), [network]).Decide(history, Root.Id, At(0))).ThenInvalid("effectiveFrom");
        Given(second with { EffectiveFrom = At(9) }).When(history => new DefineApprovalRules(At(9), [network]).Decide(history, Root.Id, At(0))).ThenInvalid("effectiveFrom");
        Given(second with { EffectiveFrom = At(9) }).When(history => new DefineApprovalRules(At(10), [network]).Decide(history, Root.Id, At(0)))
            .Then(second with { Version = 3, EffectiveFrom = At(10) });
    }

    [Fact]
    public void Every_condition_of_a_rule_must_hold()
    {
        var rule = new ApprovalRule("r", [SolutionRisk.Medium, SolutionRisk.High], ["ERP", "mail"], ["network"], [ByLead], true, true);
        var option = Exchange with { CriticalSystems = ["crm", " erp "] };

        Applying(rule, option, "network").ShouldBe(["r"]);
        Applying(rule, option with { Risk = SolutionRisk.Low }, "network").ShouldBeEmpty();
        Applying(rule, option with { CriticalSystems = ["crm"] }, "network").ShouldBeEmpty();
        Applying(rule, option, "hardware").ShouldBeEmpty();
        Applying(rule, option, null).ShouldBeEmpty();
        Applying(rule with { Systems = ["*"] }, option with { CriticalSystems = ["crm"] }, "network").ShouldBe(["r"]);
        Applying(rule with { Systems = ["*"] }, option with { CriticalSystems = [] }, "network").ShouldBeEmpty();
        Applying(rule with { Risks = [], Systems = [], Categories = [] }, Restart, null).ShouldBe(["r"]);
    }

    [Fact]
    public void Several_rules_ask_for_the_sum_of_what_each_asks_and_for_the_same_once()
    {
        var rules = second with { Rules = [network with { RequesterAccepts = true }, network with { Id = "again" }, new ApprovalRule("low", [SolutionRisk.Low], [], [], [ByLead], false, true)] };

        var needs = Requirements.Of(rules, Proposed(Restart), "network");
        (needs.Acceptance, needs.RollbackPlan).ShouldBe((true, true));
        needs.Rules.ShouldBe(["network", "again", "low"]);
        needs.Approvals.ShouldBe([ByBoard, ByLead]);
    }

    [Fact]
    public void An_option_may_ask_for_acceptance_itself() => Requirements.Of(Shipped, Proposed(Restart with { NeedsAcceptance = true }), null).Acceptance.ShouldBeTrue();

    [Theory]
    [InlineData(SolutionRisk.Low, "", false)]
    [InlineData(SolutionRisk.Medium, "", false)]
    [InlineData(SolutionRisk.High, "", true)]
    [InlineData(SolutionRisk.Low, "ERP", true)]
    public void As_shipped_risky_work_and_critical_systems_need_consent_and_a_way_back(SolutionRisk risk, string system, bool needed)
    {
        var needs = Requirements.Of(Shipped, Proposed(Restart with { Risk = risk, CriticalSystems = system.Length == 0 ? [] : [system] }), null);

        (needs.Approvals.Count == 1, needs.Acceptance, needs.RollbackPlan).ShouldBe((needed, needed, needed));
    }

    [Fact]
    public void Risk_and_system_together_need_one_approval() =>
        Requirements.Of(Shipped, Proposed(Exchange with { CriticalSystems = ["ERP"] }), null).Approvals.Count.ShouldBe(1);

    [Fact]
    public void All_that_is_wrong_with_rules_is_named_by_its_place()
    {
        ApprovalRule[] rules =
        [
            new("Not a word", [], [], [], [], true, false), network, network,
            new("empty", [], [], [], [], false, false),
            new("steps", [], [], [],
                [
                    new("nobody", 1, [], []), new("strangers", 1, [], ["person-nobody"]), new("requesters", 1, [Roles.Requester], []), new("twice", 1, [], [Lee.Id, Lee.Id]),
                    new("too many", 2, [], [Lee.Id]), new("customers", 1, [], [Grace.Id]), new("good", 2, [Roles.Lead], [Lee.Id]),
                ], false, false),
        ];

        ApprovalRuleDocument.Check(rules, id => People.FirstOrDefault(person => person.Id == id)).Select(wrong => wrong.Field).ShouldBe(
            ["rules[0].id", "rules[2].id", "rules[3]", "rules[4].steps[0].roles", "rules[4].steps[1].approvers", "rules[4].steps[2].roles",
             "rules[4].steps[3].approvers", "rules[4].steps[4].quorum", "rules[4].steps[5].approvers"]);
        ApprovalRuleDocument.Check([], _ => null).ShouldHaveSingleItem().Field.ShouldBe("rules");
        ApprovalRuleDocument.Check([network], id => People.FirstOrDefault(person => person.Id == id)).ShouldBeEmpty();
    }

    [Fact]
    public void A_choice_keeps_the_version_by_which_it_was_measured() => DeciderSpec<Resolution.Ticket>.Given(Working(Proposed(Restart), Proposed(Exchange, 2)))
        .When(ticket => new Choose(1, null, second).Decide(ticket, Ada, At(11)))
        .Then(new SolutionChosen(1, 1, Ada.Id, 2, ["network"], "network", [ByBoard], false, At(11)));

    private static Person[] People =>
        [new(Lee.Id, "Lee", null, Lee.Roles), new(Bob.Id, "Bob", null, Bob.Roles), new(Grace.Id, "Grace", "acme", Grace.Roles)];

    private static IReadOnlyList<string> Applying(ApprovalRule rule, ProposedOption option, string? category) =>
        Requirements.Of(second with { Rules = [rule] }, Proposed(option), category).Rules;

    private static Func<ApprovalRuleHistory, Decision> Defining(params ApprovalRule[] rules) => history => new DefineApprovalRules(null, rules).Decide(history, Root.Id, At(0));
}
