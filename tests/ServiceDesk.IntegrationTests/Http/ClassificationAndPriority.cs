using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServiceDesk.Contracts;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Http;

/// <summary>Priorities by a table that people define, grades and categories that people correct, rules, and what closed tickets suggest.</summary>
[Collection(DeskCollection.Name)]
public sealed class ClassificationAndPriority(Desk desk)
{
    [Fact]
    public async Task The_shipped_table_serves_every_cell_and_can_be_sent_back()
    {
        var shown = (await desk.As(Roles.Requester).Get("routing", "/priority-matrix?version=1")).Json;
        (shown["version"]!.ToString(), shown["cells"]!.AsArray().Count, shown["vip"]).ShouldBe(("standard-1", 27, null));
        shown["cells"]!.AsArray().Count(cell => cell!["priority"]!.ToString() == "p1").ShouldBe(4);

        (await desk.Admin.Get("routing", "/priority-matrix?version=99")).Status.ShouldBe(404);
        (await desk.Admin.Get("routing", "/priority-matrix?at=yesterday")).WrongFields.ShouldBe(["at"]);
    }

    [Fact]
    public async Task A_new_table_grades_new_tickets_and_leaves_those_before_as_they_were()
    {
        var before = await Submit("Printer", new { category = "hardware", impact = "person", urgency = "low" });
        var vip = await desk.Register("acme", Roles.Requester);
        var shipped = (await desk.Admin.Get("routing", "/priority-matrix?version=1")).Json;
        var raised = shipped["cells"]!.DeepClone().AsArray();
        foreach (var cell in raised) if (cell!["impact"]!.ToString() == "person" && cell["urgency"]!.ToString() == "low") cell["priority"] = "p3";
        var defined = await Put("/priority-matrix", new JsonObject
        {
            ["cells"] = raised,
            ["vip"] = new JsonObject { ["requesters"] = new JsonArray(vip.Id), ["systems"] = new JsonArray("Board Room"), ["steps"] = 2 },
            ["majorIncidents"] = new JsonArray(new JsonObject { ["id"] = "network-down", ["impact"] = "organization", ["categories"] = new JsonArray("network") }),
        });
        defined.Status.ShouldBe(200, defined.Body);
        var version = $"matrix-{defined.Json["version"]}";
        try
        {
            var after = await Submit("Printer", new { category = "hardware", impact = "person", urgency = "low" });
            var system = await Submit("Screen", new { category = "hardware", impact = "person", urgency = "low", affectedSystem = "board room" });
            var down = await Submit("All down", new { category = "network", impact = "organization", urgency = "medium" });
            var own = (await vip.Caller.Post("intake", "/portal/tickets", new { kind = "incident", subject = "Mine", category = "hardware", impact = "person", urgency = "low" }));
            await desk.Quiet();

            (await Decision(before)).ShouldBe(("p4", "standard-1"));
            (await Decision(after)).ShouldBe(("p3", version));
            (await Decision(system)).ShouldBe(("p1", version));
            var suspected = await Routing(down);
            suspected["majorIncidentSuspected"]!["rule"]!.ToString().ShouldBe("network-down");
            if (own.Status == 201) (await Routing(own.Text("id")))["vip"]!.ToString().ShouldBe("requester");
            (await Routing(system))["vip"]!.ToString().ShouldBe("system");
            // An old ticket graded anew is a new decision: by the table of now.
            (await desk.As(Roles.Agent).Post("routing", $"/tickets/{before}/grade", new { importance = "high", reason = "The boss's printer" })).Status.ShouldBe(200);
            (await Routing(before))["grades"]![0]!["matrixVersion"]!.ToString().ShouldBe(version);
        }
        finally
        {
            (await Put("/priority-matrix", new JsonObject { ["cells"] = shipped["cells"]!.DeepClone(), ["majorIncidents"] = shipped["majorIncidents"]!.DeepClone() })).Status.ShouldBe(200);
        }
    }

    [Fact]
    public async Task A_table_with_a_hole_is_refused_and_changes_nothing()
    {
        var shown = await desk.Admin.Get("routing", "/priority-matrix");
        var cells = shown.Json["cells"]!.DeepClone().AsArray();
        cells.RemoveAt(4);

        var refused = await Put("/priority-matrix", new JsonObject { ["cells"] = cells, ["vip"] = new JsonObject { ["requesters"] = new JsonArray("nobody") } });

        (refused.Status, refused.Code).ShouldBe((422, "invalid"));
        refused.WrongFields.ShouldBe(["vip.requesters", "cells"], ignoreOrder: true);
        refused.Body.ShouldContain("a hole");
        (await desk.Admin.Get("routing", "/priority-matrix")).Body.ShouldBe(shown.Body);
        (await Put("/priority-matrix", new JsonObject { ["cells"] = shown.Json["cells"]!.DeepClone(), ["effectiveFrom"] = "2001-01-01T00:00:00Z", ["majorIncidents"] = new JsonArray() })).WrongFields.ShouldBe(["effectiveFrom"]);
    }

