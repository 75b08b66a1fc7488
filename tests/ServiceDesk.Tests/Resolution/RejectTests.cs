using NodaTime;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.Resolution;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Resolution.Ticket>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class RejectTests
{
    private static readonly TicketResolved resolved = new(Ada.Id, Grace.Id, "New switch", null, "first-line", Ada.Id, At(30));
    private static readonly SolutionRejected rejected = new(Grace.Id, Grace.Id, "Still offline", "first-line", Ada.Id, At(40));

    [Fact]
    public void A_rejected_solution_returns_to_its_team_and_agent() => Given(Opening, Assignment, resolved)
        .When(ticket => new Reject("Still offline", null).Decide(ticket, Grace, At(40)))
        .Then(rejected);

    [Fact]
    public void A_confirmed_solution_can_still_be_rejected() => Given(Opening, Assignment, resolved, new SolutionConfirmed(Grace.Id, Grace.Id, null, At(35)))
        .When(ticket => new Reject("Still offline", null).Decide(ticket, Grace, At(40)))
        .Then(rejected);

    [Fact]
    public void There_is_nothing_to_reject_before_a_solution() => Given(Opening, Assignment)
        .When(ticket => new Reject("No", null).Decide(ticket, Grace, At(5)))
        .ThenRejected("not-resolved");

    [Fact]
    public void A_closed_ticket_is_not_rejected() => Given(Opening, resolved, new SolutionConfirmed(Grace.Id, Grace.Id, null, At(40)), new TicketClosed(Ada.Id, At(50)))
        .When(ticket => new Reject("No", null).Decide(ticket, Grace, At(60)))
        .ThenRejected("closed");

    [Fact]
    public void The_time_while_it_was_resolved_does_not_count()
    {
        var ticket = Given(Opening, Assignment, resolved, rejected).State;

        ticket.Status.ShouldBe(TicketStatus.InProgress);
        var reading = Clock(ticket, ClockName.Resolution, At(60));
        (reading.State, reading.Elapsed, reading.Due).ShouldBe((ClockState.Running, Duration.FromMinutes(50), At(490)));
    }
}
