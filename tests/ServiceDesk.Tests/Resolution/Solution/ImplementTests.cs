using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Resolution;
using ServiceDesk.Resolution.Solution;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Resolution.Ticket>;
using static ServiceDesk.Tests.Desk;
using static ServiceDesk.Tests.Planned;
using Ticket = ServiceDesk.Resolution.Ticket;

namespace ServiceDesk.Tests;

/// <summary>A plan is carried out, undone, and verified.</summary>
public class ImplementTests
{
    private static readonly object[] carriedOut = Simple(Started, Done(1), Done(2), Finished);

    [Fact]
    public void A_plan_is_begun() => Given(Simple()).When(Implementing()).Then(Started with { At = At(21) });

    [Fact]
    public void A_plan_is_begun_once() => Given(Simple(Started)).When(Implementing()).ThenNothing();

    [Fact]
    public void Beginning_ends_a_pause() => Given(Simple(new WorkPaused(Ada.Id, PauseReason.Requester, At(15)))).When(Implementing())
        .Then(new WorkResumed(Bob.Id, At(21)), Started with { At = At(21) });

    [Fact]
    public void A_plan_without_steps_is_finished_when_it_is_begun()
    {
        var option = Proposed(Restart with { Steps = [] });

        Given(Working(option, Chosen(option))).When(Implementing()).Then(Started with { At = At(21) }, Finished with { At = At(21) });
    }

    [Fact]
    public void Steps_are_ticked_one_after_another_and_the_last_finishes()
    {
        Given(Simple()).When(Implementing(1)).Then(Started with { At = At(21) }, Done(1));
        Given(Simple(Started, Done(1))).When(Implementing(2)).Then(Done(2), Finished with { At = At(21) });
    }

    [Fact]
    public void A_step_is_ticked_once()
    {
        Given(Simple(Started, Done(1))).When(Implementing(1)).ThenNothing();
        Given(carriedOut).When(Implementing(2)).ThenNothing();
        Given(Simple(Started, Done(1))).When(Implementing(1, StepOutcome.Skipped, "No")).ThenRejected("step-done");
    }

    [Fact]
    public void A_deviation_is_recorded_with_its_note()
    {
        Given(Simple(Started)).When(Implementing(1, StepOutcome.Skipped, "Nobody is here")).Then(Done(1, StepOutcome.Skipped, "Nobody is here"));
        Given(Simple(Started)).When(Implementing(2, StepOutcome.Done, "They know already")).Then(Done(2, StepOutcome.Done, "They know already", early: true));
        Given(Simple(Started)).When(Implementing(null, StepOutcome.Added, "Changed the fuse")).Then(Done(null, StepOutcome.Added, "Changed the fuse"));
    }

    [Fact]
    public void A_step_out_of_order_needs_a_note() => Given(Simple(Started)).When(Implementing(2)).ThenRejected("deviation-needs-note");

    [Fact]
    public void What_was_done_beside_the_plan_finishes_nothing() =>
        Given(Simple(Started, Done(1), Done(null, StepOutcome.Added, "x"))).State.Solution.Plan!.State.ShouldBe(PlanState.Implementing);

    [Fact]
    public void A_step_that_the_plan_does_not_have_is_not_ticked()
    {
        var bare = Proposed(Restart with { Steps = [] });

        Given(Simple()).When(Implementing(3)).ThenInvalid("step");
        Given(Working(bare, Chosen(bare))).When(Implementing(1)).ThenInvalid("step");
    }

    [Fact]
    public void Nothing_is_carried_out_before_everybody_agreed()
    {
        Missing(Given(Risky()).When(Implementing())).ShouldBe(("not-approved", "Missing: the requester's acceptance; the approval “lead” (0 of 1)."));
        Missing(Given(Risky(Accepted)).When(Implementing(1))).ShouldBe(("not-approved", "Missing: the approval “lead” (0 of 1)."));
        Missing(Given(Risky(Approved(Lee))).When(Implementing())).ShouldBe(("not-accepted", "Missing: the requester's acceptance."));
        Given(Risky()).When(Implementing()).Decision.ShouldBeOfType<Decision.Rejected>().Parts.ShouldNotBeNull().Keys.ShouldBe(["acceptance", "approvals[0]"]);
        Given(Risky(Approved(Lee), Accepted)).When(Implementing()).Then(Started with { At = At(21) });
    }

    [Fact]
    public void Whoever_approved_does_not_carry_it_out()
    {
        Given(Risky(Approved(Lee), Accepted)).When(Implementing(by: Lee)).ThenRejected("approver-is-implementer");
        Given(Risky(Approved(Lee), Accepted, Started)).When(Implementing(1, by: Lee)).ThenRejected("approver-is-implementer");
    }

    [Fact]
    public void Without_a_plan_nothing_is_carried_out()
    {
        Given(Working()).When(Implementing()).ThenRejected("no-plan");
        Given(Simple(Started, RolledBack)).When(Implementing()).ThenRejected("no-plan");
        Given(Simple(new PlanDeclined(1, Grace.Id, Grace.Id, "No", At(13)))).When(Implementing()).ThenRejected("no-plan");
        Given(Risky(new SolutionRefused(1, Lee.Id, Grace.Id, "No", At(13)))).When(Implementing()).ThenRejected("no-plan");
    }

    [Fact]
    public void Nothing_is_added_to_what_is_finished() => Given(carriedOut).When(Implementing(null, StepOutcome.Added, "x")).ThenRejected("implemented");

