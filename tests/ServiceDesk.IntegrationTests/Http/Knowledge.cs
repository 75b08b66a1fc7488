using System.Text.Json;
using System.Text.Json.Nodes;
using ServiceDesk.Contracts;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Http;

/// <summary>Articles from ticket to self-help, in Chinese and English, over HTTP.</summary>
[Collection(DeskCollection.Name)]
public sealed class Knowledge(Desk desk)
{
    private Caller Author => desk.Admin;

    private Caller Reviewer => desk.As(Roles.Agent);

    [Fact]
    public async Task An_article_goes_from_draft_over_review_to_a_version_that_stays_served_while_the_next_is_written()
    {
        var first = await Author.Post("resolution", "/articles", Content("Falcon dongle", "en", "requester", null, "The falcon dongle blinks.", "Unplug it."));
        first.Status.ShouldBe(201, first.Body);
        first.Text("number").ShouldMatch(@"^KB-\d{6}$");
        var id = first.Text("id");
        (await desk.As(Roles.Requester).Get("resolution", $"/articles/{id}")).Status.ShouldBe(404);
        (await Do(Reviewer, id, "publish")).Code.ShouldBe("not-in-review");
        (await Do(Author, id, "submit")).Status.ShouldBe(200);
        (await Do(Author, id, "publish")).Code.ShouldBe("own-article");
        (await Reviewer.Post("resolution", $"/articles/{id}/refuse", new { })).WrongFields.ShouldBe(["reason"]);
        (await Reviewer.Post("resolution", $"/articles/{id}/refuse", new { reason = "For how long?" })).Status.ShouldBe(200);
        (await Author.Get("resolution", $"/articles/{id}")).Json["working"]!["refusal"]!.ToString().ShouldBe("For how long?");

        (await Revise(Author, id, Content("Falcon dongle", "en", "requester", null, "The falcon dongle blinks.", "Unplug it for a minute."))).Status.ShouldBe(200);
        await Publish(id);
        (await Revise(Author, id, Content("Falcon dongle", "en", "requester", null, "The falcon dongle blinks.", "Replace it."))).Status.ShouldBe(200);

        var served = (await desk.As(Roles.Requester).Get("resolution", $"/articles/{id}")).Json;
        (served["version"]!.GetValue<int>(), served["content"]!["sections"]!["steps"]!.ToString(), served["working"]).ShouldBe((1, "Unplug it for a minute.", null));
        await Publish(id);
        (await desk.As(Roles.Requester).Get("resolution", $"/articles/{id}")).Json["content"]!["sections"]!["steps"]!.ToString().ShouldBe("Replace it.");
        var inside = await Reviewer.Get("resolution", $"/articles/{id}?version=1");
        (inside.Json["content"]!["sections"]!["steps"]!.ToString(), inside.Json["versions"]!.AsArray().Count).ShouldBe(("Unplug it for a minute.", 2));
        (await desk.As(Roles.Requester).Get("resolution", $"/articles/{id}?version=1")).Status.ShouldBe(404);
        (await Reviewer.Sending(("If-Match", "\"1\"")).Post("resolution", $"/articles/{id}/retire", new { })).Code.ShouldBe("stale");
        (await Reviewer.Post("resolution", $"/articles/{id}/retire", new { reason = "No dongles any more" })).Status.ShouldBe(200);
        (await desk.As(Roles.Requester).Get("resolution", $"/articles/{id}")).Status.ShouldBe(404);
        (await Revise(Author, id, Content("Falcon", "en", "requester", null, "x", "y"))).Code.ShouldBe("retired");
        await desk.Quiet();
        (await Found(Reviewer, "falcon")).ShouldBeEmpty();
        (await Found(Reviewer, "falcon&state=retired")).ShouldBe([id]);
    }

