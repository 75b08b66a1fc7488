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

    [Fact]
    public void Tier_lead_and_next_team_are_recorded()
    {
        var led = command with { Tier = 1, Lead = "boss", Next = "second-line" };
        var recorded = firstLine with { Tier = 1, Lead = "boss", Next = "second-line" };
        var second = new TeamDefined("second-line", "Second line", [], []) { Tier = 2 };

        Given(second).When(teams => led.Decide(teams, "first-line")).Then(recorded);
        Given(second, recorded).When(teams => led.Decide(teams, "first-line")).ThenNothing();
        Given(second, recorded).When(teams => command.Decide(teams, "first-line")).Then(firstLine);
    }

    [Theory]
    [InlineData("first-line")]
    [InlineData("nowhere")]
    [InlineData("below")]
    [InlineData("second-line")]
    public void The_next_team_is_another_one_of_no_lower_tier_and_does_not_lead_back(string next) =>
        Given(
            new TeamDefined("below", "Below", [], []) { Tier = 1 }, firstLine, new TeamDefined("third-line", "Third line", [], []) { Next = "first-line" },
            new TeamDefined("second-line", "Second line", [], []) { Next = "third-line" })
        .When(teams => (command with { Tier = 2, Next = next }).Decide(teams, "first-line"))
        .ThenInvalid("next");

    [Fact]
    public void A_wrong_tier_and_an_unknown_lead_are_named() =>
        Sent.Refusal<DefineTeam>("""{"name":"x","tier":4,"lead":"nobody"}""").ShouldRefuse(422, "lead", "tier");

    [Fact]
    public void A_team_from_before_there_were_tiers_is_read()
    {
        var old = (TeamDefined)Desk.Types.Read("routing.team-defined.v1", """{"team":"a","name":"A","categories":[],"members":[]}""")!;

        (old.Tier, old.Lead, old.Next).ShouldBe((null, null, null));
    }
}
