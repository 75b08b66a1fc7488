using ServiceDesk.Routing;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Routing.Teams>;

namespace ServiceDesk.Tests;

public class DefineTeamTests
{
    private static readonly TeamDefined firstLine = new("first-line", "First line", ["network"], ["p1", "p2"]);
    private static readonly DefineTeam command = new("First line", ["network"], ["p1", "p2"]);

    [Fact]
    public void A_team_is_defined() => Given().When(teams => command.Decide(teams, "first-line")).Then(firstLine);

    [Fact]
    public void The_same_again_changes_nothing() => Given(firstLine).When(teams => command.Decide(teams, "first-line")).ThenNothing();

    [Fact]
    public void The_same_under_another_id_is_another_team() => Given(firstLine)
        .When(teams => command.Decide(teams, "second-line"))
        .Then(firstLine with { Team = "second-line" });

    [Fact]
    public void Another_name_is_recorded() => Given(firstLine)
        .When(teams => (command with { Name = "Front" }).Decide(teams, "first-line"))
        .Then(firstLine with { Name = "Front" });

    [Fact]
    public void Other_categories_are_recorded() => Given(firstLine)
        .When(teams => (command with { Categories = ["network", "other"] }).Decide(teams, "first-line"))
        .Then(firstLine with { Categories = ["network", "other"] });

    [Fact]
    public void Another_order_of_members_is_recorded_because_decisions_show_it() => Given(firstLine)
        .When(teams => (command with { Members = ["p2", "p1"] }).Decide(teams, "first-line"))
        .Then(firstLine with { Members = ["p2", "p1"] });

    [Fact]
    public void What_a_team_was_before_can_be_defined_again() => Given(firstLine, firstLine with { Name = "Front" })
        .When(teams => command.Decide(teams, "first-line"))
        .Then(firstLine);

    [Fact]
    public void A_team_may_have_no_members_yet()
    {
        var team = Sent.Read<DefineTeam>("""{"name":"First line","categories":["network","other"]}""");

        (team.Name, team.Members.Count).ShouldBe(("First line", 0));
        team.Categories.ShouldBe(["network", "other"]);
    }

    [Fact]
    public void Categories_and_members_must_exist_and_nobody_is_a_member_twice()
    {
        var refusal = Sent.Refusal<DefineTeam>("""{"name":"First line","categories":["Network"],"members":["p1","p1"]}""");

        refusal.ShouldRefuse(422, "categories", "members");
        refusal.Errors!["members"].Length.ShouldBe(2);
    }
}
