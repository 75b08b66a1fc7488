using ServiceDesk.Contracts;
using ServiceDesk.Resolution.Problems;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class TicketNotesTests
{
    private static readonly Guid id = new("0197f0a0-0000-7000-8000-00000000000a");
    private static readonly Guid ticketId = new("0197f0a0-0000-7000-8000-000000000001");
    private static readonly ProblemOpened opened = new("PRB-000001", "VPN drops", null, "acme", Priority.P3, null, null, Ada.Id, At(1));
    private static readonly IncidentsLinked linked = new([new LinkedIncident(ticketId, "INC-000123", "acme")], Ada.Id, At(2));
    private static readonly WorkaroundRecorded recorded = new(1, "Reconnect", Ada.Id, At(3));
    private static readonly ProblemLinked noted = new(id, "PRB-000001", Ada.Id, At(4));
    private static readonly WorkaroundTold told = new(id, "PRB-000001", 1, Ada.Id, Grace.Id, "Reconnect", At(4));
    private static readonly TicketResolved resolved = new(Ada.Id, Grace.Id, "x", null, null, null, At(3));

    private static IReadOnlyList<object> Notes(object[] problem, params object[] ticket) =>
        TicketNotes.Of(id, DeciderSpec<Problem>.Given(problem).State, ticketId, DeciderSpec<ServiceDesk.Resolution.Ticket>.Given(ticket).State, Ada.Id, At(4));

    [Fact]
    public void A_linked_ticket_knows_its_problem_and_its_requester_hears_the_workaround() => Notes([opened, linked, recorded], Opening).ShouldBe([noted, told]);

    [Fact]
    public void What_a_ticket_has_it_does_not_get_again() => Notes([opened, linked, recorded], Opening, noted, told).ShouldBeEmpty();

    [Fact]
    public void A_better_workaround_is_told_too() =>
        Notes([opened, linked, recorded, recorded with { Version = 2, Workaround = "Use the other gate" }], Opening, noted, told)
            .ShouldBe([told with { Version = 2, Workaround = "Use the other gate" }]);

    [Fact]
    public void A_ticket_that_is_not_open_is_told_nothing() => Notes([opened, linked, recorded], Opening, resolved).ShouldBe([noted]);

    [Fact]
    public void A_ticket_that_is_none_of_the_problem_is_told_so_and_no_workaround()
    {
        Notes([opened, linked, recorded, new IncidentUnlinked(ticketId, "INC-000123", Ada.Id, At(4))], Opening, noted).ShouldBe([new ProblemUnlinked(id, "PRB-000001", Ada.Id, At(4))]);
        Notes([opened, recorded], Opening).ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_is_told_from_before_the_ticket_was_opened() =>
        Notes([opened, linked], Opening with { At = At(9) }).ShouldBe([noted with { At = At(9) }]);

    [Fact]
    public void A_workaround_moves_neither_clock_nor_status()
    {
        var (before, after) = (DeciderSpec<ServiceDesk.Resolution.Ticket>.Given(Opening, Assignment).State, DeciderSpec<ServiceDesk.Resolution.Ticket>.Given(Opening, Assignment, noted, told).State);

        (after with { Problems = before.Problems }).ShouldBe(before);
        TicketProblemView.Of(after.Problems).ShouldBe([new TicketProblemView(id, "PRB-000001")]);
    }
}
