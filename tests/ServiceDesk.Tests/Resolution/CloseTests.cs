using ServiceDesk.Contracts;
using ServiceDesk.Resolution;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Resolution.Ticket>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class CloseTests
{
    private static readonly TicketResolved resolved = new(Ada.Id, Grace.Id, "New switch", null, "first-line", Ada.Id, At(30));
    private static readonly SolutionConfirmed confirmed = new(Grace.Id, Grace.Id, null, At(40));

    [Fact]
    public void A_confirmed_ticket_is_closed() => Given(Opening, resolved, confirmed)
        .When(ticket => new Close(null).Decide(ticket, Ada, At(50)))
        .Then(new TicketClosed(Ada.Id, At(50)));

    [Fact]
    public void Closing_twice_changes_nothing() => Given(Opening, resolved, confirmed, new TicketClosed(Ada.Id, At(50)))
        .When(ticket => new Close(null).Decide(ticket, Ada, At(51)))
        .ThenNothing();

    [Fact]
    public void A_ticket_is_not_closed_before_the_requester_agrees() => Given(Opening, Assignment, resolved)
        .When(ticket => new Close(null).Decide(ticket, Ada, At(50)))
        .ThenRejected("not-confirmed");

    [Fact]
    public void A_ticket_whose_solution_was_rejected_after_consent_is_not_closed() =>
        Given(Opening, resolved, confirmed, new SolutionRejected(Grace.Id, Grace.Id, "No", null, null, At(45)))
            .When(ticket => new Close(null).Decide(ticket, Ada, At(50)))
            .ThenRejected("not-confirmed");

    [Fact]
    public void An_open_ticket_is_not_closed() => Given(Opening)
        .When(ticket => new Close(null).Decide(ticket, Ada, At(50)))
        .ThenRejected("not-confirmed");
}
