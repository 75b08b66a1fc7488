using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Resolution.Solution;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Resolution.Ticket>;
using static ServiceDesk.Tests.Desk;
using static ServiceDesk.Tests.Planned;
using Ticket = ServiceDesk.Resolution.Ticket;

namespace ServiceDesk.Tests;

public class ProposeTests
{
    [Fact]
    public void The_only_option_becomes_the_plan() => Given(Working()).When(Proposing(Restart))
        .Then(Proposed(Restart), new SolutionChosen(1, 1, Ada.Id, 1, [], "network", [], false, At(10)));

    [Fact]
    public void The_work_on_an_assigned_ticket_begins_with_a_proposal() => Given(Opening, Assignment).When(Proposing(Restart, Exchange))
        .Then(new WorkResumed(Ada.Id, At(10)), Proposed(Restart), Proposed(Exchange, 2));

    [Fact]
    public void Of_several_options_none_is_chosen() => Given(Working()).When(Proposing(Restart, Exchange)).Then(Proposed(Restart), Proposed(Exchange, 2));

    [Fact]
    public void A_further_option_leaves_the_plan_as_it_is() => Given(Simple()).When(Proposing(Exchange)).Then(Proposed(Exchange, 2));

    [Fact]
    public void A_risky_plan_needs_approval_and_acceptance() => Given(Working()).When(Proposing(Exchange)).Then(Proposed(Exchange), ChosenRisky());

    [Fact]
    public void A_risky_option_without_a_way_back_is_proposed_but_no_plan() =>
        Given(Working()).When(Proposing(Exchange with { RollbackPlan = null })).Then(Proposed(Exchange with { RollbackPlan = null }));

    [Fact]
    public void What_was_proposed_already_is_not_proposed_twice()
    {
        Given(Simple()).When(Proposing(Restart)).ThenNothing();
        Given(Simple()).When(Proposing(Restart with { Option = 1 })).ThenNothing();
        Given(Simple()).When(Proposing(Restart, Exchange)).Then(Proposed(Exchange, 2));
    }

    [Fact]
    public void A_plan_that_is_written_anew_must_be_agreed_to_anew()
    {
        var anew = Exchange with { Option = 1, Text = "Exchange it by night" };
        var again = ChosenRisky(revision: 2) with { Plan = "Exchange\n\nExchange it by night\n\nA minute dark" };

        var given = Given(Risky(Approved(Lee), Accepted));
        given.When(Proposing(anew)).Then(Proposed(anew, 1, 2), again);

        var after = Given(Risky(Approved(Lee), Accepted, Proposed(anew, 1, 2), again)).State.Solution.Plan.ShouldNotBeNull();
        (after.Approvals.Count, after.Acceptance, after.Missing.Count).ShouldBe((0, null, 2));
    }

    [Theory]
    [InlineData("title")]
    [InlineData("steps")]
    [InlineData("rollback")]
    [InlineData("systems")]
    [InlineData("guides")]
    [InlineData("acceptance")]
    [InlineData("cost")]
    public void Any_other_value_is_another_text(string what) => (what switch
    {
        "title" => Exchange with { Title = "x" },
        "steps" => Exchange with { Steps = ["x"] },
        "rollback" => Exchange with { RollbackPlan = "x" },
        "systems" => Exchange with { CriticalSystems = ["x"] },
        "guides" => Exchange with { Guides = ["x"] },
        "acceptance" => Exchange with { NeedsAcceptance = true },
        _ => Exchange with { Cost = "x" },
    }).Says(Proposed(Exchange)).ShouldBeFalse();

    [Fact]
    public void An_option_beside_the_plan_is_written_anew_without_touching_the_plan()
    {
        var anew = Restart with { Option = 2, Text = "Twice" };

        Given(Risky(Proposed(Restart, 2), Approved(Lee))).When(Proposing(anew)).Then(Proposed(anew, 2, 2));
    }

    [Fact]
    public void A_plan_does_not_lose_its_way_back() =>
        Given(Risky()).When(Proposing(Exchange with { Option = 1, RollbackPlan = null })).ThenRejected("rollback-plan-missing");

    [Fact]
    public void What_is_being_carried_out_is_not_written_anew()
    {
        var anew = Restart with { Option = 1, Text = "Twice" };

        Given(Simple(Started)).When(Proposing(anew)).ThenRejected("implementation-started");
        Given(Simple(Started, Done(1), Done(2), Finished)).When(Proposing(anew)).ThenRejected("implementation-started");
        Given(Simple(Started, RolledBack)).When(Proposing(anew)).Then(new SolutionProposed(
            1, 2, Ada.Id, Grace.Id, anew.Title, "Twice", anew.Type, anew.Steps, anew.Effectiveness, null, null, anew.Cost, anew.Risk, anew.Difficulty, anew.Effect, [], null, false, [], At(10)));
    }

    [Fact]
    public void An_option_that_is_not_there_is_not_written_anew()
    {
        Given(Simple()).When(Proposing(Restart with { Option = 2 })).ThenInvalid("option");
        Given(Simple()).When(Proposing(Exchange, Restart with { Option = 3 })).ThenInvalid("options[1].option");
    }

    [Fact]
    public void There_is_an_end_of_options() =>
        Given(Working([.. Enumerable.Range(1, ProposedOption.Most).Select(number => Proposed(Restart with { Title = $"{number}" }, number))]))
            .When(Proposing(Exchange)).ThenRejected("too-many-options");

    [Fact]
    public void Nothing_is_proposed_for_a_resolved_ticket() => Given(Working(Verified, Resolved)).When(Proposing(Restart)).ThenRejected("resolved");

    private static Func<Ticket, Decision> Proposing(params ProposedOption[] options) => ticket => new Propose(options, null, Shipped).Decide(ticket, Ada, At(10));
}
