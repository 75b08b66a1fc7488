using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Routing;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class ImportedRoutingTests
{
    private static readonly TicketRouted imported = RouteTicket.Import(RoutingFacts.Of(Submitted), Opened);
    private static readonly AssignmentImported owners = new("network", Priority.P1, "Group 1", "resolver", At(5));

    [Fact]
    public void An_imported_ticket_is_nobodys_and_has_the_priority_of_the_table() =>
        (imported.Team, imported.Agent, imported.Priority, imported.AssignmentReason, imported.Candidates.Count).ShouldBe((null, null, Priority.P2, "imported", 0));

    [Fact]
    public void The_owners_in_the_other_system_are_nobodys_load()
    {
        var ticket = DeciderSpec<Ticket>.Given(imported, owners).State;

        (ticket.Routed!.Priority, ticket.Routed.Team, ticket.Routed.Agent).ShouldBe((Priority.P1, "Group 1", "resolver"));
        (ticket.Counts, ticket.IsAssignedHere).ShouldBe((false, false));
    }

    [Fact]
    public void A_step_that_changes_no_owner_records_nothing()
    {
        var step = new HistoryImported(HistoricStep.Updated, "Group 1", "resolver", "ada", "Active", Priority.P1, "network", At(6));
        var routed = DeciderSpec<Ticket>.Given(imported, owners).State.Routed!;

        RouteTicket.Import(routed, step).ShouldBeNull();
        RouteTicket.Import(routed, step with { Agent = null }).ShouldBe(owners with { Agent = null, At = At(6) });
    }

    [Fact]
    public void What_happened_elsewhere_changes_no_load_here()
    {
        var meta = new EventMeta { Actor = "service:resolution", Imported = new ImportedFrom("servicenow", "r1") };
        foreach (var body in (object[])[new TicketResolved("ada", "grace", "x", null, null, null, At(1)), new CaseReopened("ada", "grace", null, null, null, At(1))])
        {
            new RoutingReaction(null!, _ => default).StreamOf(Recorded(body, meta: meta)).ShouldBeNull();
            new RoutingReaction(null!, _ => default).StreamOf(Recorded(body, stream: "ticket-1")).ShouldBe("ticket-1");
        }
    }
}
