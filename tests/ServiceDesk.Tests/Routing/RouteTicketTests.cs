using System.Collections.Immutable;
using ServiceDesk.Contracts;
using ServiceDesk.Routing;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class RouteTicketTests
{
    private static readonly Candidate[] candidates = [new("p-busy", 3, At(-5)), new("p-free", 1, At(-9)), new("p-tied", 1, At(-7))];
    private static readonly RoutingFacts facts = RoutingFacts.Of(Submitted);

    [Fact]
    public void A_ticket_goes_to_the_least_loaded_agent_of_the_team_with_all_that_was_used()
    {
        var decision = RouteTicket.Decide(facts, "first-line", 4, candidates, At(1));

        decision.ShouldBe(new TicketRouted(
            "network", "network", "submitted", Impact.Department, Urgency.High, Impact.Department, Urgency.High, Importance.Normal, Priority.P2, "standard-1",
            "first-line", 4, "p-free", "least-loaded", candidates, "INC-000123", "acme", Grace.Id, At(1)) { AffectedSystem = "vpn" });
    }

    [Fact]
    public void What_the_submitter_left_to_the_desk_is_one_person_hindered_and_of_no_category()
    {
        var decision = RouteTicket.Decide(facts with { Category = null, Impact = null, Urgency = null }, null, 0, [], At(1));

        (decision.SubmittedCategory, decision.SubmittedImpact, decision.SubmittedUrgency).ShouldBe((null, null, null));
        (decision.Category, decision.CategoryReason).ShouldBe(("other", "not-given"));
        (decision.Impact, decision.Urgency, decision.Priority).ShouldBe((Impact.Person, Urgency.Medium, Priority.P4));
    }

    [Fact]
    public void A_word_that_is_no_category_is_kept_beside_the_category_of_the_desk()
    {
        var decision = RouteTicket.Decide(facts with { Category = "Printers" }, null, 0, [], At(1));

        (decision.SubmittedCategory, decision.Category, decision.CategoryReason).ShouldBe(("Printers", "other", "not-in-catalogue"));
    }

    [Fact]
    public void What_the_request_type_supplies_counts_where_the_submitter_said_nothing()
    {
        var supplied = facts with { Category = null, Impact = null, Urgency = Urgency.Low, Defaults = new TypeDefaults(Impact.Organization, null, "vpn"), BaseCategory = "network" };

        var decision = RouteTicket.Decide(supplied, null, 0, [], At(1));

        (decision.SubmittedCategory, decision.SubmittedImpact, decision.SubmittedUrgency).ShouldBe((null, null, Urgency.Low));
        (decision.Category, decision.CategoryReason).ShouldBe(("network", "request-type"));
        (decision.Impact, decision.Urgency).ShouldBe((Impact.Organization, Urgency.Low));
    }

    [Fact]
    public void A_category_of_the_tree_counts_as_the_top_above_it()
    {
        var decision = RouteTicket.Decide(facts with { Category = "vpn", BaseCategory = "network" }, null, 0, [], At(1));

        (decision.SubmittedCategory, decision.Category, decision.CategoryReason).ShouldBe(("vpn", "network", "submitted"));
    }

    [Fact]
    public void Without_a_team_there_is_no_agent()
    {
        var decision = RouteTicket.Decide(facts, null, 2, [], At(1));

        (decision.Team, decision.Agent, decision.AssignmentReason).ShouldBe((null, null, "no-team"));
    }

    [Fact]
    public void A_team_without_members_gets_the_ticket_without_an_agent()
    {
        var decision = RouteTicket.Decide(facts, "first-line", 2, [], At(1));

        (decision.Team, decision.Agent, decision.AssignmentReason).ShouldBe(("first-line", null, "no-agent"));
    }

    [Fact]
    public void Candidates_are_the_members_in_the_order_of_the_team_with_their_figures()
    {
        var team = new TeamDefined("first-line", "First line", ["network"], ["p-b", "p-a", "p-new"]);
        var load = TeamLoad.Initial with
        {
            Loads = ImmutableDictionary<string, int>.Empty.Add("p-a", 2).Add("p-gone", 9),
            Last = ImmutableDictionary<string, NodaTime.Instant>.Empty.Add("p-a", At(3)).Add("p-b", At(2)),
        };

        RouteTicket.Candidates(team, load).ShouldBe([new Candidate("p-b", 0, At(2)), new Candidate("p-a", 2, At(3)), new Candidate("p-new", 0, null)]);
    }

    [Fact]
    public void Without_a_team_there_are_no_candidates() => RouteTicket.Candidates(null, TeamLoad.Initial).ShouldBeEmpty();
}