    [Fact]
    public void On_a_resolved_ticket_nothing_is_carried_out_undone_or_verified()
    {
        object[] resolved = [.. carriedOut, Verified with { Option = 1 }, Resolved];

        Given(resolved).When(Implementing()).ThenRejected("resolved");
        Given(resolved).When(RollingBack).ThenRejected("resolved");
        Given(resolved).When(Verifying(true)).ThenRejected("resolved");
    }

    [Fact]
    public void What_was_carried_out_is_undone_and_reopens_the_choice()
    {
        Given(Simple(Started)).When(RollingBack).Then(RolledBack);
        Given(carriedOut).When(RollingBack).Then(RolledBack);
        Given([.. carriedOut, Verified with { Passed = false }]).When(RollingBack).Then(RolledBack);
        Given(Simple(Started, RolledBack)).When(RollingBack).ThenNothing();

        var after = Given([.. carriedOut, Verified, RolledBack]).State;
        (after.Solution.Plan!.State, after.Solution.IsVerified, after.Solution.AwaitsImplementation).ShouldBe((PlanState.RolledBack, false, true));
    }

    [Fact]
    public void What_was_not_begun_is_not_undone()
    {
        Given(Simple()).When(RollingBack).ThenRejected("not-implemented");
        Given(Working()).When(RollingBack).ThenRejected("no-plan");
        Given(Risky(new SolutionRefused(1, Lee.Id, Grace.Id, "No", At(13)))).When(RollingBack).ThenRejected("no-plan");
    }

    [Fact]
    public void A_solution_is_verified_after_it_was_carried_out()
    {
        Given(carriedOut).When(Verifying(true)).Then(Verified with { Option = 1 });
        Given(Simple()).When(Verifying(true)).ThenRejected("not-implemented");
        Given(Simple(Started, Done(1))).When(Verifying(true)).ThenRejected("not-implemented");
        Given(Simple(Started, RolledBack)).When(Verifying(true)).ThenRejected("not-implemented");
        Given(Simple()).When(ticket => new Resolve("x", null, null) { Verification = new Verification(true, "x", null) }.Decide(ticket, Ada, At(29))).ThenRejected("not-implemented");
        Given(Simple()).When(ticket => new Resolve("x", null, null).Decide(ticket, Ada, At(29))).ThenRejected("not-implemented");
    }

    [Fact]
    public void Where_nothing_was_planned_the_work_is_verified_as_it_is()
    {
        Given(Working()).When(Verifying(true)).Then(Verified);
        Given(Working(Proposed(Restart), Proposed(Exchange, 2))).When(Verifying(true)).Then(Verified);
        Given(Opening, Assignment).When(Verifying(true)).Then(new WorkResumed(Ada.Id, At(29)), Verified);
    }

    [Fact]
    public void A_failed_verification_sends_the_work_back()
    {
        Given(carriedOut).When(Verifying(false)).Then(Verified with { Option = 1, Passed = false });

        var after = Given([.. carriedOut, Verified with { Option = 1, Passed = false }]).State;
        (after.Status, after.Solution.Plan!.State, after.Solution.IsVerified).ShouldBe((TicketStatus.InProgress, PlanState.Failed, false));
    }

    [Fact]
    public void A_verification_stands_until_something_else_is_planned_undone_or_the_requester_disagrees()
    {
        Given(Working(Verified)).State.Solution.IsVerified.ShouldBeTrue();
        Given(Working(Verified, Proposed(Restart))).State.Solution.IsVerified.ShouldBeTrue();
        Given(Working(Verified, Proposed(Restart), Chosen(Proposed(Restart)))).State.Solution.IsVerified.ShouldBeFalse();
        Given([.. carriedOut, Verified]).State.Solution.IsVerified.ShouldBeTrue();
        Given(Working(Verified, Resolved, new CaseReopened(Ada.Id, Grace.Id, null, null, null, At(40)))).State.Solution.IsVerified.ShouldBeFalse();
        Given(Working(Verified, Resolved, new SolutionRejected(Grace.Id, Grace.Id, "No", null, null, At(40)))).State.Solution.IsVerified.ShouldBeFalse();
    }

    [Fact]
    public void A_plan_that_the_requester_found_useless_can_be_verified_again_or_undone()
    {
        object[] rejected = [.. carriedOut, Verified, Resolved, new SolutionRejected(Grace.Id, Grace.Id, "No", null, null, At(28))];

        Given(rejected).State.Solution.Plan!.State.ShouldBe(PlanState.Failed);
        Given(rejected).When(Verifying(true)).Then(Verified with { Option = 1 });
        Given(rejected).When(RollingBack).Then(RolledBack);
    }

    private static (string, string) Missing(Decided decided) =>
        decided.Decision.ShouldBeOfType<Decision.Rejected>() is var refusal ? (refusal.Code, refusal.Reason) : default;

    private static Func<Ticket, Decision> Implementing(int? step = null, StepOutcome outcome = StepOutcome.Done, string? note = null, Actor? by = null) =>
        ticket => new Implement(step, outcome, note, null).Decide(ticket, by ?? Bob, At(21));

    private static Decision RollingBack(Ticket ticket) => new RollBack("Worse", null).Decide(ticket, Bob, At(25));

    private static Func<Ticket, Decision> Verifying(bool passed) => ticket => new Verify(passed, "Pinged it", null, null).Decide(ticket, Ada, At(29));
}
