using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Http;

/// <summary>The way from a report to a diagnosis over HTTP: steps, checklists, questions, waits, remote help, and what nobody may forget.</summary>
[Collection(DeskCollection.Name)]
public sealed class Diagnoses(Desk desk)
{
    [Fact]
    public async Task The_next_agent_sees_first_what_was_found_out_and_the_requester_does_not()
    {
        var (mine, id) = await Own();
        await Do(id, "take-up", new { });
        (await Case(id))["clocks"]!.AsArray().Single(clock => clock!["clock"]!.ToString() == "response")!["stoppedAt"].ShouldBeNull();
        await Do(id, "steps", new { phase = "identify", check = "打印测试页", result = "无输出", rulesOut = "纸张", tool = "lpstat", output = "printer stopped" });
        await Do(id, "steps", new { phase = "localise", check = "Swap the cable", result = "The same", measure = "inspect" });
        await Do(id, "checklist", new { item = "inspect", result = "Lights are off" });
        await Do(id, "diagnose", new { findings = "Dead power supply", hypothesis = "Lightning", contacts = new[] { "Li Na by phone" } });
        await Do(id, "note", new { text = "She is angry" });

        var seen = (await desk.As(Roles.Agent).Get("resolution", $"/tickets/{id}?position={await Last(id)}")).Json;
        seen.AsObject().First().Key.ShouldBe("diagnosis");
        var diagnosis = seen["diagnosis"]!;
        diagnosis["steps"]!.AsArray().Select(step => (step!["step"]!.GetValue<int>(), step["phase"]!.ToString(), step["result"]!.ToString()))
            .ShouldBe([(1, "identify", "无输出"), (2, "localise", "The same")]);
        diagnosis["completed"]!["hypothesis"]!.ToString().ShouldBe("Lightning");
        var item = diagnosis["checklist"]!["items"]!.AsArray().Single(one => one!["code"]!.ToString() == "inspect")!;
        (item["outcome"]!.ToString(), item["result"]!.ToString(), item["texts"]!["zh"]!.ToString()).ShouldBe(("done", "Lights are off", "检查设备：电源、线缆、指示灯、错误代码"));
        seen["status"]!.ToString().ShouldBe("in-progress");

        foreach (var caller in (Caller[])[mine.Caller, desk.As(Roles.System)])
        {
            var shown = (await caller.Get("resolution", $"/tickets/{id}")).Body;
            foreach (var secret in (string[])["lpstat", "Lightning", "angry", "Lights are off"]) shown.ShouldNotContain(secret);
        }
    }

    [Fact]
    public async Task A_question_waits_for_its_answer_and_a_message_answers_too()
    {
        var (mine, id) = await Own();
        (await mine.Caller.Post("resolution", $"/tickets/{id}/answer", new { answer = "x" })).Code.ShouldBe("not-asked");
        await Do(id, "ask", new { question = "哪一层？" });

        var asked = (await mine.Caller.Get("resolution", $"/tickets/{id}")).Json;
        await desk.Quiet();
        (await Line(id))["nextUpdateDue"]!.ToString().ShouldBe(asked["progress"]!["nextDue"]!.ToString());
        (asked["status"]!.ToString(), asked["diagnosis"]!["waiting"]!["question"]!.ToString(), asked["progress"]!["lastMessage"]!.ToString()).ShouldBe(("waiting", "哪一层？", "哪一层？"));
        asked["clocks"]!.AsArray().Single(clock => clock!["clock"]!.ToString() == "response")!["stoppedAt"].ShouldNotBeNull();
        (await mine.Caller.Post("resolution", $"/tickets/{id}/answer", new { answer = "三楼" })).Status.ShouldBe(200);
        var answered = await Case(id);
        (answered["status"]!.ToString(), answered["diagnosis"]!["waiting"]).ShouldBe(("in-progress", null));
        answered["entries"]!.AsArray().Select(entry => entry!["kind"]!.ToString()).ShouldBe(["question", "message", "work"]);

        await Do(id, "ask", new { question = "And the room?" });
        (await mine.Caller.Post("intake", $"/tickets/{id}/messages", new { text = "Room 7" })).Status.ShouldBe(200);
        await desk.Quiet();
        var after = await Line(id);
        (after["status"]!.ToString(), after["requesterWrote"] is null).ShouldBe(("in-progress", false));
    }

