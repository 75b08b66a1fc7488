using System.Text.Json;
using System.Text.Json.Nodes;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.ReadModels;

/// <summary>Every read model of the product, filled by real traffic.</summary>
[Collection(TriedDeskCollection.Name)]
public sealed class RebuiltReadModels(Desk desk)
{
    private static readonly Dictionary<string, (string Model, string[] Tables)[]> all = new()
    {
        ["intake"] =
        [
            ("access", ["people", "api_keys", "organizations", "access_changes"]),
            ("directory", ["directory_entries"]),
            ("open_tickets", ["open_tickets"]),
            ("closed_tickets", ["closed_tickets"]),
            ("suspicions", ["suspicions"]),
        ],
        ["routing"] =
        [
            ("access", ["people", "api_keys", "organizations", "access_changes"]),
            ("routed", ["routed_tickets"]),
            ("work", ["worked_tickets"]),
            ("coordination", ["escalations", "subtasks", "major_incidents"]),
            ("ticket_words", ["ticket_words"]),
            ("closings", ["closings"]),
        ],
        ["resolution"] =
        [
            ("cases", ["cases"]),
            ("ticket_clocks", ["ticket_clocks"]),
            ("closing", ["awaited_answers", "awaited_subtasks", "surveys", "follow_ups", "endings"]),
            ("reported_incidents", ["reported_incidents"]),
            ("judged_incidents", ["judged_incidents"]),
            ("problems", ["problems", "problem_incidents"]),
            ("knowledge", ["articles", "article_tokens", "article_links", "article_uses", "article_solutions", "ticket_closings"]),
        ],
        ["analytics"] =
        [
            ("ledger", ["ledger", "ticket_owners"]),
            ("tree", ["tiles", "leaf_positions", "tree_heads"]),
            ("ledger_index", ["ledger_index", "ticket_organizations"]),
            ("ticket_spans", ["ticket_steps", "spans_known", "spans_happened", "spans_through"]),
            ("facts", ["ticket_stories", "ticket_facts", "clock_facts", "sla_months", "promises"]),
            ("registers", ["risks", "improvements", "register_sessions", "register_actions"]),
            ("score_points", ["score_points", "score_versions"]),
        ],
    };