    [Fact]
    public async Task Wrong_content_is_refused_by_field_and_changes_nothing()
    {
        var head = await desk.Head("resolution");
        var reply = await Author.Post("resolution", "/articles", new { title = " ", language = "fr", audience = "all", organization = "nobody", sections = new { steps = 1, fix = "x" } });

        (reply.Status, reply.Code).ShouldBe((422, "invalid"));
        reply.WrongFields.ShouldBe(["audience", "language", "organization", "sections.fix", "sections.steps", "title"], ignoreOrder: true);
        (await desk.Head("resolution")).ShouldBe(head);
        foreach (var wrong in (string[])["language=fr", "audience=all", "state=new", "limit=0", "after=x"])
            (await Author.Get("resolution", $"/articles?{wrong}")).Status.ShouldBe(422, wrong);
        var bare = (await Author.Post("resolution", "/articles", new { title = "Only a title", language = "en" })).Text("id");
        (await Do(Author, bare, "submit")).Code.ShouldBe("incomplete");
    }

    [Fact]
    public async Task Search_finds_one_character_both_scripts_full_width_and_inflected_words_the_best_first()
    {
        var oven = await Published(Content("蒸汽烤箱无法预热", "zh", "agent", null, "烤箱屏幕提示E42，箱体不热。", "更换加热管。"));
        var belt = await Published(Content("Conveyor belt policies", "en", "agent", null, "The belt keeps squeaking beside the 烤箱.", "Grease the rollers of the ＢＥＬＴ."));

        foreach (var (query, ids) in ((string, string[])[])
            [("烤", [oven, belt]), ("烤箱", [oven, belt]), ("蒸", [oven]), ("無法預熱", [oven]), ("e42", [oven]), ("Ｅ４２", [oven]), ("conveyors policy", [belt]),
             ("GREASING roller", [belt]), ("squeaked belts", [belt])])
            (await Found(Reviewer, Uri.EscapeDataString(query))).ShouldBe(ids, query);
        var line = (await Reviewer.Get("resolution", $"/articles?q={Uri.EscapeDataString("蒸汽")}&language=zh")).Items.Single();
        (line["title"]!.ToString(), line["summary"]!.ToString(), line["version"]!.GetValue<int>()).ShouldBe(("蒸汽烤箱无法预热", "烤箱屏幕提示E42，箱体不热。", 1));
        (await Found(Reviewer, line["number"]!.ToString())).First().ShouldBe(oven);
        (await Found(Reviewer, Uri.EscapeDataString("烤") + "&language=en")).ShouldBe([belt]);
        var page = await Reviewer.Get("resolution", $"/articles?q={Uri.EscapeDataString("烤")}&limit=1");
        var rest = await Reviewer.Get("resolution", $"/articles?q={Uri.EscapeDataString("烤")}&limit=1&after={page.Text("next")}");
        (page.Items.Single()["id"]!.ToString(), rest.Items.Single()["id"]!.ToString(), rest.Json["next"]).ShouldBe((oven, belt, null));
        var newest = await Reviewer.Get("resolution", "/articles?limit=1");
        var next = await Reviewer.Get("resolution", $"/articles?limit=1&after={newest.Text("next")}");
        (newest.Items.Single()["id"]!.ToString(), next.Items.Single()["id"]!.ToString()).ShouldBe((belt, oven));
    }

