using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Routing;
using static ServiceDesk.Tests.RosterSamples;

namespace ServiceDesk.Tests;

public class RosterFileTests
{
    private static readonly Roster skilled = Of(Network, Vpn);

    [Fact]
    public async Task A_line_describes_an_agent()
    {
        var agent = (await Accepted("""
            agent,name,tier,skills,languages,capacity,cap,manager,zone,shifts,on-call
            li,"Li, Wei",2,network:3; vpn:2@2026-01-01/2026-12-31;vpn:4@2027-01-01/,zh；en,30,40,boss,Asia/Shanghai,mon-fri 09:00-12:00 13:00-18:00; SAT 09:00-12:00,2026-03-07T18:00:00+08:00/2026-03-09T00:00:00Z
            """)).Single();

        agent.Skills.ShouldBe([new("network", 3, null, null), new("vpn", 2, "2026-01-01", "2026-12-31"), new("vpn", 4, "2027-01-01", null)]);
        agent.Languages.ShouldBe(["zh", "en"]);
        (agent.Tier, agent.Capacity, agent.Cap, agent.Manager, agent.Zone).ShouldBe((2, 30, 40, "boss", Shanghai));
        agent.Shifts!.Friday.ShouldBe([new("09:00", "12:00"), new("13:00", "18:00")]);
        (agent.Shifts.Saturday.Single(), agent.Shifts.Sunday.Count).ShouldBe((new WorkingFrame("09:00", "12:00"), 0));
        agent.OnCall.ShouldBe([new(March(7, 18), March(9, 8))]);
    }

    [Fact]
    public async Task A_column_that_is_missing_leaves_what_is_known_and_an_empty_cell_takes_it_away()
    {
        var known = Li with { Tier = 2, Cap = 30, Languages = ["zh"] };

        (await Accepted("agent,cap,languages\r\nli,,en\r\n", known)).Single().ShouldSay(known with { Cap = null, Languages = ["en"] });
    }

    [Fact]
    public async Task Shifts_can_be_none_at_all() => (await Accepted("agent,zone,shifts\nli,Asia/Shanghai,none")).Single().Shifts!.ShouldSay(NoShifts);

    [Fact]
    public async Task Managers_may_stand_after_those_who_report_to_them() => (await Accepted("agent,manager\nli,wang\nwang,boss")).Count.ShouldBe(2);

    [Fact]
    public async Task Every_wrong_cell_of_every_line_is_named_and_nothing_is_recorded()
    {
        var wrong = await Wrong("""
            agent,tier,skills,capacity,manager,zone,shifts,on-call
            li,4,cooking:3,0,nobody,Mars/Phobos,mon 17:00-09:00,yesterday
            unheard,1,network:9,20,,,,
            wang,1,,20,zhao,,,
            li,1,,20,,,,
            zhao,1,,20,wang,Asia/Shanghai,fri-mon 09:00-17:00,
            chen,"1,,20,,,,
            """);

        wrong.Keys.Order(StringComparer.Ordinal).ShouldBe(
        [
            "lines[2].capacity", "lines[2].manager", "lines[2].on-call", "lines[2].shifts.monday[0].to", "lines[2].skills[0].skill", "lines[2].tier", "lines[2].zone",
            "lines[3].agent", "lines[3].skills", "lines[4].manager", "lines[5].agent", "lines[6].manager", "lines[6].shifts", "lines[7]",
        ]);
    }

    [Fact]
    public async Task A_line_with_too_few_cells_is_named() => (await Wrong("agent,tier\nli\nwang,1")).Keys.ShouldBe(["lines[2]"]);

    [Theory]
    [InlineData("agent,rank\n")]
    [InlineData("tier\n1\n")]
    [InlineData("agent,tier,tier\n")]
    public async Task A_wrong_header_is_answered_with_the_right_one(string file) =>
        (await Should.ThrowAsync<RefusedException>(() => Read(Encoding.UTF8.GetBytes(file)))).Problem.ShouldSatisfyAllConditions(
            problem => (problem.Status, problem.Code).ShouldBe((400, "wrong-header")), problem => problem.Detail.ShouldContain("on-call"));

