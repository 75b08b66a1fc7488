using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Routing;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Routing.AssignmentRulesHistory>;
using static ServiceDesk.Tests.RosterSamples;

namespace ServiceDesk.Tests;

public class AssignmentRulesTests
{
    private const string Priorities = """
        "priorities":[{"priority":"p4","points":1,"mayWait":"PT8H"},{"priority":"p1","points":4,"onCall":true,"ownership":"PT1H"},{"priority":"p2","points":3},{"priority":"p3","points":2}]
        """;

    private static readonly Instant now = March(2, 9);

    private static readonly Requirement network = new(["network"], [], [], [new("network", 2)], null, true);
    private static readonly Requirement vpn = new([], ["vpn-access"], ["VPN"], [new("vpn", 3), new("network", 1)], 2, false);

    private static readonly DefineAssignmentRules command = new(null, [network, vpn], ShippedAssignmentRules.Definition.Priorities, new AffinityWeights(200, 100));

    [Fact]
    public void The_shipped_rules_need_nothing_and_weigh_the_priorities()
    {
        var shipped = AssignmentRulesHistory.Initial.Versions.Single();

        shipped.Needs("network", "vpn-access", "vpn").ShouldSay(new TicketNeeds([], null, false));
        Enum.GetValues<Priority>().Select(priority => shipped.For(priority).Points).ShouldBe([4, 3, 2, 1]);
        Enum.GetValues<Priority>().Where(priority => shipped.For(priority).MayWait is not null).ShouldBe([Priority.P4]);
        shipped.Priorities.ShouldAllBe(terms => terms.Ownership == null);
    }

    [Fact]
    public void What_fits_a_ticket_adds_up()
    {
        var rules = Defined(command);

        rules.Needs("network", null, null).ShouldSay(new TicketNeeds([new("network", 2)], null, true));
        rules.Needs("network", "vpn-access", " vpn ").ShouldSay(new TicketNeeds([new("network", 2), new("vpn", 3)], 2, true));
        rules.Needs("other", "vpn-access", "vpn").ShouldSay(new TicketNeeds([new("network", 1), new("vpn", 3)], 2, false));
        rules.Needs("other", "vpn-access", null).ShouldSay(new TicketNeeds([], null, false));
        rules.Needs("other", null, "vpn").ShouldSay(new TicketNeeds([], null, false));
    }

    [Fact]
    public void The_next_version_is_recorded_and_the_same_again_is_not()
    {
        var second = new AssignmentRulesDefined(2, now, command.Requirements, command.Priorities, command.Affinity, "boss", now);

        Given().When(history => command.Decide(history, "boss", now)).Then(second);
        Given(second).When(history => command.Decide(history, "boss", now + Duration.FromHours(1))).ThenNothing();
        Given(second).When(history => (command with { EffectiveFrom = now - Duration.FromHours(1) }).Decide(history, "boss", now)).ThenInvalid("effectiveFrom");
    }

    [Fact]
    public void Rules_are_read_with_the_priorities_in_their_order()
    {
        var read = Sent.Read<DefineAssignmentRules>($$"""{"requirements":[{"categories":["network"],"skills":[{"skill":"network","level":2}]}],{{Priorities}}}""");

        read.Priorities.ShouldBe(
        [
            new(Priority.P1, 4, null, true, Duration.FromHours(1)), new(Priority.P2, 3, null, false, null), new(Priority.P3, 2, null, false, null),
            new(Priority.P4, 1, Duration.FromHours(8), false, null),
        ]);
        read.Affinity.ShouldBe(new AffinityWeights(0, 0));
    }

    [Theory]
    [InlineData("""{"categories":["cooking"],"tier":1}""", "requirements[0].categories")]
    [InlineData("""{"categories":["network"]}""", "requirements[0]")]
    [InlineData("""{"tier":4}""", "requirements[0].tier")]
    [InlineData("""{"skills":[{"skill":"a","level":1},{"skill":"a","level":2}]}""", "requirements[0].skills")]
    [InlineData("""{"skills":[{"skill":"a","level":0}]}""", "requirements[0].skills[0].level")]
    [InlineData("""{"tier":1},{"tier":2},{"tier":1}""", "requirements[2]")]
    public void A_requirement_that_cannot_be_is_refused_by_its_field(string requirements, string field) =>
        Sent.Refusal<DefineAssignmentRules>($$"""{"requirements":[{{requirements}}],{{Priorities}}}""").ShouldRefuse(422, field);

    [Theory]
    [InlineData("""{"priorities":[{"priority":"p1","points":1}]}""", "priorities")]
    [InlineData("""{}""", "priorities")]
    [InlineData("""{"priorities":[{"priority":"p1","points":1},{"priority":"p1","points":1},{"priority":"p3","points":1},{"priority":"p4","points":1}]}""", "priorities")]
    public void Every_priority_has_its_terms_once(string json, string field) => Sent.Refusal<DefineAssignmentRules>(json).ShouldRefuse(422, field);

    [Fact]
    public void Figures_have_limits() => Sent.Refusal<DefineAssignmentRules>("""
        {"priorities":[{"priority":"p1","points":0},{"priority":"p2","points":1,"mayWait":"PT0S"},{"priority":"p3","points":1,"ownership":"PT721H"},{"priority":"p4"}],
         "affinity":{"requester":1001,"system":-1}}
        """).ShouldRefuse(422, "affinity.requester", "affinity.system", "priorities[0].points", "priorities[1].mayWait", "priorities[2].ownership", "priorities[3].points");

    [Fact]
    public void A_skill_that_nobody_defined_is_named_by_its_place() => command.Unknown(Of(Network)).Keys.ShouldBe(["requirements[1].skills[0].skill"]);

    [Fact]
    public void A_requirement_that_nobody_fulfils_is_a_warning()
    {
        var (rules, agents) = (Defined(command), People.Agents);
        var expert = Li with { Tier = 2, Languages = ["en"], Skills = [new("network", 2, null, null), new("vpn", 3, "2026-03-03", null)] };

        Warnings(Roster.Initial, now).ShouldBe(["requirements[0]", "requirements[1]"]);
        Warnings(Of(expert), March(3, 9)).ShouldBeEmpty();
        Warnings(Of(expert), March(2, 9)).ShouldBe(["requirements[1]"]);
        Warnings(Of(expert with { Tier = 1 }), March(3, 9)).ShouldBe(["requirements[1]"]);
        Warnings(Of(expert with { Languages = [] }), March(3, 9)).ShouldBe(["requirements[0]"]);
        Warnings(Of(expert with { Agent = "gone" }), March(3, 9)).ShouldBe(["requirements[0]", "requirements[1]"]);

        IEnumerable<string> Warnings(Roster roster, Instant at) => AssignmentWarnings.Of(rules, roster, agents, at).Select(one => one.Field);
    }

    private static AssignmentRulesDefined Defined(DefineAssignmentRules define) =>
        new(2, now, define.Requirements, define.Priorities, define.Affinity, "boss", now);
}
