using ServiceDesk.Contracts;
using ServiceDesk.Resolution;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Resolution.Ticket>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class RespondTests
{
    private static readonly TicketResolved resolved = new(Ada.Id, Grace.Id, "New switch", null, "first-line", Ada.Id, At(30));

    [Fact]
    public void An_agent_answers_a_new_ticket() => Given(Opening)
        .When(ticket => new Respond("We are on it.", null).Decide(ticket, Ada, At(5)))
        .Then(new ResponseGiven(Ada.Id, Grace.Id, "We are on it.", At(5)));

    [Fact]
    public void A_second_answer_is_recorded_too() => Given(Opening, Assignment, new ResponseGiven(Ada.Id, Grace.Id, "We are on it.", At(5)))
        .When(ticket => new Respond("Still on it.", null).Decide(ticket, Ada, At(9)))
        .Then(new ResponseGiven(Ada.Id, Grace.Id, "Still on it.", At(9)));

    [Fact]
    public void A_resolved_ticket_is_not_answered() => Given(Opening, resolved)
        .When(ticket => new Respond("Hello?", null).Decide(ticket, Ada, At(40)))
        .ThenRejected("resolved");

    [Fact]
    public void A_closed_ticket_is_not_answered() => Given(Opening, resolved, new SolutionConfirmed(Grace.Id, Grace.Id, null, At(40)), new TicketClosed(Ada.Id, At(50)))
        .When(ticket => new Respond("Hello?", null).Decide(ticket, Ada, At(60)))
        .ThenRejected("closed");

    [Fact]
    public void Only_the_first_answer_stops_the_response_clock()
    {
        var ticket = Given(Opening, new ResponseGiven(Ada.Id, Grace.Id, "1", At(5)), new ResponseGiven(Ada.Id, Grace.Id, "2", At(9))).State;

        Clock(ticket, ClockName.Response, At(60)).Stopped.ShouldBe(At(5));
        Clock(ticket, ClockName.Resolution, At(60)).Stopped.ShouldBeNull();
        ticket.Status.ShouldBe(TicketStatus.InProgress);
    }
}