    [Fact]
    public async Task Nobody_finds_reads_or_counts_what_is_not_theirs()
    {
        var (acme, demo) = (await desk.Register("acme", Roles.Requester), await desk.Register("demo", Roles.Requester));
        var (acmeAgent, demoAgent) = (await desk.Register("acme", Roles.Agent), await desk.Register("demo", Roles.Agent));
        var all = await Published(Content("Zeppelin one", "en", "requester", null, "zeppelin", "x"));
        var ours = await Published(Content("Zeppelin two", "en", "requester", "acme", "zeppelin", "x"));
        var inside = await Published(Content("Zeppelin three", "en", "agent", null, "zeppelin", "x"));
        var ourInside = await Published(Content("Zeppelin four", "en", "agent", "acme", "zeppelin", "x"));
        var draft = (await Author.Post("resolution", "/articles", Content("Zeppelin five", "en", "requester", null, "zeppelin", "x"))).Text("id");
        await desk.Quiet();

        foreach (var (who, caller, sees) in ((string, Caller, string[])[])
            [("acme", acme.Caller, [all, ours]), ("demo", demo.Caller, [all]), ("system", desk.As(Roles.System), [all]), ("acme agent", acmeAgent.Caller, [all, ours, inside, ourInside]),
             ("demo agent", demoAgent.Caller, [all, inside]), ("auditor", desk.As(Roles.Auditor), [all, ours, inside, ourInside])])
        {
            (await Found(caller, "zeppelin")).Order().ShouldBe(sees.Order(), who);
            var listed = (await caller.Get("resolution", "/articles?limit=100")).Items.Where(item => item["title"]!.ToString().StartsWith("Zeppelin", StringComparison.Ordinal));
            listed.Select(item => item["id"]!.ToString()).Order().ShouldBe(sees.Order(), who);
            foreach (var id in (string[])[all, ours, inside, ourInside])
                (await caller.Get("resolution", $"/articles/{id}")).Status.ShouldBe(sees.Contains(id) ? 200 : 404, who);
        }
        (await Found(acme.Caller, "zeppelin&state=draft")).ShouldBeEmpty();
        (await Found(acmeAgent.Caller, "zeppelin&state=draft")).ShouldBe([draft]);
        (await Do(demoAgent.Caller, ourInside, "retire")).Status.ShouldBe(404);
        (await Do(acmeAgent.Caller, all, "retire")).Code.ShouldBe("other-organization");
        (await acmeAgent.Caller.Post("resolution", "/articles", Content("x", "en", "agent", "demo", "x", "y"))).WrongFields.ShouldBe(["organization"]);
        (await demo.Caller.Post("resolution", $"/articles/{ours}/solved-it", new { })).Status.ShouldBe(404);
        (await demo.Caller.Post("resolution", $"/articles/{inside}/solved-it", new { })).Status.ShouldBe(404);
        (await demo.Caller.Post("resolution", "/articles/suggest", new { text = "My zeppelin" })).Items.Select(item => item["id"]!.ToString()).ShouldBe([all]);
    }

    [Fact]
    public async Task One_action_drafts_an_article_from_a_ticket_without_its_people_and_with_a_link_back()
    {
        var id = await desk.Ticket("acme", "潜水泵无法启动，请联系李娜 13812345678");
        await Act(id, "diagnose", new { findings = "Li Na说：保险丝熔断，联系 lina@acme.example" });
        await Act(id, "resolve", new { solution = "更换保险丝F7。\n重新启动。", cause = "电压过高", verification = new { passed = true, checks = "x" } });

        var drafted = await Reviewer.Post("resolution", $"/tickets/{id}/draft-article", new { audience = "requester" });
        drafted.Status.ShouldBe(201, drafted.Body);
        var again = await Author.Post("resolution", $"/tickets/{id}/draft-article", new { });
        (again.Text("id"), again.Text("number"), again.Text("position")).ShouldBe((drafted.Text("id"), drafted.Text("number"), drafted.Text("position")));

        var article = (await Reviewer.Get("resolution", $"/articles/{drafted.Text("id")}")).Json;
        var content = article["working"]!["content"]!;
        content["title"]!.ToString().ShouldBe("潜水泵无法启动，请联系李娜 【电话】"); // the requester is called Li Na: that 李娜 is she cannot be recognised
        content["sections"]!["diagnosis"]!.ToString().ShouldBe("【姓名】说：保险丝熔断，联系 【邮箱】");
        (content["sections"]!["steps"]!.ToString(), content["sections"]!["cause"]!.ToString()).ShouldBe(("更换保险丝F7。\n重新启动。", "电压过高"));
        (content["language"]!.ToString(), content["audience"]!.ToString(), content["category"]!.ToString(), content["organization"]!.ToString()).ShouldBe(("zh", "requester", "hardware", "acme"));
        article["tickets"]!.AsArray().Single()!["id"]!.ToString().ShouldBe(id);
        (await Reviewer.Get("resolution", $"/articles?ticket={id}&position={drafted.Text("position")}")).Items.Single()["state"]!.ToString().ShouldBe("draft");
        (await desk.As(Roles.Auditor).Get("analytics", $"/audit/tickets/{id}?position={drafted.Text("position")}")).Body.ShouldContain("resolution.article-linked.v1");
        var stranger = await desk.Register("demo", Roles.Agent);
        (await stranger.Caller.Post("resolution", $"/tickets/{id}/draft-article", new { })).Status.ShouldBe(404);
        (await stranger.Caller.Get("resolution", $"/articles?ticket={id}")).Status.ShouldBe(404);

        (await Reviewer.Send(HttpMethod.Delete, "resolution", $"/articles/{drafted.Text("id")}/links/{id}", null)).Status.ShouldBe(200);
        (await Reviewer.Post("resolution", $"/articles/{drafted.Text("id")}/links", new { ticket = id })).Status.ShouldBe(200);
        (await Reviewer.Post("resolution", $"/articles/{drafted.Text("id")}/links", new { ticket = Guid.NewGuid() })).WrongFields.ShouldBe(["ticket"]);
    }

