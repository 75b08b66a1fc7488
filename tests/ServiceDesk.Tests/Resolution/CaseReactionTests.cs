using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Resolution;
using ServiceDesk.Resolution.Sla;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Resolution.Ticket>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class CaseReactionTests
{
    private static readonly TicketRouted routed = new(
        "network", "network", "submitted", Impact.Department, Urgency.High, Impact.Department, Urgency.High, Importance.Normal, Priority.P2, "standard-1",
        "first-line", 3, Ada.Id, "least-loaded", [new Candidate(Ada.Id, 0, null)], "INC-000123", "acme", Grace.Id, At(1));

    [Fact]
    public void A_submission_opens_a_case_under_the_provisional_priority() => Given()
        .When(ticket => CaseReaction.Open(ticket, Submitted, SlaRules.Shipped))
        .Then(Opening);

    [Fact]
    public void A_case_is_opened_once() => Given(Opening)
        .When(ticket => CaseReaction.Open(ticket, Submitted, SlaRules.Shipped))
        .ThenNothing();

    [Fact]
    public void The_routing_decision_brings_the_promise_of_its_priority() => Given(Opening)
        .When(ticket => CaseReaction.Assign(ticket, routed, SlaRules.Shipped))
        .Then(Assignment);

    [Fact]
    public void A_ticket_that_nobody_could_get_is_recorded_without_team_and_agent() => Given(Opening)
        .When(ticket => CaseReaction.Assign(ticket, routed with { Team = null, Agent = null, Priority = Priority.P4 }, SlaRules.Shipped))
        .Then(new CaseAssigned("network", Priority.P4, null, null, new Promise("standard-1", Priority.P4, Duration.FromHours(8), Duration.FromHours(72)), At(1)));

    [Fact]
    public void A_routing_decision_never_comes_before_the_ticket() => Given()
        .When(ticket => CaseReaction.Assign(ticket, routed, SlaRules.Shipped))
        .ThenRejected("no-case");

    private static readonly TicketAssigned moved = new("network", "person-bob", AssignmentCause.Given, "by-person", "first-line", Ada.Id, 0, null, [], Ada.Id, Grace.Id, null, At(5));
    private static readonly TicketClassified classified = new("software", "network", "by-person", null, Ada.Id, Grace.Id, null, At(5));
    private static readonly TicketGraded graded = new(
        Impact.Organization, Urgency.High, Importance.Normal, Priority.P1, Priority.P2, "standard-1", [], "by-person", Ada.Id, Grace.Id, null, At(5));

    [Fact]
    public void A_later_assignment_changes_team_and_agent_only() => Given(Opening, Assignment)
        .When(ticket => CaseReaction.Decide(ticket, moved, SlaRules.Shipped))
        .Then(Assignment with { Team = "network", Agent = "person-bob", At = At(5) });

    [Fact]
    public void A_ticket_that_goes_back_to_those_that_wait_has_no_agent() => Given(Opening, Assignment)
        .When(ticket => CaseReaction.Decide(ticket, moved with { Agent = null }, SlaRules.Shipped))
        .Then(Assignment with { Team = "network", Agent = null, At = At(5) });

    [Fact]
    public void A_later_classification_changes_the_category_only() => Given(Opening, Assignment)
        .When(ticket => CaseReaction.Decide(ticket, classified, SlaRules.Shipped))
        .Then(Assignment with { Category = "software", At = At(5) });

    [Fact]
    public void A_later_grading_brings_the_promise_of_the_new_priority() => Given(Opening, Assignment)
        .When(ticket => CaseReaction.Decide(ticket, graded, SlaRules.Shipped))
        .Then(Assignment with { Priority = Priority.P1, Promise = SlaPolicy.For(Priority.P1), At = At(5) });

    [Fact]
    public void Later_moves_add_up()
    {
        var ticket = Given(Opening, Assignment).State;
        foreach (var heard in (object[])[moved, classified, graded])
            ticket = ((Decision.Accepted)CaseReaction.Decide(ticket, heard, SlaRules.Shipped)).Events.Aggregate(ticket, (state, one) => state.Evolve(one));

        ticket.Assigned.ShouldBe(new CaseAssigned("software", Priority.P1, "network", "person-bob", SlaPolicy.For(Priority.P1), At(5)));
    }

    [Fact]
    public void A_later_move_never_comes_before_the_ticket() => Given()
        .When(ticket => CaseReaction.Decide(ticket, graded, SlaRules.Shipped))
        .ThenRejected("no-case");

    [Fact]
    public void A_later_move_never_comes_before_the_routing() => Given(Opening)
        .When(ticket => CaseReaction.Decide(ticket, moved, SlaRules.Shipped))
        .ThenRejected("no-case");

    [Fact]
    public void The_reaction_hears_what_concerns_a_ticket_and_not_its_own_service()
    {
        var reaction = new CaseReaction(new SlaBook(null!, NullLogger<SlaBook>.Instance));

        reaction.StreamOf(Recorded(Submitted, stream: "ticket-1")).ShouldBe("ticket-1");
        reaction.StreamOf(Recorded(routed, stream: "ticket-1")).ShouldBe("ticket-1");
        reaction.StreamOf(Recorded(moved, stream: "ticket-1")).ShouldBe("ticket-1");
        reaction.StreamOf(Recorded(classified, stream: "ticket-1")).ShouldBe("ticket-1");
        reaction.StreamOf(Recorded(graded, stream: "ticket-1")).ShouldBe("ticket-1");
        reaction.StreamOf(Recorded(graded, stream: "ticket-1", meta: new EventMeta { Actor = "x", Imported = new ImportedFrom("old", "1") })).ShouldBeNull();
        reaction.StreamOf(Recorded(Opening)).ShouldBeNull();
    }

    [Fact]
    public void A_new_priority_judges_from_the_original_start()
    {
        var ticket = Given(Opening, Assignment).State;

        ticket.Status.ShouldBe(TicketStatus.Assigned);
        var response = Clock(ticket, ClockName.Response, At(31));
        (response.State, response.Elapsed, response.Remaining, response.Due, response.Stopped, response.BreachedAt)
            .ShouldBe((ClockState.Breached, Duration.FromMinutes(31), Duration.FromMinutes(-1), At(30), null, At(30)));
    }

    [Fact]
    public void A_ticket_without_an_agent_stays_new() => Given(Opening, Assignment with { Agent = null }).State.Status.ShouldBe(TicketStatus.New);

    [Fact]
    public void Work_that_began_before_the_routing_goes_on() =>
        Given(Opening, new ResponseGiven(Ada.Id, Grace.Id, "Hello", At(1)), Assignment).State.Status.ShouldBe(TicketStatus.InProgress);

    [Theory]
    [InlineData(Priority.P1, 15, 4)]
    [InlineData(Priority.P2, 30, 8)]
    [InlineData(Priority.P3, 240, 24)]
    [InlineData(Priority.P4, 480, 72)]
    public void Each_priority_has_its_promise(Priority priority, int responseMinutes, int resolutionHours) => SlaPolicy.For(priority)
        .ShouldBe(new Promise("standard-1", priority, Duration.FromMinutes(responseMinutes), Duration.FromHours(resolutionHours)));
}
