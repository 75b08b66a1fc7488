using System.Text.Json.Nodes;
using ServiceDesk.Web.Administration;
using ServiceDesk.Web.WhatIf;

namespace ServiceDesk.Tests.Web;

public class OtherRosterTests
{
    private const string Days = """{ "monday": [{ "from": "09:00", "to": "17:00" }], "tuesday": [], "wednesday": [], "thursday": [], "friday": [], "saturday": [], "sunday": [] }""";

    private static readonly StaffedAgent ada = new("ada", "Ada", ["helpdesk"], JsonNode.Parse($$"""
        { "skills": [{ "skill": "vpn", "level": 3 }, { "skill": "sap", "level": 2, "until": "2026-01-01" }], "zone": "Europe/Berlin", "shifts": {{Days}} }
        """)!.AsObject());

    private static readonly StaffedAgent li = new("li", "Li", ["helpdesk", "network"], null);

    [Fact]
    public void Nothing_changed_asks_for_nobody_else()
    {
        var roster = Roster([]);
        roster.Changes.Where(one => one.Value is not null).ShouldBeEmpty();
        Asked(roster).ShouldBe("""{"seed":1,"replications":20,"without":[],"agents":[]}""");
    }

    [Fact]
    public void One_more_has_the_same_teams_skills_and_hours_and_nobody_is_there_at_nought()
    {
        var roster = Roster(new() { ["n.ada"] = "2", ["n.li"] = "0", ["h.li"] = "li" });
        roster.Changes.Where(one => one.Value is not null).ShouldBe([("n.ada", "2"), ("n.li", "0")]);
        var question = JsonNode.Parse(Asked(roster))!;
        question["without"]!.ToJsonString().ShouldBe("""["li"]""");
        var other = question["agents"]!.AsArray().ShouldHaveSingleItem()!;
        (other["agent"]!.ToString(), other["teams"]!.ToJsonString(), other["skills"]!.ToJsonString(), other["zone"]!.ToString()).ShouldBe(("ada+1", """["helpdesk"]""", """[{"skill":"vpn","level":3}]""", "Europe/Berlin"));
        JsonNode.DeepEquals(other["shifts"], JsonNode.Parse(Days)).ShouldBeTrue();
    }

    [Fact]
    public void Other_hours_take_the_place_of_the_own()
    {
        var roster = Roster(new() { ["h.ada"] = "li", ["n.ada"] = "99" });
        roster.Changes.Where(one => one.Value is not null).ShouldBe([("h.ada", "li")]);
        var other = JsonNode.Parse(Asked(roster))!["agents"]!.AsArray().ShouldHaveSingleItem()!;
        (other["agent"]!.ToString(), other["shifts"], other["zone"]).ShouldBe(("ada", null, null));
    }

    [Fact]
    public void Other_skills_and_teams_take_the_place_of_the_own_and_only_they_stand_in_the_address()
    {
        var roster = Roster(new() { ["s.ada.vpn"] = "0", ["s.ada.sap"] = "4", ["s.li.vpn"] = "0", ["t.ada"] = "network,helpdesk,nothing", ["t.li"] = "nothing" });
        roster.Changes.Where(one => one.Value is not null).ShouldBe([("s.ada.vpn", "0"), ("s.ada.sap", "4"), ("t.ada", "helpdesk,network")]);
        var other = JsonNode.Parse(Asked(roster))!["agents"]!.AsArray().ShouldHaveSingleItem()!;
        (other["agent"]!.ToString(), other["teams"]!.ToJsonString(), other["skills"]!.ToJsonString(), other["zone"]!.ToString()).ShouldBe(
            ("ada", """["helpdesk","network"]""", """[{"skill":"sap","level":4}]""", "Europe/Berlin"));
    }

    [Fact]
    public void Of_a_table_of_priorities_only_what_differs_is_asked()
    {
        MatrixCell[] cells = [new("person", "low", "low", "p4"), new("person", "high", "low", "p3")];
        new OtherPriorities(new PriorityMatrix(3, cells), _ => null).Matrix().ShouldBeNull();
        var table = new OtherPriorities(new PriorityMatrix(3, cells), field => field == "p.low.person.high" ? "p1" : "p9");
        table.Changes.ShouldBe([("p.low.person.high", "p1")]);
        table.Matrix()!["cells"]!.AsArray().Select(cell => cell!["priority"]!.ToString()).ShouldBe(["p4", "p1"]);
    }

    private static OtherRoster Roster(Dictionary<string, string> typed) => new([ada, li], ["vpn", "sap"], ["helpdesk", "network"], "2026-06-01", field => typed.GetValueOrDefault(field));

    private static string Asked(OtherRoster roster)
    {
        var question = new JsonObject();
        roster.Ask(question);
        return question.ToJsonString();
    }
}
