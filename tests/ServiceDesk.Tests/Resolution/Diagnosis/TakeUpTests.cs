using ServiceDesk.Contracts;
using ServiceDesk.Resolution;
using ServiceDesk.Resolution.Diagnosis;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Resolution.Ticket>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class TakeUpTests
{
    private static readonly WorkAccepted accepted = new(Ada.Id, At(3));

    [Fact]
    public void An_agent_takes_the_work_up() => Given(Opening, Assignment).When(ticket => new TakeUp(null).Decide(ticket, Ada, At(3))).Then(accepted);

    [Fact]
    public void Who_took_it_up_does_not_do_so_again_and_somebody_else_may()
    {
        Given(Opening, Assignment, accepted).When(ticket => new TakeUp(null).Decide(ticket, Ada, At(4))).ThenNothing();
        Given(Opening, Assignment, accepted).When(ticket => new TakeUp(null).Decide(ticket, Root, At(4))).Then(new WorkAccepted(Root.Id, At(4)));
    }

    [Fact]
    public void The_requester_hears_nothing_so_the_response_clock_runs_on()
    {
        var ticket = Given(Opening, Assignment, accepted).State;

        ticket.Status.ShouldBe(TicketStatus.InProgress);
        (Clock(ticket, ClockName.Response, At(90)).Stopped, Clock(ticket, ClockName.Resolution, At(90)).Stopped).ShouldBe((null, null));
        ticket.Update.Due.ShouldBe(Given(Opening, Assignment).State.Update.Due);
    }

    [Fact]
    public void Another_owner_has_not_taken_it_up_yet()
    {
        Given(Opening, accepted, Assignment).State.Diagnosis.AcceptedBy.ShouldBe(Ada.Id);
        Given(Opening, accepted, Assignment with { Agent = Root.Id }).State.Diagnosis.AcceptedBy.ShouldBeNull();
        Given(Opening, Assignment, accepted, Assignment with { Agent = null }).State.Diagnosis.AcceptedBy.ShouldBeNull();
    }

    [Fact]
    public void Who_took_it_up_still_has_when_something_else_about_it_changes()
    {
        Given(Opening, accepted, Assignment with { Agent = null, Priority = Priority.P1 }).State.Diagnosis.AcceptedBy.ShouldBe(Ada.Id);
        Given(Opening, Assignment with { Agent = Root.Id }, accepted, Assignment with { Agent = Root.Id, Priority = Priority.P1 }).State.Diagnosis.AcceptedBy.ShouldBe(Ada.Id);
    }

    [Fact]
    public void A_resolved_ticket_is_not_taken_up() => Given(Opening, new TicketResolved(Ada.Id, Grace.Id, "x", null, null, null, At(2)))
        .When(ticket => new TakeUp(null).Decide(ticket, Ada, At(3)))
        .ThenRejected("resolved");
}
