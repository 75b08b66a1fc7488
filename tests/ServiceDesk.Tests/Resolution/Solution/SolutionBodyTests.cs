using ServiceDesk.Contracts;
using ServiceDesk.Resolution;
using ServiceDesk.Resolution.Solution;
using static ServiceDesk.Tests.Planned;

namespace ServiceDesk.Tests;

/// <summary>The bodies of commands on solutions as they arrive.</summary>
public class SolutionBodyTests
{
    private const string Full = """
        {"title":"Exchange","text":"Exchange the switch","type":"guide","steps":["a","b"],"effectiveness":"e","feasibility":"f","safety":"s","cost":"c","risk":"high","difficulty":"d",
         "effect":"x","criticalSystems":["ERP"],"rollbackPlan":"r","needsAcceptance":true,"guides":["0197f0a0-0000-7000-8000-000000000001"]}
        """;

    [Fact]
    public void One_option_may_stand_in_the_body_itself()
    {
        var option = Sent.Read<Propose>(Full).Options.ShouldHaveSingleItem();

        (option.Option, option.Title, option.Text, option.Type, option.Risk, option.NeedsAcceptance).ShouldBe((null, "Exchange", "Exchange the switch", SolutionType.Guide, SolutionRisk.High, true));
        (option.Effectiveness, option.Feasibility, option.Safety, option.Cost, option.Difficulty, option.Effect, option.RollbackPlan).ShouldBe(("e", "f", "s", "c", "d", "x", "r"));
        (string.Join(' ', option.Steps), string.Join(' ', option.CriticalSystems), option.Guides.Count).ShouldBe(("a b", "ERP", 1));
    }

    [Fact]
    public void Several_options_stand_in_a_list()
    {
        var options = Sent.Read<Propose>($$"""{"options":[{{Full}},{"option":1,"title":"x","text":"y","risk":"low"}]}""").Options;

        options.Count.ShouldBe(2);
        (options[1].Option, options[1].Type, options[1].Risk, options[1].NeedsAcceptance, options[1].Steps.Count).ShouldBe((1, SolutionType.Technical, SolutionRisk.Low, false, 0));
    }

    [Fact]
    public void Every_wrong_field_of_an_option_is_named()
    {
        Sent.Refusal<Propose>("{}").ShouldRefuse(422, "risk", "text", "title");
        Sent.Refusal<Propose>("""{"title":"x","text":"y","risk":"huge","type":"magic","steps":[" "],"guides":["x"],"option":0,"needsAcceptance":"yes","colour":"red"}""")
            .ShouldRefuse(422, "colour", "guides", "needsAcceptance", "option", "risk", "steps", "type");
        Sent.Refusal<Propose>("""{"options":[{"title":"x","risk":"low"}],"title":"x"}""").ShouldRefuse(422, "options[0].text", "title");
        Sent.Refusal<Propose>("""{"options":"x"}""").ShouldRefuse(422, "options");
    }

    [Fact]
    public void A_choice_names_its_option() => Sent.Refusal<Choose>("{}").ShouldRefuse(422, "option");

    [Fact]
    public void Who_declines_refuses_or_rolls_back_says_why()
    {
        Sent.Refusal<DeclinePlan>("{}").ShouldRefuse(422, "reason");
        Sent.Refusal<Refuse>("{}").ShouldRefuse(422, "reason");
        Sent.Refusal<RollBack>("{}").ShouldRefuse(422, "reason");
    }

    [Theory]
    [InlineData("{}", null, StepOutcome.Done, null)]
    [InlineData("""{"step":1}""", 1, StepOutcome.Done, null)]
    [InlineData("""{"step":1,"note":"x"}""", 1, StepOutcome.Done, "x")]
    [InlineData("""{"step":1,"outcome":"skipped","note":"x"}""", 1, StepOutcome.Skipped, "x")]
    [InlineData("""{"note":"x"}""", null, StepOutcome.Added, "x")]
    [InlineData("""{"outcome":"added","note":"x"}""", null, StepOutcome.Added, "x")]
    public void A_step_is_done_as_planned_unless_somebody_says_otherwise(string body, int? step, StepOutcome outcome, string? note) =>
        Sent.Read<Implement>(body).ShouldBe(new Implement(step, outcome, note, null));

    [Theory]
    [InlineData("""{"step":1,"outcome":"skipped"}""", "note")]
    [InlineData("""{"step":1,"outcome":"changed"}""", "note")]
    [InlineData("""{"outcome":"skipped","note":"x"}""", "step")]
    [InlineData("""{"outcome":"done"}""", "step")]
    [InlineData("""{"outcome":"added"}""", "note")]
    [InlineData("""{"step":1,"outcome":"added","note":"x"}""", "outcome")]
    [InlineData("""{"step":0}""", "step")]
    public void A_deviation_needs_a_note_and_an_outcome_its_step(string body, string field) => Sent.Refusal<Implement>(body).ShouldRefuse(422, field);