    [Fact]
    public async Task A_wait_for_a_vendor_stands_until_an_agent_continues()
    {
        var id = await desk.Ticket("acme");
        var agent = desk.As(Roles.Agent);
        (await agent.Post("resolution", $"/tickets/{id}/wait", new { @for = "vendor", until = "soon", hope = 1 })).WrongFields.ShouldBe(["hope", "until", "vendor"]);
        var until = (Notes.Now + Duration.FromDays(3)).ToString();
        var waits = await Do(id, "wait", new { @for = "vendor", vendor = "Printers Ltd", reference = "R-7", until });
        (await agent.Post("resolution", $"/tickets/{id}/wait", new { @for = "vendor", vendor = "Printers Ltd", reference = "R-7", until })).Text("position").ShouldBe(waits.Text("position"));
        await Do(id, "respond", new { message = "The vendor comes on Monday." });
        await Do(id, "steps", new { phase = "assess", check = "x", result = "y" });

        var seen = await Case(id);
        (seen["status"]!.ToString(), seen["diagnosis"]!["waiting"]!["vendor"]!.ToString(), seen["diagnosis"]!["waiting"]!["reference"]!.ToString()).ShouldBe(("waiting", "Printers Ltd", "R-7"));
        (await Listed("no-next-step", id)).ShouldBeNull(); // what it waits for is expected
        await desk.Quiet();
        ((await Line(id))["status"]!.ToString(), (await Line(id))["waitsFor"]!.ToString()).ShouldBe(("waiting", "vendor"));
        await Do(id, "continue", new { });
        var goesOn = await Case(id);
        goesOn["status"]!.ToString().ShouldBe("in-progress");
        await desk.Quiet();
        // The list says what the case says, although each counts the pause by itself.
        (await Line(id))["nextDue"]!.ToString().ShouldBe(goesOn["clocks"]!.AsArray().Single(clock => clock!["clock"]!.ToString() == "resolution")!["dueAt"]!.ToString());
        (await Line(id))["nextUpdateDue"]!.ToString().ShouldBe(goesOn["progress"]!["nextDue"]!.ToString());
    }