    [Fact]
    public async Task Suggestions_help_the_requester_before_the_ticket_and_the_agent_on_it_and_every_use_is_counted()
    {
        var organization = $"kb{Guid.NewGuid():N}"[..12];
        (await desk.Admin.Post("intake", "/organizations", new { id = organization, name = organization })).Status.ShouldBe(201);
        var (mine, agent, analyst) = (await desk.Register(organization, Roles.Requester), await desk.Register(organization, Roles.Agent), await desk.Register(organization, Roles.Analyst));
        var chinese = await Published(Content("咖啡机漏水怎么处理", "zh", "requester", organization, "咖啡机底部漏水。", "清洗滤芯。"));
        var english = await Published(Content("Coffee machine leaks", "en", "agent", organization, "Water below the coffee machine.", "Clean the filter."));
        await Published(Content("Coffee grinder jams", "en", "requester", "acme", "The grinder jams.", "Clean it."));
        await desk.Quiet();

        (await Suggested(mine.Caller, new { text = "三楼咖啡機漏水了，怎么办？", language = "zh" })).ShouldBe([chinese]);
        (await Suggested(mine.Caller, new { text = "怎么办？请尽快处理，谢谢" })).ShouldBeEmpty();
        (await Suggested(agent.Caller, new { text = "The coffee machines are leaking again" })).ShouldBe([english]);
        for (var n = 0; n < 2; n++) (await mine.Caller.Post("resolution", $"/articles/{chinese}/solved-it", new { })).Status.ShouldBe(200);
        (await mine.Caller.Get("resolution", $"/articles/{chinese}")).Status.ShouldBe(200);

        var ticket = await desk.Ticket(organization, "Coffee machine leaks 咖啡机漏水");
        (await agent.Caller.Get("resolution", $"/tickets/{ticket}/suggestions")).Items.Select(item => item["id"]!.ToString()).Order().ShouldBe(new[] { chinese, english }.Order());
        (await agent.Caller.Post("resolution", $"/tickets/{ticket}/use-article", new { article = english })).WrongFields.ShouldBe(["helped"]);
        (await agent.Caller.Post("resolution", $"/tickets/{ticket}/use-article", new { article = english, version = 2, helped = true })).WrongFields.ShouldBe(["version"]);
        (await agent.Caller.Post("resolution", $"/tickets/{ticket}/use-article", new { article = english, version = 1, helped = false })).Status.ShouldBe(200);
        (await agent.Caller.Post("resolution", $"/tickets/{ticket}/use-article", new { article = english, helped = true })).Status.ShouldBe(200);
        var used = (await agent.Caller.Get("resolution", $"/tickets/{ticket}")).Json["articles"]!.AsArray().Single()!;
        (used["id"]!.ToString(), used["version"]!.GetValue<int>(), used["helped"]!.GetValue<bool>()).ShouldBe((english, 1, true));

        var other = await desk.Ticket(organization, "Window");
        foreach (var one in (string[])[ticket, other])
        {
            await Act(one, "resolve", new { solution = "Done", verification = new { passed = true, checks = "x" } });
            await Act(one, "confirm", new { });
            await Act(one, "close", new { });
        }
        (await agent.Caller.Post("resolution", $"/tickets/{ticket}/use-article", new { article = english, helped = false })).Code.ShouldBe("closed");
        await desk.Quiet();
        await Eventually.Holds(async () => await Figure("views") == "1", "the look is counted");

        var report = (await analyst.Caller.Get("resolution", "/reports/knowledge?from=2020-01-01T00:00:00Z")).Json;
        (report["closed"]!.GetValue<long>(), report["closedWithArticle"]!.GetValue<long>(), report["closedWithHelp"]!.GetValue<long>(), report["reuseRate"]!.ToString()).ShouldBe((2, 1, 1, "0.5"));
        report["deflections"]!.GetValue<long>().ShouldBe(1);
        report["articles"]!.AsArray().Single(one => one!["id"]!.ToString() == english)!["helped"]!.GetValue<long>().ShouldBe(1);
        (await Figure("deflections")).ShouldBe("1");
        (await analyst.Caller.Get("resolution", "/reports/knowledge?from=2030-01-01T00:00:00Z&to=2020-01-01T00:00:00Z")).WrongFields.ShouldBe(["from"]);
        (await analyst.Caller.Get("resolution", "/reports/knowledge?from=yesterday")).WrongFields.ShouldBe(["from"]);

        async Task<string?> Figure(string name) => (await Author.Get("resolution", "/reports/knowledge")).Json["articles"]!.AsArray()
            .FirstOrDefault(one => one!["id"]!.ToString() == chinese)?[name]?.ToString();
    }