    [Fact]
    public async Task A_ticket_graded_anew_gets_the_promise_of_its_new_priority_and_keeps_the_history()
    {
        var id = await Submit("Mail is slow", new { category = "software", impact = "person", urgency = "medium" });
        var agent = desk.As(Roles.Agent);

        var graded = await agent.Post("routing", $"/tickets/{id}/grade", new { impact = "organization", urgency = "high", reason = "全公司都收不到邮件" });
        graded.Status.ShouldBe(200, graded.Body);
        (await agent.Post("routing", $"/tickets/{id}/grade", new { impact = "organization", urgency = "high", reason = "again" })).Text("version").ShouldBe(graded.Text("version"));
        await desk.Quiet();

        var shown = await Routing(id);
        (shown["priority"]!.ToString(), shown["grades"]!.AsArray().Count, shown["grades"]![0]!["before"]!.ToString(), shown["grades"]![0]!["note"]!.ToString()).ShouldBe(("p1", 1, "p4", "全公司都收不到邮件"));
        shown["majorIncidentSuspected"]!["rule"]!.ToString().ShouldBe("organization-down");
        var taken = await desk.Admin.Get("resolution", $"/tickets/{id}");
        (taken.Text("priority"), taken.Text("category")).ShouldBe(("p1", "software"));
        taken.Json["clocks"]!.AsArray().Single(clock => clock!["clock"]!.ToString() == "resolution")!["target"]!.ToString().ShouldBe("PT4H");
    }

    [Fact]
    public async Task What_is_wrong_with_a_grade_is_named_and_changes_nothing()
    {
        var id = await Submit("Mail", new { category = "software" });
        var agent = desk.As(Roles.Agent);
        var head = await desk.Settled("routing");

        (await agent.Post("routing", $"/tickets/{id}/grade", new { impact = "world", colour = "red" })).WrongFields.ShouldBe(["impact", "reason", "colour"], ignoreOrder: true);
        (await agent.Post("routing", $"/tickets/{id}/grade", new { reason = "x" })).WrongFields.ShouldBe(["impact"]);
        (await agent.PostText("routing", $"/tickets/{id}/grade", "[]")).Code.ShouldBe("malformed");
        (await agent.Post("routing", $"/tickets/{Guid.NewGuid()}/grade", new { impact = "person", reason = "x" })).Status.ShouldBe(404);
        (await desk.As(Roles.Requester).Post("routing", $"/tickets/{id}/grade", new { impact = "person", reason = "x" })).Status.ShouldBe(403);
        (await agent.Sending(("If-Match", "\"77\"")).Post("routing", $"/tickets/{id}/grade", new { impact = "organization", reason = "x" })).Status.ShouldBe(412);
        (await desk.Settled("routing")).ShouldBe(head);
    }

    [Fact]
    public async Task A_correction_of_the_facts_after_the_routing_grades_and_classifies_anew()
    {
        var id = await Submit("Cannot print", new { category = "hardware", impact = "person", urgency = "low" });

        (await desk.Admin.Post("intake", $"/tickets/{id}/correct", new { values = new { category = "software", impact = "department", urgency = "high" }, reason = "Asked" })).Status.ShouldBe(200);
        await desk.Quiet();

        var shown = await Routing(id);
        (shown["category"]!.ToString(), shown["priority"]!.ToString(), shown["grades"]![0]!["reason"]!.ToString(), shown["classifications"]![0]!["reason"]!.ToString()).ShouldBe(("software", "p2", "corrected", "corrected"));
        var taken = await desk.Admin.Get("resolution", $"/tickets/{id}");
        (taken.Text("category"), taken.Text("priority")).ShouldBe(("software", "p2"));
    }

