using ServiceDesk.Contracts;
using ServiceDesk.Routing;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class TeamsTests
{
    private static readonly TeamDefined first = new("first-line", "First line", ["network", "other"], ["p1"]);
    private static readonly TeamDefined second = new("second-line", "Second line", ["network", "software"], ["p2"]);

    [Fact]
    public void The_first_team_that_takes_a_category_gets_it()
    {
        var teams = DeciderSpec<Teams>.Given(first, second).State;

        teams.For("network").ShouldBe(first);
        teams.For("software").ShouldBe(second);
        teams.For("hardware").ShouldBeNull();
    }

    [Fact]
    public void A_team_defined_anew_keeps_its_place()
    {
        var anew = first with { Categories = ["other"] };
        var teams = DeciderSpec<Teams>.Given(first, second, anew).State;

        teams.All.ShouldBe([anew, second]);
        teams.For("network").ShouldBe(second);
    }
}

public class TeamLoadTests
{
    private static readonly Guid one = new("00000000-0000-0000-0000-000000000001");
    private static readonly Guid two = new("00000000-0000-0000-0000-000000000002");

    [Fact]
    public void An_agent_who_never_got_a_ticket_has_no_load() => TeamLoad.Initial.LoadOf("p1").ShouldBe(0);

    [Fact]
    public void Each_assignment_counts_and_the_last_one_is_remembered()
    {
        var load = DeciderSpec<TeamLoad>.Given(new AssignmentTaken(one, "p1", At(1)), new AssignmentTaken(two, "p1", At(2))).State;

        load.LoadOf("p1").ShouldBe(2);
        load.LoadOf("p2").ShouldBe(0);
        load.Last["p1"].ShouldBe(At(2));
        load.Open.Keys.ShouldBe([one, two], ignoreOrder: true);
    }

    [Fact]
    public void A_released_ticket_counts_no_more_and_the_last_assignment_stays()
    {
        var load = DeciderSpec<TeamLoad>.Given(
            new AssignmentTaken(one, "p1", At(1)), new AssignmentTaken(two, "p2", At(2)), new AssignmentReleased(one, "p1", At(3))).State;

        (load.LoadOf("p1"), load.LoadOf("p2")).ShouldBe((0, 1));
        load.Last["p1"].ShouldBe(At(1));
        load.Open.Keys.ShouldBe([two]);
    }
}

public class RoutingTicketTests
{
    private static readonly TicketRouted routed = RouteTicket.Decide(RoutingFacts.Of(Submitted), "first-line", 1, [new Candidate(Ada.Id, 0, null)], At(1));

    [Fact]
    public void An_assigned_ticket_counts_as_load() => DeciderSpec<Ticket>.Given(routed).State.ShouldBe(new Ticket(routed, Counts: true, Corrected: null));

    [Fact]
    public void A_ticket_without_an_agent_is_nobodys_load()
    {
        var nobody = RouteTicket.Decide(RoutingFacts.Of(Submitted), null, 1, [], At(1));

        DeciderSpec<Ticket>.Given(nobody).State.ShouldBe(new Ticket(nobody, Counts: false, Corrected: null));
    }

    [Fact]
    public void Work_that_ended_counts_no_more() => DeciderSpec<Ticket>.Given(routed, new WorkEnded(At(2))).State.Counts.ShouldBeFalse();

    [Fact]
    public void Work_that_goes_on_counts_again() => DeciderSpec<Ticket>.Given(routed, new WorkEnded(At(2)), new ServiceDesk.Routing.WorkResumed(At(3))).State.Counts.ShouldBeTrue();

    [Fact]
    public void A_correction_of_what_routing_needs_is_remembered_and_a_later_one_keeps_the_rest()
    {
        var first = FactsCorrected.Of(Corrected(("category", "software"), ("impact", "organization"), ("subject", "x")))!;
        var second = FactsCorrected.Of(Corrected(("impact", "person"), ("urgency", "low")) with { Importance = Importance.High, At = At(9) })!;

        DeciderSpec<Ticket>.Given(first, second).State.Corrected.ShouldBe(new FactsCorrected("software", Impact.Person, Urgency.Low, Importance.High, At(9)));
    }

    [Fact]
    public void A_correction_that_routing_does_not_need_is_none() => FactsCorrected.Of(Corrected(("subject", "x"), ("kind", "request"))).ShouldBeNull();

    [Fact]
    public void A_correction_that_came_before_the_routing_counts_in_it()
    {
        var correction = FactsCorrected.Of(Corrected(("category", "software"), ("impact", "organization")))!;
        var decision = RouteTicket.Decide(RoutingFacts.Of(Submitted).With(correction), null, 1, [], At(1));

        (decision.Category, decision.Impact, decision.Urgency, decision.Priority).ShouldBe(("software", Impact.Organization, Urgency.High, Priority.P1));
    }

    private static TicketCorrected Corrected(params (string Field, string Text)[] values) =>
        new(Ada.Id, Grace.Id, values.ToDictionary(one => one.Field, one => one.Text), null, "Asked", At(5));
}