    [Fact]
    public async Task An_imported_ticket_counts_with_the_article_that_was_followed_on_it()
    {
        var organization = $"kb{Guid.NewGuid():N}"[..12];
        (await desk.Admin.Post("intake", "/organizations", new { id = organization, name = organization })).Status.ShouldBe(201);
        var analyst = await desk.Register(organization, Roles.Analyst);
        var article = await Published(Content("Turnstile beeps", "en", "agent", organization, "The turnstile beeps.", "Reset the gate."));
        string[] rows =
        [
            $$"""{"row":"1","ticket":"T1","what":"opened","at":"2016-03-01T08:00:00Z","kind":"incident","subject":"Badges","requester":{"name":"Li Na","organization":"{{organization}}"} }""",
            $$"""{"row":"2","ticket":"T1","what":"article-used","at":"2016-03-01T09:00:00Z","article":{"id":"{{article}}","number":"KB-000001","title":"Turnstile beeps","helped":true} }""",
            """{"row":"3","ticket":"T1","what":"closed","at":"2016-03-01T10:00:00Z"}""",
        ];
        var imported = await desk.As(Roles.System).Send(HttpMethod.Post, "intake", $"/imports?source={organization}", new StringContent(string.Join('\n', rows), null, "application/x-ndjson"));
        imported.Lines.SkipLast(1).Select(line => line["status"]!.GetValue<int>()).ShouldBe([201, 201, 201], imported.Body);
        await desk.Quiet();

        var report = (await analyst.Caller.Get("resolution", "/reports/knowledge")).Json;
        (report["closed"]!.GetValue<long>(), report["closedWithArticle"]!.GetValue<long>(), report["reuseRate"]!.ToString()).ShouldBe((1, 1, "1"));
    }

    [Fact]
    public async Task Who_acts_for_one_organisation_is_told_of_its_own_uses_of_what_is_for_all()
    {
        var (lead, stranger) = (await desk.Register("demo", Roles.Lead), await desk.Register("acme", Roles.Lead));
        var id = await Published(Content("Gearbox", "en", "requester", null, "It grinds.", "Oil it."));
        for (var n = 0; n < 3; n++)
            (await Reviewer.Post("resolution", $"/tickets/{await desk.Ticket("acme", "Gearbox")}/use-article", new { article = id, helped = false })).Status.ShouldBe(200);
        (await Reviewer.Post("resolution", $"/tickets/{await desk.Ticket("demo", "Gearbox")}/use-article", new { article = id, helped = true })).Status.ShouldBe(200);
        (await desk.As(Roles.Requester).Get("resolution", $"/articles/{id}")).Status.ShouldBe(200);
        await desk.Quiet();
        await Eventually.Holds(async () => (await Figures(Author)).Views == "1", "the look is counted");

        (await Figures(Author)).ShouldBe(("4", "1", "1"));
        (await Figures(stranger.Caller)).ShouldBe(("3", "0", null));
        (await Figures(lead.Caller)).ShouldBe(("1", "1", null));
        foreach (var who in (Caller[])[Author, stranger.Caller])
            (await who.Get("resolution", "/articles/stale")).Items.Single(item => item["id"]!.ToString() == id)["notHelped"]!.ToString().ShouldBe("3");
        (await lead.Caller.Get("resolution", "/articles/stale")).Items.ShouldNotContain(item => item["id"]!.ToString() == id);

        async Task<(string Used, string Helped, string? Views)> Figures(Caller who)
        {
            var figures = (await who.Get("resolution", "/reports/knowledge")).Json["articles"]!.AsArray().Single(one => one!["id"]!.ToString() == id)!;
            return (figures["used"]!.ToString(), figures["helped"]!.ToString(), figures["views"]?.ToString());
        }
    }

