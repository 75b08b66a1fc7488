using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;
using ServiceDesk.Contracts;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Http;

/// <summary>Repeats become problems; their cause, workaround, measures and reviews are on record, and nobody sees what is not theirs.</summary>
[Collection(DeskCollection.Name)]
public sealed class ProblemManagement(Desk desk)
{
    [Fact]
    public async Task A_repeat_becomes_a_problem_in_one_call_and_comes_back_when_incidents_go_on()
    {
        var organization = await Organization();
        var position = await Incidents(organization, 5);
        var agent = desk.As("agent");

        var candidate = (await Candidates(agent, organization, position)).Single(one => one["kind"]!.ToString() == "same-system");
        (candidate["category"]!.ToString(), candidate["system"]!.ToString(), candidate["count"]!.GetValue<int>(), candidate["threshold"]!.GetValue<int>()).ShouldBe(("network", "VPN gate", 5, 5));
        candidate["reason"]!.ToString().ShouldContain("5 incidents of category network about VPN gate within 30 days");
        candidate["periods"]!.AsArray().Sum(period => period!["count"]!.GetValue<int>()).ShouldBe(5);
        candidate["members"]!.AsArray().Count.ShouldBe(5);
        // The same incidents are alike by their texts, too.
        (await Candidates(agent, organization)).Select(one => one["kind"]!.ToString()).ShouldBe(["same-system", "similar-text"], ignoreOrder: true);

        var keyed = agent.Sending(("Idempotency-Key", Guid.NewGuid().ToString()));
        var opened = await keyed.Post("resolution", "/problems", new { candidate = candidate["id"]!.ToString(), priority = "p2" });
        opened.Status.ShouldBe(201, opened.Body);
        (opened.Json["linked"]!.GetValue<int>(), opened.Json["left"]!.GetValue<int>()).ShouldBe((5, 0));
        opened.Text("number").ShouldMatch(@"^PRB-\d{6}$");
        (await Candidates(agent, organization, opened.Text("position"))).ShouldBeEmpty();
        var again = await keyed.Post("resolution", "/problems", new { candidate = candidate["id"]!.ToString(), priority = "p2" });
        (again.Status, again.Text("id"), again.Text("number")).ShouldBe((201, opened.Text("id"), opened.Text("number")));

        var problem = (await agent.Get("resolution", $"/problems/{opened.Text("id")}?position={opened.Text("position")}")).Json;
        (problem["organization"]!.ToString(), problem["state"]!.ToString(), problem["incidents"]!.AsArray().Count).ShouldBe((organization, "new", 5));
        problem["repeat"]!["rulesVersion"]!.GetValue<int>().ShouldBeGreaterThan(0);
        var ticket = problem["incidents"]![0]!["ticket"]!.ToString();
        (await agent.Get("resolution", $"/tickets/{ticket}")).Json["problems"]![0]!["number"]!.ToString().ShouldBe(opened.Text("number"));

        position = await Incidents(organization, 5);
        var grown = (await Candidates(agent, organization, position)).First(one => one["kind"]!.ToString() == "same-system");
        (grown["count"]!.GetValue<int>(), grown["related"]![0]!["number"]!.ToString()).ShouldBe((5, opened.Text("number")));
        var linked = await agent.Post("resolution", $"/problems/{opened.Text("id")}/incidents", new { candidate = grown["id"]!.ToString() });
        linked.Status.ShouldBe(200, linked.Body);
        (await agent.Get("resolution", $"/problems/{opened.Text("id")}")).Json["incidents"]!.AsArray().Count.ShouldBe(10);
        (await Listed(agent, $"organization={organization}", linked.Text("position"))).Single()["incidents"]!.GetValue<int>().ShouldBe(10);
    }

    [Fact]
    public async Task A_dismissed_candidate_stays_away_until_it_has_grown()
    {
        var organization = await Organization();
        var position = await Incidents(organization, 5, system: null);
        var agent = desk.As("agent");
        var candidate = (await Candidates(agent, organization, position)).Single();
        candidate["kind"]!.ToString().ShouldBe("similar-text");
        candidate["words"]!.AsArray().Select(word => word!.ToString()).ShouldContain("=vpn");

        var dismissed = await agent.Post("resolution", $"/problems/candidates/{candidate["id"]}/dismiss", new { reason = "a training day", growth = 2 });
        dismissed.Status.ShouldBe(200, dismissed.Body);
        (await Candidates(agent, organization, dismissed.Text("position"))).ShouldBeEmpty();
        (await Candidates(agent, $"{organization}&dismissed=true")).Single()["dismissed"]!["why"]!.ToString().ShouldBe("a training day");
        (await Candidates(agent, organization, await Incidents(organization, 1, system: null))).ShouldBeEmpty();
        (await Candidates(agent, organization, await Incidents(organization, 1, system: null))).Single()["count"]!.GetValue<int>().ShouldBe(7);
    }

