using ServiceDesk.Contracts;
using ServiceDesk.Resolution;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Resolution.Ticket>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class DiagnoseTests
{
    private static readonly TicketResolved resolved = new(Ada.Id, Grace.Id, "New switch", null, "first-line", Ada.Id, At(30));

    [Fact]
    public void An_agent_records_what_was_found() => Given(Opening, Assignment)
        .When(ticket => new Diagnose("The switch is dead.", null).Decide(ticket, Ada, At(10)))
        .Then(new DiagnosisRecorded(Ada.Id, Grace.Id, "The switch is dead.", At(10)));

    [Fact]
    public void A_resolved_ticket_is_not_diagnosed() => Given(Opening, resolved)
        .When(ticket => new Diagnose("More.", null).Decide(ticket, Ada, At(40)))
        .ThenRejected("resolved");

    [Fact]
    public void A_confirmed_ticket_is_not_diagnosed() => Given(Opening, resolved, new SolutionConfirmed(Grace.Id, Grace.Id, null, At(40)))
        .When(ticket => new Diagnose("More.", null).Decide(ticket, Ada, At(41)))
        .ThenRejected("resolved");

    [Fact]
    public void A_diagnosis_starts_the_work_and_stops_no_clock()
    {
        var ticket = Given(Opening, new DiagnosisRecorded(Ada.Id, Grace.Id, "The switch is dead.", At(10))).State;

        ticket.Status.ShouldBe(TicketStatus.InProgress);
        (ticket.Response.IsStopped, ticket.Resolution.IsStopped).ShouldBe((false, false));
    }
}