    [Fact]
    public async Task An_article_that_mostly_does_not_help_or_that_nobody_uses_is_listed_as_stale()
    {
        var id = await Published(Content("Turbine", "en", "agent", "acme", "It hums.", "Hit it."));
        (await Stale(id, "")).ShouldBeEmpty();
        for (var n = 0; n < 3; n++)
            (await Reviewer.Post("resolution", $"/tickets/{await desk.Ticket("acme", "Turbine")}/use-article", new { article = id, helped = n == 0 })).Status.ShouldBe(200);
        await desk.Quiet();
        (await Stale(id, "")).ShouldBe(["does-not-help"]);

        (await Revise(Author, id, Content("Turbine", "en", "agent", "acme", "It hums.", "Oil it."))).Status.ShouldBe(200);
        await Publish(id);
        await desk.Quiet();
        (await Stale(id, "")).ShouldBeEmpty(); // the new version was not tried yet
        (await Author.Get("resolution", "/articles/stale?days=0")).WrongFields.ShouldBe(["days"]);

        async Task<string[]> Stale(string article, string days) => [.. (await Author.Get("resolution", $"/articles/stale{days}")).Items
            .Where(item => item["id"]!.ToString() == article).SelectMany(item => item["reasons"]!.AsArray().Select(reason => reason!.ToString()))];
    }

    [Fact]
    public async Task A_repeated_request_makes_one_article()
    {
        var keyed = Author.Sending(("Idempotency-Key", $"article-{Guid.NewGuid()}"));
        var first = await keyed.Post("resolution", "/articles", Content("Once", "en", "agent", null, "x", "y"));
        (await keyed.Post("resolution", "/articles", Content("Once", "en", "agent", null, "x", "y"))).Body.ShouldBe(first.Body);
        (await keyed.Post("resolution", "/articles", Content("Twice", "en", "agent", null, "x", "y"))).Code.ShouldBe("idempotency-key-reused");
    }

    private static object Content(string title, string language, string audience, string? organization, string symptom, string steps) =>
        new { title, language, audience, organization, category = "hardware", sections = new { symptom, steps } };

    private static Task<Reply> Do(Caller who, string id, string verb) => who.Post("resolution", $"/articles/{id}/{verb}", new { });

    private static Task<Reply> Revise(Caller who, string id, object content) => who.Send(HttpMethod.Put, "resolution", $"/articles/{id}", Caller.Json(JsonSerializer.Serialize(content)));

    private async Task Publish(string id)
    {
        (await Do(Author, id, "submit")).Status.ShouldBe(200);
        (await Do(Reviewer, id, "publish")).Status.ShouldBe(200);
    }

    private async Task<string> Published(object content)
    {
        var drafted = await Author.Post("resolution", "/articles", content);
        drafted.Status.ShouldBe(201, drafted.Body);
        await Publish(drafted.Text("id"));
        await desk.Quiet();
        return drafted.Text("id");
    }

    private static async Task<IEnumerable<string>> Found(Caller who, string query)
    {
        var reply = await who.Get("resolution", $"/articles?q={query}");
        reply.Status.ShouldBe(200, reply.Body);
        return [.. reply.Items.Select(item => item["id"]!.ToString())];
    }

    private static async Task<IEnumerable<string>> Suggested(Caller who, object text)
    {
        var reply = await who.Post("resolution", "/articles/suggest", text);
        reply.Status.ShouldBe(200, reply.Body);
        return [.. reply.Items.Select(item => item["id"]!.ToString())];
    }

    private async Task Act(string ticket, string verb, object body) => (await desk.Admin.Post("resolution", $"/tickets/{ticket}/{verb}", body)).Status.ShouldBe(200, verb);
}
