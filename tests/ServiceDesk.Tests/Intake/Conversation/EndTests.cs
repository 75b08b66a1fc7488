using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Intake;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Intake.Ticket>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class EndTests
{
    private static readonly TicketWithdrawn withdrawn = new(Grace.Id, Grace.Id, "It works again", At(5));
    private static readonly TicketInvalidated invalidated = new(Ada.Id, Grace.Id, "Not ours", At(5));
    private static readonly TicketMerged merged = new(Ada.Id, new Guid("0197f0a0-0000-7000-8000-000000000009"), "INC-000100", Grace.Id, null, At(5));

    [Fact]
    public void The_requester_withdraws_the_own_ticket() => Given(Submitted)
        .When(ticket => TicketCommand.Decide(ticket, new Withdraw("It works again", null), Grace, At(5)))
        .Then(withdrawn);

    [Fact]
    public void The_ticket_of_a_colleague_is_not_withdrawn() => Given(Submitted)
        .When(ticket => TicketCommand.Decide(ticket, new Withdraw(null, null), Grace with { Id = "person-bob" }, At(5)))
        .ThenMissing();

    [Fact]
    public void Withdrawing_twice_changes_nothing() => Given(Submitted, withdrawn).When(ticket => new Withdraw(null, null).Decide(ticket, Grace, At(6))).ThenNothing();

    [Fact]
    public void What_is_invalid_is_not_withdrawn() => Given(Submitted, invalidated).When(ticket => new Withdraw(null, null).Decide(ticket, Grace, At(6))).ThenRejected("invalid-request");

    [Fact]
    public void What_was_merged_is_not_withdrawn() => Given(Submitted, merged).When(ticket => new Withdraw(null, null).Decide(ticket, Grace, At(6))).ThenRejected("merged");

    [Fact]
    public void An_agent_finds_a_ticket_invalid_and_says_why() => Given(Submitted)
        .When(ticket => TicketCommand.Decide(ticket, new Invalidate("Not ours", null), Ada, At(5)))
        .Then(invalidated);

    [Fact]
    public void Invalid_twice_changes_nothing() => Given(Submitted, invalidated).When(ticket => new Invalidate("Again", null).Decide(ticket, Ada, At(6))).ThenNothing();

    [Fact]
    public void What_was_withdrawn_is_not_invalid() => Given(Submitted, withdrawn).When(ticket => new Invalidate("x", null).Decide(ticket, Ada, At(6))).ThenRejected("withdrawn");

    [Fact]
    public void An_unmerged_ticket_can_be_withdrawn() =>
        Given(Submitted, merged, new TicketUnmerged(Ada.Id, merged.Into, "INC-000100", Grace.Id, null, At(6)))
            .When(ticket => new Withdraw("It works again", null).Decide(ticket, Grace, At(5)))
            .Then(withdrawn);

    [Fact]
    public void Nobody_finds_a_ticket_invalid_without_a_reason() => Sent.Refusal<Invalidate>("{}").ShouldRefuse(422, "reason");
}
