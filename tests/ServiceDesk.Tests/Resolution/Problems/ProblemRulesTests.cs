using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Resolution.Problems;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Resolution.Problems.ProblemRulesHistory>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class ProblemRulesTests
{
    private static readonly RepeatRule stricter = ProblemRulesHistory.Shipped.Repeats with { SameSystem = 10 };
    private static readonly ProblemRulesDefined second = new(2, At(1), stricter, ProblemRulesHistory.Shipped.CauseCodes, Ada.Id, At(1));

    [Fact]
    public void Versions_count_on_from_the_shipped_one() => Given()
        .When(history => new DefineProblemRules(null, stricter, ProblemRulesHistory.Shipped.CauseCodes).Decide(history, Ada.Id, At(1)))
        .Then(second);

    [Fact]
    public void The_same_rules_are_no_new_version() => Given(second)
        .When(history => new DefineProblemRules(null, stricter, ProblemRulesHistory.Shipped.CauseCodes).Decide(history, Ada.Id, At(2)))
        .ThenNothing();

    [Fact]
    public void Rules_take_effect_later_than_the_last_ones_and_not_in_the_past()
    {
        var command = new DefineProblemRules(At(0), ProblemRulesHistory.Shipped.Repeats, ProblemRulesHistory.Shipped.CauseCodes);

        Given().When(history => command.Decide(history, Ada.Id, At(1))).ThenInvalid("effectiveFrom");
        Given(second with { EffectiveFrom = At(99) }).When(history => (command with { EffectiveFrom = At(50) }).Decide(history, Ada.Id, At(2))).ThenInvalid("effectiveFrom");
    }

    [Fact]
    public void The_rules_of_an_instant_are_the_last_that_had_begun()
    {
        var versions = Given(second with { EffectiveFrom = At(99) }).State.Versions;

        (ProblemRulesHistory.At(versions, At(98)).Version, ProblemRulesHistory.At(versions, At(99)).Version, ProblemRulesHistory.At(versions, Instant.MinValue).Version).ShouldBe((1, 2, 1));
    }

    [Fact]
    public void Each_shipped_code_stands_once_and_has_both_names()
    {
        var codes = ProblemRulesHistory.Shipped.CauseCodes;

        codes.Select(code => code.Id).ShouldBeUnique();
        codes.ShouldAllBe(code => code.Names.Zh.Length > 0 && code.Names.En.Length > 0);
    }
}