    [Fact]
    public void A_verification_says_whether_it_passed_and_what_was_tested()
    {
        Sent.Refusal<Verify>("{}").ShouldRefuse(422, "checks", "passed");
        Sent.Refusal<Verify>("""{"passed":"yes","checks":"x"}""").ShouldRefuse(422, "passed");
        Sent.Read<Verify>("""{"passed":false,"checks":"x","sideEffects":"y"}""").ShouldBe(new Verify(false, "x", "y", null));
    }

    [Fact]
    public void What_is_told_on_resolving_is_a_verification_that_passed()
    {
        Sent.Read<Resolve>("""{"solution":"x"}""").Verification.ShouldBeNull();
        Sent.Read<Resolve>("""{"solution":"x","verification":{"passed":true,"checks":"y"}}""").Verification.ShouldBe(new Verification(true, "y", null));
        Sent.Refusal<Resolve>("""{"solution":"x","verification":{}}""").ShouldRefuse(422, "verification.checks", "verification.passed");
        Sent.Refusal<Resolve>("""{"solution":"x","verification":{"passed":false,"checks":"y"}}""").ShouldRefuse(422, "verification.passed");
    }

    [Fact]
    public void Rules_are_read_with_their_steps()
    {
        var rule = Sent.Read<DefineApprovalRules>("""
            {"rules":[{"id":"network","risks":["high"],"systems":["*"],"categories":["network"],"steps":[{"name":"board","quorum":2,"roles":["lead"]}],"requesterAccepts":true,"rollbackPlan":true}]}
            """).Rules.ShouldHaveSingleItem();

        (rule.Id, rule.Risks.Single(), rule.Systems.Single(), rule.Categories.Single(), rule.RequesterAccepts, rule.RollbackPlan).ShouldBe(("network", SolutionRisk.High, "*", "network", true, true));
        (rule.Steps.Single().Name, rule.Steps.Single().Quorum, rule.Steps.Single().Roles.Single()).ShouldBe(("board", 2, Roles.Lead));
        Sent.Refusal<DefineApprovalRules>("{}").ShouldRefuse(422, "rules");
        Sent.Refusal<DefineApprovalRules>("""{"rules":[{"id":"x","risks":["huge"],"steps":[{"quorum":0,"roles":["lead"]}]}]}""")
            .ShouldRefuse(422, "rules[0].risks", "rules[0].steps[0].name", "rules[0].steps[0].quorum");
    }

    [Fact]
    public void A_requester_reads_the_plan_and_not_what_else_was_thought_of()
    {
        var state = DeciderSpec<Ticket>.Given(Risky(Proposed(Restart, 2), Approved(Lee) with { Comment = "Mind the customer" })).State.Solution;
        var view = SolutionView.Of(state, id => id).ShouldNotBeNull();

        view.Options.Select(option => option.Title).ShouldBe(["Exchange", "Restart"]);
        view.Comparison.Single(row => row.Criterion == "risk").Values.ShouldBe(["high", "low"]);
        view.Plan!.Missing.ShouldBe(["the requester's acceptance"]);
        view.For(Lee).ShouldBe(view);

        var seen = view.For(Desk.Grace).ShouldNotBeNull();
        seen.Options.ShouldHaveSingleItem().Title.ShouldBe("Exchange");
        seen.Comparison.Single(row => row.Criterion == "risk").Values.ShouldBe(["high"]);
        seen.Plan!.Approvals.Single().Given.Single().ShouldBe(new DoneBy(Lee.Id, Lee.Id, null, Desk.At(12)));
        SolutionView.Of(DeciderSpec<Ticket>.Given(Working(Proposed(Restart), Proposed(Exchange, 2))).State.Solution, id => id)!.For(Desk.Grace).ShouldBeNull();
        SolutionView.Of(SolutionState.Initial, id => id).ShouldBeNull();
    }

    [Fact]
    public void The_plan_shows_its_steps_with_who_did_them_and_what_was_done_beside_it()
    {
        var state = DeciderSpec<Ticket>.Given(Simple(Started, Done(1), Done(null, StepOutcome.Added, "x"))).State.Solution;

        SolutionView.Of(state, id => id)!.Plan!.Steps.Select(step => (step.Step, step.Text, step.Outcome, step.Done?.By)).ShouldBe(
            [(1, "Tell everybody", StepOutcome.Done, Bob.Id), (2, "Restart it", null, null), (null, null, StepOutcome.Added, Bob.Id)]);
    }
}
