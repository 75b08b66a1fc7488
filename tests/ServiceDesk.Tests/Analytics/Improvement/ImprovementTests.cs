using ServiceDesk.Analytics.Improvement;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Analytics.Improvement.ImprovementItem>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class ImprovementTests
{
    private static readonly ImprovementSource source = new(null, null, "sla/resolution/p2", null);
    private static readonly ImprovementProposed proposed = new("Answer faster", null, source, Ada.Id, At(1000), null, Ada.Id, At(10));
    private static readonly ImprovementMeasured before = new(MeasuredWhen.Before, "sla@1:7:x", At(0), At(10), Figures(0.81m), Ada.Id, At(20));
    private static readonly ImprovementMade made = new("A second shift", Ada.Id, At(30));
    private static readonly ImprovementMeasured after = new(MeasuredWhen.After, null, At(30), At(40), Figures(0.93m), Ada.Id, At(50));

    private static Dictionary<string, decimal> Figures(decimal attainment) => new() { ["attainment"] = attainment };

    private static MeasureImprovement Measure(ImprovementMeasured one) => new(one.When, one.Report, one.From, one.To, one.Figures, []);

    [Fact]
    public void An_improvement_is_entered_once()
    {
        var command = new ProposeImprovement("Answer faster", null, source, Ada.Id, At(1000), null);

        Given().When(item => command.Decide(item, Ada, At(10))).Then(proposed);
        Given(proposed).When(item => command.Decide(item, Ada, At(11))).ThenNothing();
        Given().When(item => command.Decide(item, Ada, At(1000))).ThenInvalid("due");
    }

    [Fact]
    public void Figures_from_after_are_those_of_a_time_after_it_was_made_and_compare_with_those_before()
    {
        Given(proposed).When(item => Measure(before).Decide(item, Ada, At(20))).Then(before);
        Given(proposed).When(item => Measure(before).Decide(item, Ada, At(9))).ThenInvalid("to");
        Given(proposed, before).When(item => Measure(after).Decide(item, Ada, At(50))).ThenRejected("not-made");
        Given(proposed, before, made).When(item => Measure(after).Decide(item, Ada, At(50))).Then(after);
        Given(proposed, before, made).When(item => Measure(after with { From = At(29) }).Decide(item, Ada, At(50))).ThenInvalid("from");
        Given(proposed, made).When(item => Measure(after).Decide(item, Ada, At(50))).ThenRejected("nothing-to-compare");
        Given(proposed, before, made).When(item => Measure(after with { Figures = new Dictionary<string, decimal> { ["other"] = 1 } }).Decide(item, Ada, At(50))).ThenRejected("nothing-to-compare");
    }

    [Fact]
    public void An_improvement_is_made_when_its_actions_are_done()
    {
        var planned = new RegisterActionPlanned(1, "Ask for a shift", Ada.Id, At(500), Ada.Id, At(11));
        var make = new MakeImprovement("A second shift");

        Given(proposed, planned).When(item => make.Decide(item, Ada, At(30))).ThenRejected("open-actions");
        Given(proposed, planned, new RegisterActionDone(1, null, Ada.Id, At(12))).When(item => make.Decide(item, Ada, At(30))).Then(made);
        Given(proposed, made).When(item => make.Decide(item, Ada, At(31))).ThenNothing();
    }

    [Fact]
    public void An_improvement_is_verified_by_figures_before_and_after_and_open_again_without_effect()
    {
        var verified = new ImprovementVerified(true, null, Ada.Id, At(60));

        Given(proposed).When(item => new VerifyImprovement(true, null).Decide(item, Ada, At(60))).ThenRejected("not-made");
        Given(proposed, before, made).When(item => new VerifyImprovement(true, null).Decide(item, Ada, At(60))).ThenRejected("not-measured");
        Given(proposed, before, made, after).When(item => new VerifyImprovement(true, null).Decide(item, Ada, At(60))).Then(verified);
        Given(proposed, before, made, after, verified).When(item => new VerifyImprovement(false, null).Decide(item, Ada, At(61))).ThenRejected("verified");

        var again = Given(proposed, before, made, after, verified with { Effective = false }).State;
        (again.State, again.IsFinished).ShouldBe((ImprovementState.Proposed, false));
        Given(proposed, before, made, after, verified with { Effective = false }, made with { At = At(70) }).State.After.ShouldBeNull();
    }

    [Fact]
    public void Only_what_was_not_made_is_dropped()
    {
        var dropped = new ImprovementDropped("Too dear", Ada.Id, At(20));

        Given(proposed).When(item => new DropImprovement("Too dear").Decide(item, Ada, At(20))).Then(dropped);
        Given(proposed, dropped).When(item => new DropImprovement("Too dear").Decide(item, Ada, At(21))).ThenNothing();
        Given(proposed, made).When(item => new DropImprovement("x").Decide(item, Ada, At(31))).ThenRejected("made");
        Given(proposed, dropped).When(item => new MakeImprovement("x").Decide(item, Ada, At(31))).ThenRejected("closed");
        Given(proposed, dropped).When(item => Measure(before).Decide(item, Ada, At(31))).ThenRejected("closed");
    }
}
