using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Resolution.Closing;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Resolution.Closing.FollowUp>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class FollowUpTests
{
    private static readonly Actor lead = new("person-lin", [Roles.Lead], null, null);
    private static readonly FollowUpOpened opened = new(FollowUpSource.Survey, Grace.Id, 1, "Slow", Ada.Id, At(600), At(60));
    private static readonly FollowUpDone done = new(Ada.Id, Grace.Id, "A checklist", At(70));
    private static readonly FollowUpVerified verified = new(lead.Id, Grace.Id, true, null, At(80));

    [Fact]
    public void The_loop_is_closed_by_somebody_else_than_the_one_who_did_it()
    {
        Given(opened).When(one => new FinishFollowUp("A checklist").Decide(one, Ada, At(70))).Then(done);
        Given(opened, done).When(one => new VerifyFollowUp(true, null).Decide(one, lead, At(80))).Then(verified);
        Given(opened, done with { By = lead.Id }).When(one => new VerifyFollowUp(true, null).Decide(one, lead, At(80))).ThenRejected("own-work");
        Given(opened).When(one => new VerifyFollowUp(true, null).Decide(one, lead, At(80))).ThenRejected("not-done");
        Given(opened, done, verified).When(one => new VerifyFollowUp(true, null).Decide(one, Root, At(90))).ThenNothing();
        Given(opened, done, verified).When(one => new VerifyFollowUp(false, null).Decide(one, Root, At(90))).ThenRejected("verified");
    }

    [Fact]
    public void What_does_not_help_is_open_again()
    {
        var failed = verified with { Passed = false };

        Given(opened, done).When(one => new VerifyFollowUp(false, null).Decide(one, lead, At(80))).Then(failed);
        Given(opened, done, failed).When(one => new FinishFollowUp("Two checklists").Decide(one, Ada, At(90))).Then(new FollowUpDone(Ada.Id, Grace.Id, "Two checklists", At(90)));
    }

    [Fact]
    public void Only_its_owner_or_a_lead_has_done_it()
    {
        var stranger = new Actor("person-eve", [Roles.Agent], null, null);

        Given(opened).When(one => new FinishFollowUp("x").Decide(one, stranger, At(70))).ThenRejected("not-owner");
        Given(opened).When(one => new FinishFollowUp("x").Decide(one, lead, At(70))).Then(new FollowUpDone(lead.Id, Grace.Id, "x", At(70)));
        Given(opened, done).When(one => new FinishFollowUp("x").Decide(one, Ada, At(75))).ThenRejected("not-open");
    }

    [Fact]
    public void An_open_one_changes_hands()
    {
        Given(opened).When(one => new AssignFollowUp(lead.Id, At(900)).Decide(one, Root, At(65))).Then(new FollowUpAssigned(Root.Id, lead.Id, At(900), At(65)));
        Given(opened).When(one => new AssignFollowUp(Ada.Id, null).Decide(one, Root, At(65))).ThenNothing();
        Given(opened).When(one => new AssignFollowUp(lead.Id, At(60)).Decide(one, Root, At(65))).ThenInvalid("dueAt");
        Given(opened, done).When(one => new AssignFollowUp(lead.Id, null).Decide(one, Root, At(75))).ThenRejected("not-open");
    }

    [Fact]
    public void More_discontent_opens_a_second_one_only_when_the_first_is_verified()
    {
        Given().When(one => one.Open(opened)).Then(opened);
        Given(opened).When(one => one.Open(opened)).ThenNothing();
        Given(opened, done).When(one => one.Open(opened)).ThenNothing();
        Given(opened, done, verified).When(one => one.Open(opened)).Then(opened);
    }

    [Fact]
    public void Whoever_may_not_see_the_ticket_does_not_learn_of_its_follow_up()
    {
        var ticket = DeciderSpec<Resolution.Ticket>.Given(Opening).State;
        var elsewhere = lead with { Organization = "other" };

        Given(opened).When(one => FollowUpCommand.Decide(ticket, one, new AssignFollowUp(lead.Id, null), elsewhere, At(65))).ThenMissing();
        Given().When(one => FollowUpCommand.Decide(ticket, one, new AssignFollowUp(lead.Id, null), lead, At(65))).ThenMissing();
    }
}