    [Fact]
    public async Task A_byte_order_mark_and_the_other_charset_are_understood()
    {
        var chinese = CodePagesEncodingProvider.Instance.GetEncoding("gb18030")!;

        (await RosterFile.Read(new MemoryStream([.. Encoding.UTF8.Preamble, .. "agent,name\nli,李伟"u8]), null, CancellationToken.None)).Lines.Single().Cells["name"].ShouldBe("李伟");
        (await RosterFile.Read(new MemoryStream(chinese.GetBytes("agent,name\nli,李伟")), chinese, CancellationToken.None)).Lines.Single().Cells["name"].ShouldBe("李伟");
    }

    [Fact]
    public void A_name_is_quoted_and_never_a_formula()
    {
        var file = RosterFile.Write(Of(Li), _ => "=cmd(\"x\"),y");

        file.ShouldStartWith("\uFEFFagent,name,tier,");
        file.ShouldContain("\r\nli,\"'=cmd(\"\"x\"\"),y\",");
    }

    private static readonly Gen<AgentDescribed> agents =
        from agent in Gen.Elements("li", "wang", "zhao")
        from tier in Gen.Elements<int?>(null, 1, 2, 3)
        from level in Gen.Choose(1, 5)
        from skills in Gen.Elements(0, 1, 2)
        from cap in Gen.Elements<int?>(null, 25)
        from shifts in Gen.Elements(null, Office, NoShifts, Office with { Wednesday = [], Sunday = [new("00:00", "24:00")] })
        from onCall in Gen.Elements(false, true)
        select new AgentDescribed(
            agent, tier, [.. ((AgentSkill[])[new("network", level, null, null), new("vpn", level, "2026-01-01", null)]).Take(skills)], ["zh", "en"], 15 + level, cap, "boss", Shanghai,
            shifts, onCall ? [new(March(7, 18, 30), March(9, 8))] : []);

    [Fact]
    public void What_was_exported_and_is_imported_changes_nothing_and_on_an_empty_roster_makes_the_same() => Check.QuickThrowOnFailure(Prop.ForAll(agents.ArrayOf().ToArbitrary(), all =>
    {
        var roster = Of([Network, Vpn, .. all]);
        var (lines, wrong) = RosterFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(RosterFile.Write(roster, id => $"{id}, \"张\""))), null, CancellationToken.None).GetAwaiter().GetResult();
        var command = new ImportRoster(lines, wrong);

        command.Decide(roster, People).ShouldBeOfType<Decision.Accepted>().Events.ShouldBeEmpty();
        var again = command.Decide(skilled, People).ShouldBeOfType<Decision.Accepted>().Events.Aggregate(skilled, (state, one) => state.Evolve(one));
        RosterFile.Write(again, id => id).ShouldBe(RosterFile.Write(roster, id => id));
    }));

    private static async Task<IReadOnlyList<AgentDescribed>> Accepted(string file, params object[] history)
    {
        var decision = (await Read(Encoding.UTF8.GetBytes(file))).Decide(history.Aggregate(skilled, (state, one) => state.Evolve(one)), People);
        if (decision is Decision.Rejected rejected) rejected.Parts!.ShouldBeEmpty(string.Join("; ", rejected.Parts!));
        return [.. decision.ShouldBeOfType<Decision.Accepted>().Events.Cast<AgentDescribed>()];
    }

    private static async Task<IReadOnlyDictionary<string, string>> Wrong(string file) =>
        (await Read(Encoding.UTF8.GetBytes(file))).Decide(skilled, People).ShouldBeOfType<Decision.Rejected>().Parts.ShouldNotBeNull();

    private static async Task<ImportRoster> Read(byte[] file)
    {
        var (lines, wrong) = await RosterFile.Read(new MemoryStream(file), null, CancellationToken.None);
        return new ImportRoster(lines, wrong);
    }
}