    [Fact]
    public async Task A_problem_goes_its_way_from_the_workaround_to_the_proven_measure()
    {
        var organization = await Organization();
        var requester = await desk.Register(organization, Roles.Requester);
        var (agent, owner) = (desk.As("agent"), (await desk.Register(null, Roles.Agent)).Id);
        var ticket = (await requester.Caller.Post("intake", "/tickets", new { kind = "incident", subject = "VPN drops", category = "network" })).Text("id");
        var ended = (await requester.Caller.Post("intake", "/tickets", new { kind = "incident", subject = "VPN lost", category = "network" })).Text("id");
        (await requester.Caller.Post("intake", $"/tickets/{ended}/withdraw", new { })).Status.ShouldBe(200);
        await desk.Quiet();
        var opened = await agent.Post("resolution", "/problems", new { title = "VPN drops", owner, incidents = (string[])[ticket, ended] });
        opened.Status.ShouldBe(201, opened.Body);
        var path = $"/problems/{opened.Text("id")}";

        await Do("workaround", new { workaround = "请改用备用网关" });
        var seen = (await requester.Caller.Get("resolution", $"/tickets/{ticket}")).Json;
        seen["entries"]!.AsArray().Select(entry => entry!["kind"]!.ToString()).ShouldBe(["workaround"]);
        (seen["entries"]![0]!["text"]!.ToString(), seen["problems"]).ShouldBe(("请改用备用网关", null));
        seen.ToJsonString().ShouldNotContain(opened.Text("number"));
        (await requester.Caller.Get("resolution", $"/tickets/{ended}")).Json["entries"]!.AsArray().ShouldAllBe(entry => entry!["kind"]!.ToString() != "workaround");
        var late = (await requester.Caller.Post("intake", "/tickets", new { kind = "incident", subject = "VPN again", category = "network" })).Text("id");
        await desk.Quiet();
        await Do("incidents", new { incidents = (string[])[late] });
        (await requester.Caller.Get("resolution", $"/tickets/{late}")).Json["entries"]!.AsArray().Select(entry => entry!["kind"]!.ToString()).ShouldContain("workaround");

        (await Post("known-error", new { })).Code.ShouldBe("not-investigating");
        await Do("root-cause", new { method = "five-whys", whys = (string[])["Lease ends", "No renewal"], statement = "Leases are not renewed", code = "configuration" });
        await Do("root-cause", new { method = "fishbone", branches = (object[])[new { name = "machine", causes = (string[])["gate"] }], statement = "Leases are not renewed", code = "configuration" });
        await Do("evidence", new { kind = "link", reference = "https://logs.example/1" });
        await Do("known-error", new { });
        await Do("actions", new { kind = "configuration", what = "Renew leases", owner, due = (Notes.Now + Duration.FromDays(3)).ToString() });
        (await Post("resolve", new { outcome = "x" })).Code.ShouldBe("open-actions");
        (await Post("actions/1/verify", new { effective = true })).Code.ShouldBe("not-done");
        await Do("actions/1/done", new { });
        await Do("resolve", new { outcome = "Leases are renewed" });
        (await Post("close", new { })).Code.ShouldBe("unverified-actions");
        var effect = (await agent.Get("resolution", $"{path}/effects")).Json["items"]!.AsArray().Single()!["effect"]!;
        (effect["before"]!.GetValue<int>(), effect["after"]!.GetValue<int>()).ShouldBe((3, 0)); // the withdrawn incident happened nevertheless
        await Do("actions/1/verify", new { effective = true });
        var closed = await Do("close", new { });

        var line = (await Listed(agent, $"organization={organization}&state=closed&cause=configuration", closed.Text("position"))).Single();
        (line["number"]!.ToString(), line["hasWorkaround"]!.GetValue<bool>(), line["openActions"]!.GetValue<int>()).ShouldBe((opened.Text("number"), true, 0));
        var byCause = (await agent.Get("resolution", $"/reports/repeats?by=cause&organization={organization}")).Json["rows"]!.AsArray().Single()!;
        (byCause["key"]!.ToString(), byCause["total"]!.GetValue<int>()).ShouldBe(("configuration", 3));

        async Task<Reply> Do(string verb, object body)
        {
            var reply = await Post(verb, body);
            reply.Status.ShouldBe(200, $"{verb}: {reply.Body}");
            return reply;
        }

        Task<Reply> Post(string verb, object body) => agent.Post("resolution", $"{path}/{verb}", body);
    }

