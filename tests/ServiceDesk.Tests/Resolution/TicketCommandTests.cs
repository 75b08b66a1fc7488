using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Resolution;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Resolution.Ticket>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class TicketCommandTests
{
    private static readonly TicketResolved resolved = new(Ada.Id, Grace.Id, "New switch", null, null, null, At(30));
    private static readonly Actor agentOfAnother = new("person-eve", [Roles.Agent], "globex", null);
    private static readonly Actor agentOfAcme = new("person-alan", [Roles.Agent], "acme", null);
    private static readonly Actor colleague = new("person-bob", [Roles.Requester], "acme", "web");

    [Fact]
    public void A_ticket_that_was_never_opened_is_missing() => Given().When(Responding(Root)).ThenMissing();

    [Fact]
    public void A_ticket_of_another_organisation_is_missing() => Given(Opening).When(Responding(agentOfAnother)).ThenMissing();

    [Fact]
    public void A_ticket_of_ones_own_organisation_is_there() => Given(Opening).When(Responding(agentOfAcme))
        .Then(new ResponseGiven(agentOfAcme.Id, Grace.Id, "Hello", At(5)));

    [Fact]
    public void The_ticket_of_a_colleague_is_missing_for_a_requester() => Given(Opening, resolved)
        .When(ticket => TicketCommand.Decide(ticket, new Confirm(null, null), colleague, At(40)))
        .ThenMissing();

    [Fact]
    public void A_requester_decides_on_the_own_ticket() => Given(Opening, resolved)
        .When(ticket => TicketCommand.Decide(ticket, new Confirm(null, null), Grace, At(40)))
        .Then(new SolutionConfirmed(Grace.Id, Grace.Id, null, At(40)) { Answers = new(true, true, true) });

    [Fact]
    public void A_requester_who_moved_to_another_organisation_no_longer_finds_the_own_ticket() => Given(Opening, resolved)
        .When(ticket => TicketCommand.Decide(ticket, new Confirm(null, null), Grace with { Organization = "globex" }, At(40)))
        .ThenMissing();

    [Fact]
    public void Nothing_happens_before_the_ticket_was_opened() => Given(Opening).When(Responding(Ada, Opened - Duration.Epsilon)).ThenInvalid("occurredAt");

    [Fact]
    public void Something_may_happen_at_the_instant_of_opening() => Given(Opening).When(Responding(Ada, Opened))
        .Then(new ResponseGiven(Ada.Id, Grace.Id, "Hello", Opened));

    [Fact]
    public void Who_may_not_know_the_ticket_does_not_learn_that_the_instant_is_wrong() =>
        Given(Opening).When(Responding(agentOfAnother, At(-1))).ThenMissing();

    private static Func<Ticket, Decision> Responding(Actor actor, Instant? at = null) =>
        ticket => TicketCommand.Decide(ticket, new Respond("Hello", null), actor, at ?? At(5));
}
