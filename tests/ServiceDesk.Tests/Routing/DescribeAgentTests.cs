using ServiceDesk.Routing;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Routing.Roster>;
using static ServiceDesk.Tests.RosterSamples;

namespace ServiceDesk.Tests;

public class DescribeAgentTests
{
    private static readonly AgentDescribed described = Li with { Skills = [new("network", 3, null, null)], Languages = ["zh"], Manager = "boss" };
    private static readonly DescribeAgent command = new(described with { Agent = "" });

    [Fact]
    public void An_agent_is_described() => Given(Network).When(roster => command.Decide(roster, "li", People)).Then(described);

    [Fact]
    public void The_same_again_changes_nothing() => Given(Network, described).When(roster => command.Decide(roster, "li", People)).ThenNothing();

    [Fact]
    public void A_skill_must_have_been_defined() => Wrong(command, "li").ShouldBe(["skills[0].skill"]);

    [Fact]
    public void A_manager_must_be_somebody() => Wrong(new DescribeAgent(Li with { Manager = "unheard" }), "li").ShouldBe(["manager"]);

    [Fact]
    public void Nobody_reports_to_the_own_person() => Wrong(new DescribeAgent(Li with { Manager = "li" }), "li").ShouldBe(["manager"]);

    [Fact]
    public void Nobody_reports_to_the_own_person_in_the_end() =>
        Wrong(new DescribeAgent(Li with { Manager = "wang" }), "li", Li with { Agent = "wang", Manager = "zhao" }, Li with { Agent = "zhao", Manager = "li" }).ShouldBe(["manager"]);

    [Fact]
    public void A_circle_of_managers_above_is_not_the_fault_of_who_is_described() =>
        new DescribeAgent(Li with { Manager = "boss" }).Decide(Of(Li with { Agent = "boss", Manager = "wang" }, Li with { Agent = "wang", Manager = "boss" }), "li", People)
            .ShouldBeOfType<EventStore.Decision.Accepted>();

    [Fact]
    public void An_empty_description_is_that_of_somebody_who_is_always_there()
    {
        var read = Sent.Read<DescribeAgent>("{}").Described;

        (read.Capacity, read.Cap, read.Shifts, read.Skills.Count, read.OnCall.Count).ShouldBe((20, null, null, 0, 0));
    }

    [Fact]
    public void A_full_description_is_read()
    {
        var read = Sent.Read<DescribeAgent>("""
            {"tier":2,"skills":[{"skill":"network","level":3,"from":"2026-01-01","until":"2026-12-31"},{"skill":"network","level":4,"from":"2027-01-01","until":"2027-12-31"}],"languages":["zh","en"],
             "capacity":30,"cap":40,"manager":"boss","zone":"Asia/Shanghai","shifts":{"monday":[{"from":"22:00","to":"24:00"}],"tuesday":[{"from":"00:00","to":"06:00"}]},
             "onCall":[{"from":"2026-03-07T00:00:00Z","to":"2026-03-09T00:00:00Z"}]}
            """);

        read.Described.Skills.Count.ShouldBe(1 + 1);
        (read.Described.Tier, read.Described.Capacity, read.Described.Cap, read.Described.Zone).ShouldBe((2, 30, 40, Shanghai));
        read.Described.Shifts!.Monday.Single().To.ShouldBe("24:00");
    }

    [Theory]
    [InlineData("""{"tier":4,"capacity":0,"cap":1001}""", "cap", "capacity", "tier")]
    [InlineData("""{"zone":"Mars/Phobos"}""", "zone")]
    [InlineData("""{"shifts":{"monday":[{"from":"09:00","to":"17:00"}]}}""", "zone")]
    [InlineData("""{"zone":"Asia/Shanghai","shifts":{"monday":[{"from":"17:00","to":"09:00"}]}}""", "shifts.monday[0].to")]
    [InlineData("""{"zone":"Asia/Shanghai","shifts":{"friday":[{"from":"09:00","to":"09:00"}]}}""", "shifts.friday[0].to")]
    [InlineData("""{"zone":"Asia/Shanghai","shifts":{"monday":[{"from":"09:00","to":"12:00"},{"from":"11:59","to":"13:00"}]}}""", "shifts.monday[1]")]
    [InlineData("""{"zone":"Asia/Shanghai","shifts":{"monday":[{"from":"9","to":"25:00"}]}}""", "shifts.monday[0].from", "shifts.monday[0].to")]
    [InlineData("""{"zone":"Asia/Shanghai","shifts":{"monday":[{"from":"09:00","to":"00:00"}]}}""", "shifts.monday[0].to")]
    [InlineData("""{"skills":[{"skill":"a","level":6},{"level":1}]}""", "skills[0].level", "skills[1].skill")]
    [InlineData("""{"skills":[{"skill":"a","level":1,"from":"2026-02-30"}]}""", "skills[0].from")]
    [InlineData("""{"skills":[{"skill":"a","level":1,"from":"2026-03-02","until":"2026-03-01"}]}""", "skills[0].until")]
    [InlineData("""{"skills":[{"skill":"a","level":1,"until":"2026-03-01"},{"skill":"a","level":2,"from":"2026-03-01"}]}""", "skills[1]")]
    [InlineData("""{"languages":["english"]}""", "languages")]
    [InlineData("""{"languages":["en","en"]}""", "languages")]
    [InlineData("""{"onCall":[{"from":"2026-03-07T00:00:00Z","to":"2026-03-06T00:00:00Z"}]}""", "onCall[0].to")]
    [InlineData("""{"onCall":[{"from":"2026-03-07T00:00:00Z","to":"2026-03-09T00:00:00Z"},{"from":"2026-03-08T00:00:00Z","to":"2026-03-10T00:00:00Z"}]}""", "onCall[1]")]
    [InlineData("""{"onCall":[{"to":"2026-03-06T00:00:00Z"}]}""", "onCall[0].from")]
    public void What_cannot_be_is_refused_by_its_field(string json, params string[] fields) => Sent.Refusal<DescribeAgent>(json).ShouldRefuse(422, fields);

    [Fact]
    public void A_skill_is_named_in_both_languages()
    {
        Sent.Refusal<DefineSkill>("""{"names":{"en":"Networks"}}""").ShouldRefuse(422, "names.zh");
        Given().When(roster => new DefineSkill(Network.Names).Decide(roster, "network")).Then(Network);
        Given(Network).When(roster => new DefineSkill(Network.Names).Decide(roster, "network")).ThenNothing();
    }

    private static IEnumerable<string> Wrong(DescribeAgent wrong, string agent, params object[] history) =>
        wrong.Decide(Of(history), agent, People).ShouldBeOfType<EventStore.Decision.Rejected>().Parts!.Keys;
}