    public static TheoryData<string> Services { get; } = [.. all.Keys];

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_rebuilt_read_model_equals_the_live_one_and_reads_never_stop(string service)
    {
        await Traffic();
        await Settled(service);
        var before = await Dump(service);
        using var done = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                foreach (var path in (string[])["/tickets?limit=5", "/audit/events?limit=5", "/reports/sla", "/organizations", "/health/ready"])
                    (await desk.Admin.Get(service, path)).Status.ShouldBeLessThan(500, path);
            }
        }, TestContext.Current.CancellationToken);

        await RebuildAll(service);
        await ShouldShow(service, before);

        // And once more while events flow.
        var flowing = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested) await Traffic();
        }, TestContext.Current.CancellationToken);
        await RebuildAll(service);
        await done.CancelAsync();
        await flowing;
        await reading;
        await Settled(service);
        var live = await Dump(service);
        await RebuildAll(service);
        await ShouldShow(service, live);
    }

    /// <summary>Everything is shown, and nothing more comes on its own.</summary>
    private async Task Settled(string service)
    {
        await desk.Quiet();
        if (service == "analytics") await Signed();
    }

    /// <summary>The tree grows by a head on its own until all that came is signed.</summary>
    private async Task Signed()
    {
        var last = await desk["analytics"].Ask<long>("select tile * 256 + cardinality(positions) - 1 from served.leaf_positions order by tile desc limit 1");
        (await desk.Admin.Get("analytics", $"/ledger/proofs/inclusion?leaf={last}")).Status.ShouldBe(200);
        await desk.Quiet();
    }

    /// <summary>One after another.</summary>
    private async Task RebuildAll(string service)
    {
        foreach (var (model, _) in all[service])
        {
            var old = await Live(service, model);
            (await desk.Admin.Send(HttpMethod.Post, service, $"/read-models/{model}/rebuild", null)).Status.ShouldBe(202);
            await Eventually.Holds(async () => await Live(service, model) != old, $"{model} is rebuilt");
        }
    }

    private Task<string> Live(string service, string model) => desk[service].Ask<string>($"select live from read_models where name = '{model}' and (building is null or building <> live)");

    private async Task ShouldShow(string service, Dictionary<string, List<string>> rows)
    {
        var now = await Dump(service);
        foreach (var (model, _) in all[service]) now[model].ShouldBe(rows[model], model);
    }

    /// <summary>What each read model of a service shows.</summary>
    private async Task<Dictionary<string, List<string>>> Dump(string service)
    {
        var shown = new Dictionary<string, List<string>>();
        foreach (var (model, tables) in all[service])
        {
            var rows = new List<string>();
            foreach (var table in tables) rows.AddRange((await desk[service].Rows($"select * from served.{table}")).Order(StringComparer.Ordinal));
            rows.ShouldNotBeEmpty(model);
            shown[model] = rows;
        }
        return shown;
    }

    /// <summary>Tickets at every stage of their life, with a late phone note, a rejected solution, and ends without one.</summary>
    private async Task Traffic()
    {
        const string Points = """{"rules":[{"id":"answered","what":"Answered a requester","event":"resolution.response-given.v1","subject":"person","points":2}]}""";
        (await desk.Admin.Send(HttpMethod.Put, "analytics", "/score-rules", Caller.Json(Points))).Status.ShouldBe(200);
        var lines = Enumerable.Range(0, 12).Select(n => new JsonObject
        {
            ["kind"] = n % 3 == 0 ? "request" : "incident",
            ["subject"] = $"Traffic {n}",
            ["category"] = n % 2 == 0 ? "network" : "unknown",
            ["urgency"] = n % 4 == 0 ? "high" : "low",
            ["occurredAt"] = (Notes.Now - NodaTime.Duration.FromHours(n * 5)).ToString(),
            ["requester"] = new JsonObject { ["name"] = $"Caller {n}", ["organization"] = n % 2 == 0 ? "demo" : "acme" },
        }.ToJsonString());
        var tickets = (await desk.Admin.Batch([.. lines])).Lines;
        (string Verb, object Body)[] life =
            [("respond", new { message = "x" }), ("diagnose", new { findings = "x" }), ("propose", new { title = "x", text = "x", risk = "low" }),
             ("implement", new { }), ("verify", new { passed = true, checks = "x" }), ("resolve", new { solution = "x", verification = new { passed = true, checks = "x" } }), ("reject", new { reason = "x" }),
             ("resolve", new { solution = "y", verification = new { passed = true, checks = "x" } }), ("confirm", new { }), ("close", new { })];
        foreach (var (ticket, stage) in tickets.Select((ticket, index) => (ticket, Math.Min(index, life.Length))))
        {
            foreach (var (verb, body) in life.Take(stage))
                (await desk.Admin.Post("resolution", $"/tickets/{ticket["id"]}/{verb}?position={ticket["position"]}", body)).Status.ShouldBe(200);
        }
        // And what comes in by the door later: words, corrections, calls, progress, ends.
        (string Service, string Verb, object Body)[] later =
            [("intake", "messages", new { text = "x" }), ("intake", "correct", new { values = new { kind = "request", subject = "Corrected" }, reason = "x" }),
             ("intake", "contacts", new { purpose = "inform", direction = "outgoing", transcript = "x" }), ("intake", "withdraw", new { }), ("intake", "invalidate", new { reason = "x" }),
             ("resolution", "wait", new { @for = "vendor", vendor = "x", until = (Notes.Now + NodaTime.Duration.FromDays(2)).ToString() }), ("resolution", "ask", new { question = "x" }),
             ("resolution", "plan-next", new { nextStep = "x", due = (Notes.Now + NodaTime.Duration.FromDays(1)).ToString() }), ("resolution", "take-up", new { }),
             ("resolution", "progress", new { message = "x", nextStep = "y", nextUpdateAt = (Notes.Now + NodaTime.Duration.FromDays(2)).ToString() })];
        foreach (var ((service, verb, body), ticket) in later.Zip(tickets))
            (await desk.Admin.Post(service, $"/tickets/{ticket["id"]}/{verb}?position={ticket["position"]}", body)).Status.ShouldBeOneOf(200, 409);
        (int Ticket, string Verb, object Body)[] answers =
            [(6, "call-back", new { reached = true, processSatisfied = false, resultSatisfied = true }), (10, "survey", new { score = 1 }), (11, "survey", new { score = 5 }), (11, "reopen", new { reason = "x" })];
        foreach (var (ticket, verb, body) in answers)
            (await desk.As("lead").Post("resolution", $"/tickets/{tickets[ticket]["id"]}/{verb}", body)).Status.ShouldBe(200);
        (await desk.As("lead").Post("resolution", $"/follow-ups/{tickets[10]["id"]}/done", new { measure = "x" })).Status.ShouldBe(200);
        (await desk.Admin.Post("resolution", $"/follow-ups/{tickets[10]["id"]}/verify", new { passed = true })).Status.ShouldBe(200);
        var incidents = new[] { tickets[0], tickets[2] }.Select(ticket => ticket["id"]!.ToString());
        (await desk.Admin.Post("resolution", $"/problems?position={tickets[^1]["position"]}", new { title = "Traffic", incidents })).Status.ShouldBe(201);
        (await desk.Admin.Post("routing", $"/tickets/{tickets[0]["id"]}/subtasks", new { title = "x", team = "network" })).Status.ShouldBe(200);
        (await desk.Admin.Post("routing", $"/tickets/{tickets[2]["id"]}/major-incident", new { title = "x", updateEvery = "PT1H" })).Status.ShouldBe(200);
        await Registers(tickets[0]["id"]!.ToString());
        var author = await desk.Register("acme", "agent");
        await Knowledge(author, tickets[8]["id"]!.ToString());
    }

    private async Task Registers(string ticket)
    {
        var (owner, later) = ((await desk.Register(null, "lead")).Id, (Notes.Now + NodaTime.Duration.FromDays(2)).ToString());
        var risk = await desk.Admin.Post("analytics", "/risks", new { type = "process", what = "x", owner, likelihood = 2, impact = 3, nextReview = later });
        (await desk.Admin.Post("analytics", $"/risks/{risk.Text("id")}/answer", new { strategy = "avoid", why = "x", actions = (object[])[new { what = "x", owner, due = later }] })).Status.ShouldBe(200);
        (await desk.Admin.Post("analytics", $"/risks/{risk.Text("id")}/finish-action", new { action = 1 })).Status.ShouldBe(200);
        (await desk.Admin.Post("analytics", "/improvements", new { what = "x", owner, due = later, cluster = ticket })).Status.ShouldBe(201);
        var (from, now) = ((Notes.Now - NodaTime.Duration.FromDays(30)).ToString(), Notes.Now.ToString());
        var meeting = await desk.Admin.Post("analytics", "/meetings", new { when = now, from, to = now });
        (await desk.Admin.Post("analytics", $"/meetings/{meeting.Text("id")}/held", new { minutes = "x", actions = (object[])[new { what = "x", owner, due = later }] })).Status.ShouldBe(200);
    }

    /// <summary>An article from a ticket, published twice, the second time with other words, used, and one that is only a draft.</summary>
    private async Task Knowledge(Person author, string ticket)
    {
        object Content(string steps) => new { title = "Traffic", language = "en", audience = "requester", sections = new { symptom = "Slow 网络", steps } };
        var article = (await desk.Admin.Post("resolution", $"/tickets/{ticket}/draft-article", new { })).Text("id");
        foreach (var steps in (string[])["Wait", "Restart 路由器"])
        {
            (await desk.Admin.Send(HttpMethod.Put, "resolution", $"/articles/{article}", Caller.Json(JsonSerializer.Serialize(Content(steps))))).Status.ShouldBe(200);
            (await desk.Admin.Post("resolution", $"/articles/{article}/submit", new { })).Status.ShouldBe(200);
            (await desk.As("agent").Post("resolution", $"/articles/{article}/publish", new { })).Status.ShouldBe(200);
        }
        (await desk.As("requester").Post("resolution", $"/articles/{article}/solved-it", new { })).Status.ShouldBe(200);
        (await desk.As("agent").Post("resolution", $"/tickets/{ticket}/use-article", new { article, helped = true })).Status.ShouldBeOneOf(200, 409);
        (await author.Caller.Post("resolution", "/articles", Content("None"))).Status.ShouldBe(201);
    }
}