    [Fact]
    public async Task No_remote_session_without_a_consent()
    {
        var (mine, id) = await Own();
        var agent = desk.As(Roles.Agent);
        var version = (await agent.Get("resolution", $"/tickets/{id}")).Headers.ETag!.Tag;
        (await agent.Post("resolution", $"/tickets/{id}/remote-sessions", new { tool = "RustDesk" })).Code.ShouldBe("no-consent");
        (await agent.Post("resolution", $"/tickets/{id}/remote-sessions/end", new { summary = "x" })).Code.ShouldBe("no-consent");
        (await agent.Post("resolution", $"/tickets/{id}/remote-consent", new { })).WrongFields.ShouldBe(["givenBy", "scope", "through", "until"]);
        (await agent.Get("resolution", $"/tickets/{id}")).Headers.ETag!.Tag.ShouldBe(version);

        var until = (Notes.Now + Duration.FromHours(1)).ToString();
        (await mine.Caller.Post("resolution", $"/tickets/{id}/remote-consent", new { scope = "我的电脑", until })).Status.ShouldBe(200);
        await Do(id, "remote-sessions", new { tool = "RustDesk" });
        (await mine.Caller.Post("resolution", $"/tickets/{id}/remote-consent/withdraw", new { reason = "Enough" })).Status.ShouldBe(200);
        (await agent.Post("resolution", $"/tickets/{id}/remote-sessions", new { tool = "RustDesk" })).Code.ShouldBe("no-consent");

        var seen = (await mine.Caller.Get("resolution", $"/tickets/{id}")).Json["diagnosis"]!;
        seen["remoteConsents"]!.AsArray().Single()!["withdrawnAt"].ShouldNotBeNull();
        seen["remoteSessions"]!.AsArray().Single()!["endedAt"].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_new_version_of_the_playbooks_is_for_tickets_that_are_opened_then()
    {
        var before = await desk.Ticket("acme");
        var shown = (await desk.As(Roles.Agent).Get("resolution", "/playbooks")).Json;
        var playbooks = shown["playbooks"]!.DeepClone().AsArray();
        playbooks.Single(one => one!["category"]!.ToString() == "hardware")!["items"]!.AsArray()
            .Add(JsonNode.Parse($$$"""{"code":"shake-{{{Guid.NewGuid():N}}}","texts":{"zh":"摇一摇","en":"Shake it"}}"""));
        var body = new JsonObject { ["playbooks"] = playbooks }.ToJsonString();
        (await Put(desk.As(Roles.Agent), body)).Status.ShouldBe(403);
        (await Put(desk.As(Roles.Lead), """{"playbooks":[]}""")).WrongFields.ShouldBe(["playbooks"]);
        var defined = await Put(desk.As(Roles.Lead), body);
        defined.Status.ShouldBe(200, defined.Body);
        var version = defined.Json["version"]!.GetValue<int>();
        (await Put(desk.As(Roles.Lead), body)).Json["version"]!.GetValue<int>().ShouldBe(version);
        (await desk.As(Roles.Agent).Get("resolution", $"/playbooks?version={shown["version"]}")).Json["playbooks"]!.ToJsonString().ShouldBe(shown["playbooks"]!.ToJsonString());
        (await desk.As(Roles.Agent).Get("resolution", "/playbooks/versions")).Items.Count.ShouldBe(version);

        var after = await desk.Ticket("acme");
        (await Case(before))["diagnosis"]!["checklist"]!["version"]!.GetValue<int>().ShouldBe(version - 1);
        (await Case(after))["diagnosis"]!["checklist"]!["version"]!.GetValue<int>().ShouldBe(version);
        var code = playbooks.Single(one => one!["category"]!.ToString() == "hardware")!["items"]!.AsArray()[^1]!["code"]!.ToString();
        await Do(after, "checklist", new { item = code });
        (await desk.As(Roles.Agent).Post("resolution", $"/tickets/{before}/checklist", new { item = code })).WrongFields.ShouldBe(["item"]);
    }

    [Fact]
    public async Task What_may_be_forgotten_is_listed_page_by_page_within_the_callers_organisation()
    {
        var organization = $"att{Guid.NewGuid():N}"[..20];
        (await desk.Admin.Post("intake", "/organizations", new { id = organization, name = organization })).Status.ShouldBe(201);
        var lines = Enumerable.Range(0, 5).Select(n => JsonSerializer.Serialize(new
        {
            kind = "incident",
            subject = $"Old {n}",
            category = "hardware",
            occurredAt = (Notes.Now - Duration.FromHours(100 - n)).ToString(),
            requester = new { name = "Li Na", organization },
        }));
        var ids = (await desk.Admin.Batch([.. lines])).Lines.Select(line => line["id"]!.ToString()).ToList();
        var elsewhere = await desk.Ticket("acme");
        await desk.Quiet();
        var lead = (await desk.Register(organization, Roles.Lead)).Caller;

        (await Counts(lead)).ShouldBe((5, 5, 5)); // no activity, no next step, overdue update; who owns them is Routing's
        var first = await lead.Get("resolution", "/tickets/attention?reason=no-activity&hours=48&limit=3");
        var second = await lead.Get("resolution", $"/tickets/attention?reason=no-activity&hours=48&limit=3&after={first.Text("next")}");
        (first.Items.Concat(second.Items).Select(item => item["id"]!.ToString())).ShouldBe(ids);
        second.Json["next"].ShouldBeNull();
        (await lead.Get("resolution", $"/tickets/attention?reason=no-next-step&organization=acme")).Items.ShouldBeEmpty();
        (await lead.Get("resolution", "/tickets/attention?reason=no-activity&hours=99")).Items.Count.ShouldBe(2);

        await Do(ids[0], "note", new { text = "Looked at it" });
        await Do(ids[1], "plan-next", new { nextStep = "Ring", due = (Notes.Now + Duration.FromHours(1)).ToString() });
        await Do(ids[2], "progress", new { message = "x", nextStep = "y" });
        await Do(ids[3], "resolve", new { solution = "x", verification = new { passed = true, checks = "x" } });
        await desk.Quiet();

        (await Counts(lead)).ShouldBe((1, 2, 3));
        (await Listed("no-next-step", ids[0], lead)).ShouldNotBeNull();
        (await Listed("no-next-step", ids[1], lead)).ShouldBeNull();
        foreach (var reason in (string[])["no-activity", "no-owner", "no-next-step", "overdue-update"]) (await Listed(reason, elsewhere, lead)).ShouldBeNull(reason);

        (await lead.Get("resolution", "/tickets/attention")).WrongFields.ShouldBe(["reason"]);
        (await lead.Get("resolution", "/tickets/attention?reason=no-owner&hours=-1")).WrongFields.ShouldBe(["hours"]);
        (await lead.Get("resolution", "/tickets/attention?reason=no-owner&after=x")).WrongFields.ShouldBe(["after"]);
    }

    [Fact]
    public async Task A_ticket_that_nobody_could_get_has_no_owner_until_somebody_takes_it_up()
    {
        // The teams of this desk take everything; the history of another system tells of a ticket that was nobody's.
        var row = """{"row":"r1","ticket":"T1","what":"opened","at":"2016-03-01T08:00:00Z","kind":"incident","subject":"Whose?","requester":{"name":"Li Na","organization":"demo"}}""";
        var imported = await desk.As(Roles.System).Send(
            HttpMethod.Post, "intake", $"/imports?source=s{Guid.NewGuid().ToString("N")[..8]}", new StringContent(row, Encoding.UTF8, "application/x-ndjson"));
        var id = imported.Lines[0]["id"]!.ToString();
        await desk.Quiet();

        (await Listed("no-owner", id)).ShouldNotBeNull();
        await Do(id, "take-up", new { });
        await desk.Quiet();
        (await Listed("no-owner", id)).ShouldBeNull();
    }

    private async Task<(Person Mine, string Id)> Own()
    {
        var mine = await desk.Register("acme", Roles.Requester);
        var created = await mine.Caller.Post("intake", "/tickets", new { kind = "incident", subject = "Printer", category = "hardware", requester = new { name = "Grace", organization = "acme" } });
        created.Status.ShouldBe(201, created.Body);
        await desk.Quiet();
        return (mine, created.Text("id"));
    }

    private async Task<Reply> Do(string id, string verb, object body)
    {
        var done = await desk.As(Roles.Agent).Post("resolution", $"/tickets/{id}/{verb}", body);
        done.Status.ShouldBe(200, $"{verb}: {done.Body}");
        return done;
    }

    private async Task<JsonNode> Case(string id) => (await desk.As(Roles.Agent).Get("resolution", $"/tickets/{id}")).Json;

    private async Task<string> Last(string id) => (await Case(id))["position"]!.ToString();

    private async Task<JsonNode> Line(string id) =>
        (await desk.Admin.Get("resolution", "/tickets?limit=500")).Items.Single(item => item["id"]!.ToString() == id);

    private async Task<JsonNode?> Listed(string reason, string id, Caller? caller = null) =>
        (await (caller ?? desk.Admin).Get("resolution", $"/tickets/attention?reason={reason}&limit=500")).Items.SingleOrDefault(item => item["id"]!.ToString() == id);

    private static async Task<(int NoActivity, int NoNextStep, int OverdueUpdate)> Counts(Caller caller)
    {
        var counts = (await caller.Get("resolution", "/tickets/attention?reason=no-activity")).Json["counts"]!;
        return (counts["no-activity"]!.GetValue<int>(), counts["no-next-step"]!.GetValue<int>(), counts["overdue-update"]!.GetValue<int>());
    }

    private static Task<Reply> Put(Caller caller, string body) => caller.Send(HttpMethod.Put, "resolution", "/playbooks", Caller.Json(body));
}
