using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Resolution.Solution;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Resolution.Ticket>;
using static ServiceDesk.Tests.Desk;
using static ServiceDesk.Tests.Planned;
using Ticket = ServiceDesk.Resolution.Ticket;

namespace ServiceDesk.Tests;

/// <summary>An option is chosen, and those who must agree do or do not.</summary>
public class PlanTests
{
    private static readonly PlanDeclined declined = new(1, Grace.Id, Grace.Id, "Too loud", At(13));
    private static readonly SolutionRefused refused = new(1, Lee.Id, Grace.Id, "Not today", At(13));
    private static readonly object[] carriedOut = Simple(Started, Done(1), Done(2), Finished);

    [Fact]
    public void An_option_is_chosen_with_what_the_rules_ask_of_it() =>
        Given(Working(Proposed(Restart), Proposed(Exchange, 2))).When(Choosing(2)).Then(ChosenRisky(number: 2, at: 15));

    [Fact]
    public void Another_option_takes_the_place_of_the_plan() => Given(Risky(Proposed(Restart, 2), Approved(Lee))).When(Choosing(2))
        .Then(new SolutionChosen(2, 1, Ada.Id, 1, [], "network", [], false, At(15)));

    [Fact]
    public void Choosing_the_plan_again_keeps_its_approvals() => Given(Risky(Approved(Lee))).When(Choosing(1)).ThenNothing();

    [Theory]
    [InlineData("declined")]
    [InlineData("refused")]
    [InlineData("rolled back")]
    [InlineData("failed")]
    public void What_came_to_nothing_can_be_chosen_again_and_is_agreed_to_again(string end)
    {
        object[] history = end switch
        {
            "declined" => Risky(Approved(Lee), Accepted, declined),
            "refused" => Risky(Approved(Lee), Accepted, refused),
            "rolled back" => Risky(Approved(Lee), Accepted, Started, RolledBack),
            _ => Risky(Approved(Lee), Accepted, Started, Done(1), Done(2), Done(3), Finished, Verified with { Passed = false }),
        };

        Given(history).When(Choosing(1)).Then(ChosenRisky(at: 15));
        Given([.. history, ChosenRisky(at: 15)]).State.Solution.Plan!.Missing.Count.ShouldBe(2);
    }

    [Fact]
    public void A_plan_that_was_begun_is_not_changed_for_another()
    {
        Given(Simple(Proposed(Exchange, 2), Started)).When(Choosing(2)).ThenRejected("implementation-started");
        Given([.. carriedOut, Proposed(Exchange, 2)]).When(Choosing(2)).ThenRejected("implementation-started");
    }

    [Fact]
    public void A_risky_option_without_a_way_back_is_not_chosen() =>
        Given(Working(Proposed(Exchange with { RollbackPlan = null }))).When(Choosing(1)).ThenRejected("rollback-plan-missing");

    [Fact]
    public void An_option_that_is_not_there_is_not_chosen() => Given(Simple()).When(Choosing(2)).ThenInvalid("option");

    [Fact]
    public void The_requester_accepts_the_plan() => Given(Risky()).When(Accepting(Grace, null)).Then(Accepted with { At = At(15) });

    [Fact]
    public void The_requester_accepts_once() => Given(Risky(Accepted)).When(Accepting(Grace, "Yes")).ThenNothing();

    [Fact]
    public void Who_accepts_for_the_requester_tells_how_the_requester_agreed()
    {
        Given(Risky()).When(Accepting(Ada, null)).ThenInvalid("comment");
        Given(Risky()).When(Accepting(Ada, "By phone")).Then(new PlanAccepted(1, Ada.Id, Grace.Id, "By phone", At(15)));
    }

    [Fact]
    public void The_requester_declines_the_plan_also_after_having_accepted_it()
    {
        Given(Risky(Accepted)).When(Declining).Then(declined with { At = At(15) });
        Given(Risky(declined)).When(Declining).ThenNothing();
    }

    [Fact]
    public void A_lead_approves() => Given(Risky()).When(Approving(Lee)).Then(Approved(Lee) with { At = At(15) });

    [Fact]
    public void A_person_approves_once() => Given(Risky(Approved(Lee))).When(Approving(Lee)).ThenNothing();

    [Fact]
    public void Nobody_else_needs_to_approve_what_is_approved() => Given(Risky(Approved(Lee))).When(Approving(Lou)).ThenNothing();

    [Fact]
    public void Approvals_have_an_order_and_a_quorum_of_different_people()
    {
        object[] history = Working(Proposed(Exchange), Chosen(Proposed(Exchange), ByLead, ByBoard));

        Given([.. history]).When(Approving(Bob)).ThenRejected("not-an-approver");
        Given([.. history]).When(Approving(Root)).Then(Approved(Root) with { At = At(15) });
        history = [.. history, Approved(Root)];
        Given([.. history]).When(Approving(Root)).ThenNothing();
        Given([.. history]).When(Approving(Bob)).Then(Approved(Bob, 2) with { At = At(15) });
        history = [.. history, Approved(Bob, 2)];
        Given([.. history]).State.Solution.Plan!.Missing.Values.ShouldBe(["the approval “board” (1 of 2)"]);
        Given([.. history]).When(Approving(Bob)).ThenNothing();
        Given([.. history]).When(Approving(Lee)).Then(Approved(Lee, 2) with { At = At(15) });
        Given([.. history, Approved(Lee, 2)]).State.Solution.Plan!.Missing.ShouldBeEmpty();
    }

