using ServiceDesk.Contracts;
using ServiceDesk.Resolution;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Resolution.Ticket>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class ConfirmTests
{
    private static readonly TicketResolved resolved = new(Ada.Id, Grace.Id, "New switch", null, "first-line", Ada.Id, At(30));
    private static readonly SolutionConfirmed confirmed = new(Grace.Id, Grace.Id, "Thanks", At(40)) { Answers = new(true, true, true) };

    [Fact]
    public void The_requester_confirms_the_solution() => Given(Opening, resolved)
        .When(ticket => new Confirm("Thanks", null).Decide(ticket, Grace, At(40)))
        .Then(confirmed);

    [Theory]
    [InlineData(false, true, true)]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    public void One_answer_that_it_is_not_solved_is_no_consent(bool gone, bool normal, bool unaffected)
    {
        var doubtful = new Confirm(null, null) { Answers = new(gone, normal, unaffected) };

        Given(Opening, resolved).When(ticket => doubtful.Decide(ticket, Grace, At(40))).ThenRejected("not-solved");
        Given(Opening, resolved, confirmed).When(ticket => doubtful.Decide(ticket, Grace, At(41))).ThenRejected("not-solved");
    }

    [Fact]
    public void Confirming_twice_changes_nothing() => Given(Opening, resolved, confirmed)
        .When(ticket => new Confirm(null, null).Decide(ticket, Grace, At(41)))
        .ThenNothing();

    [Fact]
    public void There_is_nothing_to_confirm_before_a_solution() => Given(Opening, Assignment)
        .When(ticket => new Confirm(null, null).Decide(ticket, Grace, At(5)))
        .ThenRejected("not-resolved");

    [Fact]
    public void A_rejected_solution_is_not_confirmed() => Given(Opening, resolved, new SolutionRejected(Grace.Id, Grace.Id, "No", null, null, At(35)))
        .When(ticket => new Confirm(null, null).Decide(ticket, Grace, At(40)))
        .ThenRejected("not-resolved");

    [Fact]
    public void A_closed_ticket_is_not_confirmed() => Given(Opening, resolved, confirmed, new TicketClosed(Ada.Id, At(50)))
        .When(ticket => new Confirm(null, null).Decide(ticket, Grace, At(60)))
        .ThenRejected("closed");
}
