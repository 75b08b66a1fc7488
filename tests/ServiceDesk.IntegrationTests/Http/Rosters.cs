using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ServiceDesk.Contracts;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Http;

/// <summary>Skills, shifts, absences and assignment rules over HTTP.</summary>
[Collection(DeskCollection.Name)]
public sealed class Rosters(Desk desk)
{
    private readonly string skill = $"s{Guid.NewGuid():N}"[..12];

    [Fact]
    public async Task An_agent_is_described_shown_at_an_instant_and_as_earlier_versions_say()
    {
        var agent = await desk.Register(null, Roles.Agent);
        (await Put($"/skills/{skill}", """{"names":{"zh":"网络","en":"Networks"}}""")).Status.ShouldBe(200);
        var first = await Put($"/roster/agents/{agent.Id}", $$"""{"zone":"Asia/Shanghai","skills":[{"skill":"{{skill}}","level":2}],"shifts":{"monday":[{"from":"09:00","to":"17:00"}]} }""");
        first.Status.ShouldBe(200, first.Body);
        var second = await Put($"/roster/agents/{agent.Id}", $$"""{"tier":2,"skills":[{"skill":"{{skill}}","level":4}]}""", first.Headers.ETag!.Tag);
        second.Status.ShouldBe(200, second.Body);
        (await Put($"/roster/agents/{agent.Id}", "{}", first.Headers.ETag.Tag)).Status.ShouldBe(412);

        var now = (await agent.Caller.Get("routing", $"/roster/agents/{agent.Id}?position={second.Text("position")}")).Json;
        (now["profile"]!["tier"]!.GetValue<int>(), now["availability"]!["presence"]!.ToString()).ShouldBe((2, "on-shift"));
        var before = (await desk.Admin.Get("routing", $"/roster/agents/{agent.Id}?version={first.Text("version")}&at=2026-03-02T18:00:00%2B08:00")).Json;
        before["availability"]!["presence"]!.ToString().ShouldBe("off-shift");
        before["availability"]!["nextStart"]!.ToString().ShouldBe("2026-03-09T01:00:00Z");
        var sentBack = await Put($"/roster/agents/{agent.Id}", now["profile"]!.ToJsonString());
        (sentBack.Status, sentBack.Text("version")).ShouldBe((200, (await desk.Admin.Get("routing", "/roster")).Text("version")));
        (await Mastery(agent.Id)).ShouldBe(4);
        (await Mastery(agent.Id, $"?version={first.Text("version")}")).ShouldBe(2);
        (await desk.Admin.Get("routing", "/roster?version=1000000")).Status.ShouldBe(404);
        (await desk.Admin.Get("routing", "/roster?at=yesterday")).WrongFields.ShouldBe(["at"]);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_with_its_field_and_changes_nothing()
    {
        var (agent, requester) = (await desk.Register(null, Roles.Agent), await desk.Register("demo", Roles.Requester));
        var head = await desk.Settled("routing");

        (await Put($"/roster/agents/{agent.Id}", $$"""{"skills":[{"skill":"{{skill}}","level":1}],"manager":"nobody"}""")).WrongFields.ShouldBe(["skills[0].skill", "manager"], ignoreOrder: true);
        (await Put($"/roster/agents/{agent.Id}", """{"zone":"Mars/Phobos","shifts":{"monday":[{"from":"17:00","to":"09:00"}]} }""")).WrongFields.ShouldBe(["shifts.monday[0].to", "zone"]);
        (await Put($"/roster/agents/{requester.Id}", "{}")).WrongFields.ShouldBe(["id"]);
        (await Put("/skills/No%20Word", """{"names":{"zh":"x","en":"x"}}""")).WrongFields.ShouldBe(["id"]);

        (await desk.Settled("routing")).ShouldBe(head);
    }

    [Fact]
    public async Task An_agent_plans_the_own_absence_only_and_a_circle_of_substitutes_is_refused()
    {
        var (ada, bob) = (await desk.Register(null, Roles.Agent), await desk.Register(null, Roles.Agent));
        object Absence(string? substitute) => new { from = "2030-03-01T00:00:00Z", to = "2030-03-08T00:00:00Z", substitute, reason = "sick" };

        (await bob.Caller.Post("routing", $"/roster/agents/{ada.Id}/absences", Absence(null))).Status.ShouldBe(404);
        var keyed = ada.Caller.Sending(("Idempotency-Key", skill));
        var planned = await keyed.Post("routing", $"/roster/agents/{ada.Id}/absences", Absence(bob.Id));
        planned.Status.ShouldBe(200, planned.Body);
        (await keyed.Post("routing", $"/roster/agents/{ada.Id}/absences", Absence(bob.Id))).Text("id").ShouldBe(planned.Text("id"));
        (await ada.Caller.Post("routing", $"/roster/agents/{ada.Id}/absences", Absence(bob.Id))).WrongFields.ShouldBe(["from"]);
        (await desk.As("lead").Post("routing", $"/roster/agents/{bob.Id}/absences", Absence(ada.Id))).WrongFields.ShouldBe(["substitute"]);

        var shown = (await bob.Caller.Get("routing", $"/roster/agents/{ada.Id}?at=2030-03-02T00:00:00Z")).Json;
        (shown["availability"]!["presence"]!.ToString(), shown["availability"]!["substitute"]!.ToString()).ShouldBe(("absent", bob.Id));
        shown["absences"]![0]!["reason"].ShouldBeNull(); // why is none of the other agents' business
        (await ada.Caller.Get("routing", $"/roster/agents/{ada.Id}")).Json["absences"]![0]!["reason"]!.ToString().ShouldBe("sick");

        var cancelled = await Send(HttpMethod.Delete, $"/roster/agents/{ada.Id}/absences/{planned.Text("id")}", null);
        cancelled.Status.ShouldBe(200, cancelled.Body);
        (await Send(HttpMethod.Delete, $"/roster/agents/{ada.Id}/absences/{planned.Text("id")}", null)).Status.ShouldBe(404);
        (await desk.As("lead").Post("routing", $"/roster/agents/{bob.Id}/absences", Absence(ada.Id))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_roster_comes_and_goes_as_CSV_all_or_nothing()
    {
        var (ada, bob) = (await desk.Register(null, Roles.Agent), await desk.Register(null, Roles.Lead));
        (await Put($"/skills/{skill}", """{"names":{"zh":"网络","en":"Networks"}}""")).Status.ShouldBe(200);
        var head = await desk.Settled("routing");

        var refused = await Import($"agent,skills,manager,zone,shifts\n{ada.Id},{skill}:3,,,\nnobody,,,,\n{bob.Id},{skill}:9,,,mon 09:00-08:00\n");
        (refused.Status, refused.Code).ShouldBe((422, "invalid"));
        refused.WrongFields.ShouldBe(["lines[3].agent", "lines[4].skills", "lines[4].shifts.monday[0].to", "lines[4].zone"], ignoreOrder: true);
        (await desk.Settled("routing")).ShouldBe(head);

        var accepted = await Import($"\uFEFFagent,skills,manager,zone,shifts\r\n{ada.Id},{skill}:3,{bob.Id},Asia/Shanghai,\"mon-fri 09:00-12:00 13:00-18:00\"\r\n{bob.Id},{skill}:5,,,\r\n");
        accepted.Status.ShouldBe(200, accepted.Body);
        (await desk.Head("routing")).ShouldBe(head + 2);
        var export = await desk.Admin.Get("routing", "/roster/export");
        export.MediaType.ShouldBe("text/csv");
        export.Body.ShouldContain($"{skill}:3,");
        export.Body.ShouldContain("mon-fri 09:00-12:00 13:00-18:00");
        (await Import(export.Body)).Status.ShouldBe(200);
        (await desk.Head("routing")).ShouldBe(head + 2);
        (await Import("agent,rank\n")).Code.ShouldBe("wrong-header");
        (await Send(HttpMethod.Post, "/roster/import", Caller.Json("{}"))).Status.ShouldBe(415);
    }

    [Fact]
    public async Task Assignment_rules_have_versions_and_warn_of_what_nobody_fulfils()
    {
        (await Put("/assignment-rules", Rules("""{"from":"x"}"""))).Status.ShouldBe(422);
        (await Put("/assignment-rules", Rules())).WrongFields.ShouldBe(["requirements[0].skills[0].skill"]);
        (await Put($"/skills/{skill}", """{"names":{"zh":"网络","en":"Networks"}}""")).Status.ShouldBe(200);

        var defined = await Put("/assignment-rules", Rules());
        defined.Status.ShouldBe(200, defined.Body);
        defined.Json["warnings"]![0]!["field"]!.ToString().ShouldBe("requirements[0]");
        defined.Json["warnings"]![0]!["texts"]!["zh"]!.ToString().ShouldNotBeEmpty();
        var version = int.Parse(defined.Text("version"), CultureInfo.InvariantCulture);
        (await Put("/assignment-rules", Rules())).Text("version").ShouldBe(defined.Text("version"));

        var agent = await desk.Register(null, Roles.Agent);
        (await Put($"/roster/agents/{agent.Id}", $$"""{"skills":[{"skill":"{{skill}}","level":3}]}""")).Status.ShouldBe(200);
        var read = await desk.As("agent").Get("routing", $"/assignment-rules?version={version}");
        read.Json["warnings"]!.AsArray().ShouldBeEmpty();
        var back = new JsonObject { ["requirements"] = read.Json["requirements"]!.DeepClone(), ["priorities"] = read.Json["priorities"]!.DeepClone(), ["affinity"] = read.Json["affinity"]!.DeepClone() };
        (await Put("/assignment-rules", back.ToJsonString())).Text("version").ShouldBe(defined.Text("version"));
        var shipped = (await desk.Admin.Get("routing", "/assignment-rules?version=1")).Json;
        shipped["priorities"]!.AsArray().Select(one => one!["points"]!.GetValue<int>()).ShouldBe([4, 3, 2, 1]);
        (await desk.Admin.Get("routing", "/assignment-rules/versions")).Items.Count.ShouldBeGreaterThanOrEqualTo(version);
    }

    [Fact]
    public async Task Who_belongs_to_one_customer_sees_and_changes_nothing_of_the_roster()
    {
        var lead = await desk.Register("demo", Roles.Lead);
        foreach (var path in (string[])["/roster", $"/roster/agents/{lead.Id}", "/roster/export", "/skills"]) (await lead.Caller.Get("routing", path)).Status.ShouldBe(403, path);
        foreach (var (path, body) in ((string, string)[])[($"/skills/{skill}", """{"names":{"zh":"x","en":"x"}}"""), ($"/roster/agents/{lead.Id}", "{}"), ("/assignment-rules", Rules())])
            (await lead.Caller.Send(HttpMethod.Put, "routing", path, Caller.Json(body))).Status.ShouldBe(403, path);
        (await lead.Caller.Post("routing", $"/roster/agents/{lead.Id}/absences", new { from = "2030-03-01T00:00:00Z", to = "2030-03-08T00:00:00Z", reason = "sick" })).Status.ShouldBe(403);
        (await lead.Caller.Send(HttpMethod.Post, "routing", "/roster/import", Csv("agent\n"))).Status.ShouldBe(403);
    }

    /// <summary>Rules that fit no ticket of any other test.</summary>
    private string Rules(string? extra = null) => $$"""
        {"requirements":[{"requestTypes":["{{skill}}"],"skills":[{"skill":"{{skill}}","level":3}]}{{(extra is null ? "" : "," + extra)}}],
         "priorities":[{"priority":"p1","points":4,"onCall":true},{"priority":"p2","points":3},{"priority":"p3","points":2},{"priority":"p4","points":1,"mayWait":"PT8H"}]}
        """;

    private async Task<int> Mastery(string agent, string query = "") => (await desk.Admin.Get("routing", $"/skills{query}")).Items
        .Single(one => one["id"]!.ToString() == skill)["agents"]!.AsArray().Single(one => one!["agent"]!.ToString() == agent)!["level"]!.GetValue<int>();

    private Task<Reply> Put(string path, string body, string? ifMatch = null) =>
        (ifMatch is null ? desk.Admin : desk.Admin.Sending(("If-Match", ifMatch))).Send(HttpMethod.Put, "routing", path, Caller.Json(body));

    private Task<Reply> Import(string file) => Send(HttpMethod.Post, "/roster/import", Csv(file));

    private Task<Reply> Send(HttpMethod method, string path, HttpContent? body) => desk.Admin.Send(method, "routing", path, body);

    private static StringContent Csv(string file) => new(file, Encoding.UTF8, "text/csv");
}