    [Fact]
    public async Task An_article_is_drafted_from_a_known_problem_once()
    {
        var agent = desk.As("agent");
        var opened = await agent.Post("resolution", "/problems", new { title = "VPN drops" });
        var path = $"/problems/{opened.Text("id")}";
        (await agent.Post("resolution", $"{path}/draft-article", new { })).Code.ShouldBe("nothing-known");
        (await agent.Post("resolution", $"{path}/article", new { article = Guid.NewGuid() })).WrongFields.ShouldBe(["article"]);
        (await agent.Post("resolution", $"{path}/workaround", new { workaround = "Reconnect" })).Status.ShouldBe(200);

        var drafted = await agent.Post("resolution", $"{path}/draft-article", new { });
        drafted.Status.ShouldBe(201, drafted.Body);
        (await agent.Post("resolution", $"{path}/draft-article", new { })).Text("id").ShouldBe(drafted.Text("id"));
        var article = (await agent.Get("resolution", path)).Json["articles"]!.AsArray().Single()!;
        (article["id"]!.ToString(), article["number"]!.ToString(), article["title"]!.ToString()).ShouldBe((drafted.Text("id"), drafted.Text("number"), "VPN drops"));
        (await agent.Get("resolution", $"/articles/{drafted.Text("id")}")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Nobody_sees_or_changes_a_problem_of_others()
    {
        var (mine, theirs) = (await Organization(), await Organization());
        var position = await Incidents(mine, 5);
        var (bound, stranger) = (await desk.Register(mine, Roles.Agent, Roles.Analyst), await desk.Register(theirs, Roles.Agent, Roles.Analyst));
        var candidate = (await Candidates(bound.Caller, mine, position)).First(one => one["kind"]!.ToString() == "same-system");
        var ticket = candidate["members"]![0]!["ticket"]!.ToString();

        (await Candidates(stranger.Caller, theirs)).ShouldBeEmpty();
        (await Candidates(stranger.Caller, mine)).ShouldBeEmpty();
        (await stranger.Caller.Post("resolution", "/problems", new { candidate = candidate["id"]!.ToString() })).WrongFields.ShouldBe(["candidate"]);
        (await stranger.Caller.Post("resolution", $"/problems/candidates/{candidate["id"]}/dismiss", new { })).Status.ShouldBe(404);
        (await stranger.Caller.Post("resolution", "/problems", new { title = "x", incidents = (string[])[ticket] })).WrongFields.ShouldBe(["incidents[0]"]);
        (await stranger.Caller.Post("resolution", "/reviews", new { incident = ticket, lessons = (string[])["x"] })).WrongFields.ShouldBe(["incident"]);

        var own = await bound.Caller.Post("resolution", "/problems", new { candidate = candidate["id"]!.ToString() });
        own.Status.ShouldBe(201, own.Body);
        var providers = await desk.As("agent").Post("resolution", "/problems", new { title = "Provider's own", spansOrganizations = true, incidents = (string[])[ticket] });
        providers.Status.ShouldBe(201, providers.Body);
        var review = await bound.Caller.Post("resolution", $"/reviews?position={providers.Text("position")}", new { problem = own.Text("id"), lessons = (string[])["x"] });
        review.Status.ShouldBe(201, review.Body);
        var at = review.Text("position");

        (await Listed(bound.Caller, "", at)).Select(one => one["id"]!.ToString()).ShouldBe([own.Text("id")]);
        (await Listed(stranger.Caller, $"organization={mine}", at)).ShouldBeEmpty();
        (await stranger.Caller.Get("resolution", "/reviews")).Items.ShouldBeEmpty();
        (await stranger.Caller.Get("resolution", $"/reviews/{review.Text("id")}")).Status.ShouldBe(404);
        (await stranger.Caller.Get("resolution", "/problems/actions")).Items.ShouldBeEmpty();
        (await stranger.Caller.Get("resolution", $"/reports/repeats?organization={mine}")).Json["rows"]!.AsArray().ShouldBeEmpty();
        (await stranger.Caller.Get("resolution", $"/reports/repeats?by=text&organization={mine}")).Json["rows"]!.AsArray().ShouldBeEmpty();
        foreach (var (caller, id) in ((Caller, string)[])[(stranger.Caller, own.Text("id")), (bound.Caller, providers.Text("id"))])
        {
            (await caller.Get("resolution", $"/problems/{id}")).Status.ShouldBe(404);
            (await caller.Get("resolution", $"/problems/{id}/effects")).Status.ShouldBe(404);
            foreach (var (verb, body) in (IEnumerable<(string, object)>)[("investigate", new { }), ("workaround", new { workaround = "x" }), ("incidents", new { incidents = (string[])[ticket] }), ("actions/1/done", new { }), ("draft-article", new { })])
                (await caller.Post("resolution", $"/problems/{id}/{verb}", body)).Status.ShouldBe(404, verb);
        }
        (await bound.Caller.Get("resolution", $"/problems/{own.Text("id")}")).Status.ShouldBe(200);
        (await bound.Caller.Send(HttpMethod.Put, "resolution", "/problem-rules", Caller.Json("{}"))).Status.ShouldBe(403);
        var requester = await desk.Register(mine, Roles.Requester);
        foreach (var path in (string[])["/problems", "/problems/candidates", $"/problems/{own.Text("id")}", "/reviews", "/reports/repeats", "/problem-rules"])
            (await requester.Caller.Get("resolution", path)).Status.ShouldBe(403, path);
    }

    [Fact]
    public async Task Wrong_requests_name_every_field_and_change_nothing()
    {
        var opened = await desk.As("agent").Post("resolution", "/problems", new { title = "x" });
        var path = $"/problems/{opened.Text("id")}";
        await desk.Quiet();
        var before = await desk.Head("resolution");

        await Wrong("/problems", new { priority = "p9", owner = "nobody", organization = "nowhere", incidents = (string[])["x"] }, "incidents[0]", "organization", "owner", "priority", "title");
        await Wrong($"{path}/root-cause", new { method = "five-whys", code = "unheard-of", branches = (object[])[new { name = "x" }] }, "branches", "branches[0].causes", "code", "statement", "whys");
        await Wrong($"{path}/evidence", new { kind = "link", reference = "no address", incident = Guid.NewGuid() }, "incident", "reference");
        await Wrong($"{path}/actions", new { kind = "spell" }, "due", "kind", "owner", "what");
        await Wrong($"{path}/actions/1/verify", new { }, "effective");
        await Wrong($"{path}/workaround", new { }, "workaround");
        await Wrong($"{path}/incidents", new { }, "incidents");
        await Wrong("/reviews", new { improvements = (object[])[new { }] }, "improvements[0].due", "improvements[0].owner", "improvements[0].what", "lessons", "period");
        var rules = await desk.Admin.Send(HttpMethod.Put, "resolution", "/problem-rules", Caller.Json("""{"similarity":5,"highImpact":["p7"],"causeCodes":[{"id":"Wrong Id"}]}"""));
        rules.WrongFields.ShouldBe(["causeCodes[0].id", "causeCodes[0].names", "highImpact", "regrowth", "sameSystem", "similarText", "similarity", "windowDays"], ignoreOrder: true);
        foreach (var query in (string[])["/problems?state=x", "/problems?limit=0", "/problems?after=x", "/problems/candidates?kind=x", "/problems/candidates?after=x", "/reports/repeats?by=x", "/reports/repeats?from=x", "/reports/repeats?period=x", "/reports/repeats?zone=x", "/reviews?about=x"])
            (await desk.Admin.Get("resolution", query)).Status.ShouldBe(422, query);
        (await desk.Head("resolution")).ShouldBe(before);

        async Task Wrong(string route, object body, params string[] fields)
        {
            var reply = await desk.As("agent").Post("resolution", route, body);
            (reply.Status, string.Join(' ', reply.WrongFields.Order(StringComparer.Ordinal))).ShouldBe((422, string.Join(' ', fields)), reply.Body);
        }
    }

    [Fact]
    public async Task Rules_have_versions_and_a_review_of_a_period_names_what_was_resolved()
    {
        var rules = (await desk.Admin.Get("resolution", "/problem-rules")).Json.AsObject();
        foreach (var field in (string[])["version", "effectiveFrom", "byName"]) rules.Remove(field);
        rules["regrowth"] = rules["regrowth"]!.GetValue<int>() + 1;
        var defined = await desk.Admin.Send(HttpMethod.Put, "resolution", "/problem-rules", Caller.Json(rules.ToJsonString()));
        defined.Status.ShouldBe(200, defined.Body);
        (await desk.Admin.Send(HttpMethod.Put, "resolution", "/problem-rules", Caller.Json(rules.ToJsonString()))).Text("version").ShouldBe(defined.Text("version"));
        (await desk.Admin.Get("resolution", $"/problem-rules?version={defined.Text("version")}")).Json["regrowth"]!.ToString().ShouldBe(rules["regrowth"]!.ToString());
        (await desk.Admin.Get("resolution", "/problem-rules?version=1")).Json["regrowth"]!.GetValue<int>().ShouldBe(3);

        var (from, agent) = (Notes.Now, desk.As("agent"));
        var owner = (await desk.Register(null, Roles.Agent)).Id;
        var opened = await agent.Post("resolution", "/problems", new { title = "x" });
        Reply last = opened;
        foreach (var (verb, body) in (IEnumerable<(string, object)>)[("root-cause", new { method = "other", statement = "x", code = "other" }), ("known-error", new { }), ("resolve", new { outcome = "x" })])
        {
            last = await agent.Post("resolution", $"/problems/{opened.Text("id")}/{verb}", body);
            last.Status.ShouldBe(200, last.Body);
        }
        var review = await agent.Post("resolution", $"/reviews?position={last.Text("position")}", new
        {
            period = new { from = InstantPattern.ExtendedIso.Format(from), to = InstantPattern.ExtendedIso.Format(Notes.Now) },
            causes = (string[])["x"],
            lessons = (string[])["y"],
            improvements = (object[])[new { what = "z", owner, due = (Notes.Now + Duration.FromDays(1)).ToString() }],
        });
        review.Status.ShouldBe(201, review.Body);
        (await agent.Post("resolution", $"/reviews/{review.Text("id")}/improvements/2/done", new { })).Status.ShouldBe(404);
        var done = await agent.Post("resolution", $"/reviews/{review.Text("id")}/improvements/1/done", new { outcome = "made" });
        done.Status.ShouldBe(200, done.Body);
        var shown = (await agent.Get("resolution", $"/reviews/{review.Text("id")}")).Json;
        shown["problems"]!.AsArray().Select(one => one!["problem"]!.ToString()).ShouldContain(opened.Text("id"));
        shown["improvements"]![0]!["isDone"]!.GetValue<bool>().ShouldBeTrue();
        (await agent.Get("resolution", $"/reviews?about=period&position={done.Text("position")}")).Items[0]["openImprovements"]!.GetValue<int>().ShouldBe(0);
    }

    private async Task<string> Organization()
    {
        var id = $"prb-{Guid.NewGuid():N}";
        (await desk.Admin.Post("intake", "/organizations", new { id, name = id })).Status.ShouldBe(201);
        return id;
    }

    /// <summary>Alike incidents, and the position from which every read model shows them.</summary>
    private async Task<string> Incidents(string organization, int count, string? system = "VPN gate")
    {
        var lines = Enumerable.Range(0, count).Select(n => new JsonObject
        {
            ["kind"] = "incident",
            ["subject"] = "VPN drops every hour",
            ["description"] = $"The VPN drops every hour since {n + 1} o'clock",
            ["category"] = "network",
            ["affectedSystem"] = system,
            ["requester"] = new JsonObject { ["name"] = $"Caller {n}", ["organization"] = organization },
        }.ToJsonString());
        var submitted = await desk.Admin.Batch([.. lines]);
        submitted.Lines.ShouldAllBe(line => line["status"]!.GetValue<int>() == 201);
        await desk.Quiet();
        return submitted.Lines[^1]["position"]!.ToString();
    }

    private static async Task<IReadOnlyList<JsonNode>> Candidates(Caller caller, string organization, string? position = null)
    {
        var reply = await caller.Get("resolution", $"/problems/candidates?organization={organization}{(position is null ? "" : $"&position={position}")}");
        reply.Status.ShouldBe(200, reply.Body);
        return reply.Items;
    }

    private static async Task<IReadOnlyList<JsonNode>> Listed(Caller caller, string filter, string position)
    {
        var reply = await caller.Get("resolution", $"/problems?{filter}&position={position}");
        reply.Status.ShouldBe(200, reply.Body);
        return reply.Items;
    }
}