    [Fact]
    public void Whoever_proposed_the_plan_or_has_the_ticket_does_not_approve_of_it()
    {
        var anew = Proposed(Exchange with { Text = "By night" }, 1, 2, by: Lou);

        Given(Working(Proposed(Exchange, by: Lee), ChosenRisky())).When(Approving(Lee)).ThenRejected("approver-is-implementer");
        Given(Risky(anew, ChosenRisky(revision: 2))).When(Approving(Lou)).ThenRejected("approver-is-implementer");
        Given([.. Risky(), Assignment with { Agent = Lee.Id }]).When(Approving(Lee)).ThenRejected("approver-is-implementer");
        Given(Risky(anew, ChosenRisky(revision: 2))).When(Approving(Lee)).Then(Approved(Lee) with { At = At(15) });
    }

    [Fact]
    public void Whoever_the_rules_do_not_name_does_not_approve()
    {
        Given(Risky()).When(Approving(Bob)).ThenRejected("not-an-approver");
        Given(Simple()).When(Approving(Lee)).ThenRejected("no-approval-needed");
    }

    [Fact]
    public void An_approver_refuses_also_after_having_approved()
    {
        Given(Risky(Approved(Lee))).When(Refusing(Lee)).Then(refused with { At = At(15) });
        Given(Risky(refused)).When(Refusing(Lee)).ThenNothing();
        Given(Risky()).When(Refusing(Bob)).ThenRejected("not-an-approver");
        Given(Simple()).When(Refusing(Lee)).ThenRejected("no-approval-needed");
    }

    [Fact]
    public void A_wait_for_approval_ends_when_the_approvers_have_spoken_and_no_other_wait_does()
    {
        WorkPaused Waits(PauseReason reason) => new(Ada.Id, reason, At(12));
        var resumed = new WorkResumed(Lee.Id, At(15));

        Given(Risky(Waits(PauseReason.Approval))).When(Approving(Lee)).Then(Approved(Lee) with { At = At(15) }, resumed);
        Given(Risky(Waits(PauseReason.Approval))).When(Refusing(Lee)).Then(refused with { At = At(15) }, resumed);
        Given(Risky(Waits(PauseReason.Vendor))).When(Approving(Lee)).Then(Approved(Lee) with { At = At(15) });
        Given(Working(Proposed(Exchange), Chosen(Proposed(Exchange), ByBoard), Waits(PauseReason.Approval))).When(Approving(Lee)).Then(Approved(Lee) with { At = At(15) });
    }

    public static TheoryData<string> Verbs { get; } = ["accept", "decline", "approve", "refuse"];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Nobody_consents_without_a_plan_and_nobody_when_it_is_too_late(string verb)
    {
        var consent = Consent(verb, null);

        Given(Working()).When(consent).ThenRejected("no-plan");
        Given(Working(Proposed(Restart), Proposed(Exchange, 2))).When(consent).ThenRejected("no-plan");
        Given(Risky(Approved(Lee), Accepted, Started)).When(consent).ThenRejected("implementation-started");
        Given(Risky(Approved(Lee), Accepted, Started, RolledBack)).When(consent).ThenRejected("no-plan");
        Given(Working(Verified, Resolved)).When(consent).ThenRejected("resolved");
        if (verb != "decline") Given(Risky(declined)).When(consent).ThenRejected("no-plan");
        if (verb != "refuse") Given(Risky(refused)).When(consent).ThenRejected("no-plan");
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Who_names_the_text_consents_to_no_other(string verb)
    {
        Given(Risky()).When(Consent(verb, 2)).ThenRejected("plan-changed");
        Given(Risky()).When(Consent(verb, 1)).Decision.ShouldBeOfType<Decision.Accepted>().Events.Count.ShouldBe(1);
    }

    [Fact]
    public void A_refused_or_declined_plan_stands_in_the_way_of_resolving()
    {
        Given(Risky(refused)).State.Solution.AwaitsImplementation.ShouldBeTrue();
        Given(Risky(declined)).State.Solution.AwaitsImplementation.ShouldBeTrue();
    }

    private static Func<Ticket, Decision> Choosing(int option) => ticket => new Choose(option, null, Shipped).Decide(ticket, Ada, At(15));

    private static Func<Ticket, Decision> Accepting(Actor actor, string? comment) => ticket => new AcceptPlan(null, null, comment, null).Decide(ticket, actor, At(15));

    private static Decision Declining(Ticket ticket) => new DeclinePlan(null, null, "Too loud", null).Decide(ticket, Grace, At(15));

    private static Func<Ticket, Decision> Approving(Actor actor) => ticket => new Approve(null, null, null, null).Decide(ticket, actor, At(15));

    private static Func<Ticket, Decision> Refusing(Actor actor) => ticket => new Refuse(null, null, "Not today", null).Decide(ticket, actor, At(15));

    private static Func<Ticket, Decision> Consent(string verb, int? revision) => ticket => verb switch
    {
        "accept" => new AcceptPlan(null, revision, null, null).Decide(ticket, Grace, At(15)),
        "decline" => new DeclinePlan(null, revision, "x", null).Decide(ticket, Grace, At(15)),
        "approve" => new Approve(null, revision, null, null).Decide(ticket, Lee, At(15)),
        _ => new Refuse(null, revision, "x", null).Decide(ticket, Lee, At(15)),
    };
}