    [Fact]
    public async Task A_ticket_of_another_category_goes_to_its_team_with_load_and_case()
    {
        var (one, other) = (await desk.Register(null, Roles.Agent), await desk.Register(null, Roles.Agent));
        var id = await Submit("Which one?", new { category = "account" });
        var team = (await Routing(id))["team"]?.ToString();
        var to = $"apps-{Guid.NewGuid():N}"[..20];
        (await Put($"/teams/{to}", new JsonObject { ["name"] = "Apps", ["categories"] = new JsonArray("network"), ["members"] = new JsonArray(one.Id, other.Id) })).Status.ShouldBe(200);

        var agent = desk.As(Roles.Agent);
        (await agent.Post("routing", $"/tickets/{id}/classify", new { category = "network" })).WrongFields.ShouldBe(["reason"]);
        (await agent.Post("routing", $"/tickets/{id}/classify", new { category = "pigeons", reason = "x" })).WrongFields.ShouldBe(["category"]);
        var key = agent.Sending(("Idempotency-Key", Guid.NewGuid().ToString()));
        var first = await key.Post("routing", $"/tickets/{id}/classify", new { category = "network", reason = "诊断后是网络问题" });
        first.Status.ShouldBe(200, first.Body);
        (await key.Post("routing", $"/tickets/{id}/classify", new { category = "network", reason = "诊断后是网络问题" })).Text("version").ShouldBe(first.Text("version"));
        await desk.Quiet();

        var shown = await Routing(id);
        var expected = (await desk.Admin.Get("routing", "/teams")).Items.First(item => item["categories"]!.AsArray().Any(category => category!.ToString() == "network"))["id"]!.ToString();
        (shown["category"]!.ToString(), shown["team"]!.ToString()).ShouldBe(("network", expected));
        shown["classifications"]!.AsArray().Select(change => (change!["before"]!.ToString(), change["category"]!.ToString(), change["note"]!.ToString())).ShouldBe([("account", "network", "诊断后是网络问题")]);
        var taken = await desk.Admin.Get("resolution", $"/tickets/{id}");
        (taken.Text("category"), taken.Text("team")).ShouldBe(("network", expected));
        (await desk["routing"].Ask<long>($"select count(*) from events where stream = 'ticket-{id}' and type = 'routing.ticket-assigned.v1'")).ShouldBe(team == expected ? 0 : 1);
        (await Put($"/teams/{to}", new JsonObject { ["name"] = "Apps", ["categories"] = new JsonArray(), ["members"] = new JsonArray() })).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Rules_classify_by_texts_in_both_languages_and_wrong_ones_are_refused_by_name()
    {
        var shipped = (await desk.Admin.Get("routing", "/classification-rules")).Json;
        var word = $"zq{Guid.NewGuid():N}"[..10];
        var defined = await Put("/classification-rules", JsonNode.Parse($$"""
            {"rules": [{"id": "special", "category": "account", "overrides": true, "when": [{"field": "text", "any": ["{{word}}", "特殊門禁"]}, {"field": "kind", "any": ["incident"]}]},
                       {"id": "quiet", "category": "network", "when": [{"field": "subject", "any": ["quiet {{word}}x"]}]}]}
            """)!.AsObject());
        defined.Status.ShouldBe(200, defined.Body);
        try
        {
            (await Category(await Submit($"My {word.ToUpperInvariant()}!", new { category = "hardware" }))).ShouldBe(("account", "rule"));
            (await Category(await Submit("特殊门禁卡打不开", new { }))).ShouldBe(("account", "rule"));
            (await Category(await Submit($"quiet {word}x", new { category = "hardware" }))).ShouldBe(("hardware", "submitted"));
            (await Category(await Submit($"quiet {word}x", new { }))).ShouldBe(("network", "rule"));
            (await Category(await Submit($"{word}y", new { category = "hardware" }))).ShouldBe(("hardware", "submitted"));
            var basis = (await Routing(await Submit($"quiet {word}x", new { })))["classification"]!;
            (basis["rule"]!.ToString(), basis["rulesVersion"]!.ToString()).ShouldBe(("quiet", defined.Text("version")));

            var refused = await Put("/classification-rules", JsonNode.Parse("""
                {"rules": [{"id": "wide", "category": "network", "when": [{"field": "text", "any": ["vpn"]}]}, {"id": "narrow", "category": "network", "when": [{"field": "subject", "any": ["vpn client"]}]},
                           {"id": "never", "category": "pigeons", "when": [{"field": "kind", "any": ["incident"]}, {"field": "kind", "any": ["request"]}]}]}
                """)!.AsObject());
            refused.WrongFields.ShouldBe(["rules[1].when", "rules[2].when", "rules[2].category"], ignoreOrder: true);
            (await desk.Admin.Get("routing", "/classification-rules")).Text("version").ShouldBe(defined.Text("version"));
            (await (await desk.Register("acme", Roles.Lead)).Caller.Send(HttpMethod.Put, "routing", "/classification-rules", Json(new JsonObject { ["rules"] = new JsonArray() }))).Status.ShouldBe(403);
        }
        finally
        {
            (await Put("/classification-rules", new JsonObject { ["rules"] = new JsonArray(), ["suggestion"] = shipped["suggestion"]!.DeepClone() })).Status.ShouldBe(200);
        }
    }

    [Fact]
    public async Task Closed_tickets_teach_which_category_a_new_one_has_and_people_accept_or_override()
    {
        var (screen, login) = ($"zscreen{Guid.NewGuid():N}"[..14], $"zlogin{Guid.NewGuid():N}"[..14]);
        for (var i = 0; i < 3; i++)
        {
            await Close(await Submit($"{screen} flickers {i}", new { category = "hardware" }));
            await Close(await Submit($"{login} 忘记密码 {i}", new { category = "account" }));
        }
        await desk.Quiet();
        var closed = await desk["routing"].Ask<long>("select count(*) from served.closings");
        await Eventually.Holds(async () => (await desk.Admin.Get("routing", "/classification-rules")).Json["learned"]!.GetValue<int>() >= closed, "the closings are learned");
        (await Put("/classification-rules", JsonNode.Parse("""{"rules": [], "suggestion": {"leastClosed": 4, "decidesFrom": 600}}""")!.AsObject())).Status.ShouldBe(200);
        try
        {
            var decided = await Submit($"{screen} flickers", new { });
            (await Category(decided)).ShouldBe(("hardware", "learned"));
            var agent = desk.As(Roles.Agent);
            var suggestion = (await agent.Get("routing", $"/tickets/{decided}/suggestion")).Json;
            (suggestion["outcome"]!.ToString(), suggestion["suggested"]!.ToString(), suggestion["decidesFrom"]!.GetValue<int>()).ShouldBe(("decided", "hardware", 600));
            suggestion["because"]!.AsArray().Select(word => word!.ToString()).ShouldContain(screen);
            var replay = await agent.Post("routing", "/routing/replay", new { ticket = decided });
            replay.Json["isEqual"]!.GetValue<bool>().ShouldBeTrue(replay.Body);
            replay.Items[0]["relearned"]!.GetValue<bool>().ShouldBeTrue(replay.Body);
            (await agent.Post("routing", $"/tickets/{decided}/classify", new { category = "hardware" })).Status.ShouldBe(200);
            (await agent.Get("routing", $"/tickets/{decided}/suggestion")).Text("outcome").ShouldBe("accepted");

            var said = await Submit($"{login} again", new { category = "network" });
            (await Category(said)).ShouldBe(("network", "submitted"));
            (await agent.Get("routing", $"/tickets/{said}/suggestion")).Text("outcome").ShouldBe("shown");
            (await agent.Get("routing", $"/tickets/{said}/suggestion")).Text("suggested").ShouldBe("account");
            (await agent.Post("routing", $"/tickets/{said}/classify", new { category = "account" })).Status.ShouldBe(200);
            (await agent.Get("routing", $"/tickets/{said}/routing")).Json["classifications"]![0]!["reason"]!.ToString().ShouldBe("suggestion-accepted");
            (await agent.Get("routing", $"/tickets/{Guid.NewGuid()}/suggestion")).Status.ShouldBe(404);
        }
        finally
        {
            (await Put("/classification-rules", JsonNode.Parse("""{"rules": [], "suggestion": {"leastClosed": 200, "decidesFrom": 900}}""")!.AsObject())).Status.ShouldBe(200);
        }
    }

    private async Task Close(string id)
    {
        foreach (var (verb, body) in ((string, object)[])[("resolve", new { solution = "x", verification = new { passed = true, checks = "x" } }), ("confirm", new { }), ("close", new { })])
        {
            var reply = await desk.Admin.Post("resolution", $"/tickets/{id}/{verb}", body);
            reply.Status.ShouldBe(200, reply.Body);
        }
    }

    /// <summary>A ticket of acme, routed.</summary>
    private async Task<string> Submit(string subject, object more)
    {
        var body = JsonSerializer.SerializeToNode(more)!.AsObject();
        body["kind"] = "incident";
        body["subject"] = subject;
        body["requester"] = new JsonObject { ["name"] = "Li Na", ["organization"] = "acme" };
        var created = await desk.Admin.PostText("intake", "/tickets", body.ToJsonString());
        created.Status.ShouldBe(201, created.Body);
        await desk.Quiet();
        return created.Text("id");
    }

    private async Task<JsonNode> Routing(string id)
    {
        var reply = await desk.Admin.Get("routing", $"/tickets/{id}/routing");
        reply.Status.ShouldBe(200, reply.Body);
        return reply.Json;
    }

    private async Task<(string Priority, string Version)> Decision(string id)
    {
        var decision = (await Routing(id))["decisions"]![0]!;
        return (decision["priority"]!.ToString(), decision["matrixVersion"]!.ToString());
    }

    private async Task<(string Category, string Reason)> Category(string id)
    {
        var decision = (await Routing(id))["decisions"]![0]!;
        return (decision["category"]!.ToString(), decision["categoryReason"]!.ToString());
    }

    private Task<Reply> Put(string path, JsonObject body) => desk.Admin.Send(HttpMethod.Put, "routing", path, Json(body));

    private static StringContent Json(JsonObject body) => new(body.ToJsonString(), Encoding.UTF8, "application/json");
}
