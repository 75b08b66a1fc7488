using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using ServiceDesk.Contracts;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Http;

/// <summary>Risks and improvements: entered, scored, answered, reviewed, measured; nobody sees what is not theirs.</summary>
[Collection(DeskCollection.Name)]
public sealed class Registers(Desk desk)
{
    private static readonly string later = (Notes.Now + Duration.FromDays(30)).ToString();

    [Fact]
    public async Task A_risk_goes_its_way_and_keeps_the_history_of_its_scores()
    {
        var (lead, owner) = (desk.As("lead"), (await desk.Register(null, Roles.Agent)).Id);
        var ticket = await desk.Ticket("acme");
        var soon = (Notes.Now + Duration.FromSeconds(5)).ToString();
        var entered = await lead.Sending(("Idempotency-Key", Guid.NewGuid().ToString())).Post(
            "analytics", "/risks", new { type = "staff", what = "Only one knows the gateway", owner, ticket, likelihood = 3, impact = 5, nextReview = soon });
        entered.Status.ShouldBe(201, entered.Body);
        var path = $"/risks/{entered.Text("id")}";

        (await lead.Post("analytics", $"{path}/answer", new { strategy = "reduce", why = "x" })).Code.ShouldBe("no-action");
        (await lead.Post("analytics", $"{path}/answer", new { strategy = "ignore", why = "x" })).WrongFields.ShouldBe(["strategy"]);
        await Do("answer", new { strategy = "reduce", why = "Two are enough", actions = (object[])[new { what = "Train a second one", owner, due = soon }] });
        await Eventually.Holds(async () => (await Listed($"/risks?overdue=true&owner={owner}")).Count == 1, "the review is overdue");
        var overdue = (await Listed($"/risks?overdue=true&owner={owner}")).Single();
        (overdue["score"]!.GetValue<int>(), overdue["level"]!.ToString(), overdue["tableVersion"]!.GetValue<int>() > 0, overdue["overdueActions"]!.GetValue<int>()).ShouldBe((15, "critical", true, 1));
        (await Listed($"/register-actions?overdue=true&owner={owner}")).Single()["register"]!.ToString().ShouldBe("risk");

        await Do("review", new { finding = "Better", likelihood = 1, impact = 5, nextReview = later });
        (await lead.Post("analytics", $"{path}/close", new { outcome = "x" })).Code.ShouldBe("open-actions");
        await Do("finish-action", new { action = 1 });
        var closed = await Do("close", new { outcome = "Two know it" });
        (await Listed($"/risks?overdue=true&owner={owner}", closed.Text("position"))).ShouldBeEmpty();

        var risk = (await lead.Get("analytics", path)).Json;
        risk["history"]!.AsArray().Select(one => one!["score"]!.GetValue<int>()).ShouldBe([15, 5]);
        (risk["state"]!.ToString(), risk["strategy"]!.ToString(), risk["ticket"]!.ToString(), risk["actions"]![0]!["isDone"]!.GetValue<bool>()).ShouldBe(("closed", "reduce", ticket, true));
        (await lead.Post("analytics", $"{path}/review", new { likelihood = 1, impact = 1, nextReview = later })).Code.ShouldBe("closed");

        async Task<Reply> Do(string verb, object body)
        {
            var reply = await lead.Post("analytics", $"{path}/{verb}", body);
            reply.Status.ShouldBe(200, $"{verb}: {reply.Body}");
            return reply;
        }

        async Task<IReadOnlyList<System.Text.Json.Nodes.JsonNode>> Listed(string query, string? position = null) =>
            (await lead.Get("analytics", query + (position is null ? "" : $"&position={position}"))).Items;
    }

    [Fact]
    public async Task The_table_has_versions_and_an_old_score_keeps_its_own()
    {
        var (lead, owner) = (desk.As("lead"), (await desk.Register(null, Roles.Lead)).Id);
        var first = await Enter();
        var table = (await desk.Admin.Get("analytics", "/risk-table")).Json;
        var scores = Enumerable.Range(1, 5).Select(likelihood => new { impacts = Enumerable.Range(1, 5).Select(impact => (likelihood * impact) + 100) });
        var defined = await Put(new { scores, levels = table["levels"] });
        defined.Status.ShouldBe(200, defined.Body);
        (await Put(new { scores = scores.Take(4), levels = table["levels"] })).WrongFields.ShouldBe(["scores"]);
        (await Put(new { scores, levels = Array.Empty<object>() })).WrongFields.ShouldBe(["levels"]);

        var second = await Enter();
        (second["score"]!.GetValue<int>(), second["tableVersion"]!.ToString()).ShouldBe((106, defined.Text("version")));
        (await Put(new { scores = table["scores"], levels = table["levels"] })).Status.ShouldBe(200);
        first["score"]!.GetValue<int>().ShouldBe(6);
        (await desk.Admin.Get("analytics", $"/risk-table?version={defined.Text("version")}")).Json["scores"]![0]!["impacts"]![0]!.GetValue<int>().ShouldBe(101);

        async Task<System.Text.Json.Nodes.JsonNode> Enter()
        {
            var entered = await lead.Post("analytics", "/risks", new { type = "process", what = "x", owner, likelihood = 2, impact = 3, nextReview = later });
            entered.Status.ShouldBe(201, entered.Body);
            return (await lead.Get("analytics", $"/risks/{entered.Text("id")}")).Json["assessment"]!;
        }

        Task<Reply> Put(object body) => desk.Admin.Send(HttpMethod.Put, "analytics", "/risk-table", Caller.Json(JsonSerializer.Serialize(body)));
    }

    [Fact]
    public async Task The_figures_of_an_improvement_are_drawn_from_a_report_and_not_typed()
    {
        var (analyst, owner) = (desk.As("analyst"), (await desk.Register(null, Roles.Lead)).Id);
        await desk.Ticket("acme");
        var (from, to) = (Exact(Notes.Now - Duration.FromDays(30)), Exact(Notes.Now));
        await desk.Quiet();
        var report = (await analyst.Get("analytics", $"/reports/flow?from={from}&to={to}&by=organization")).Json;
        var acme = report["rows"]!.AsArray().Single(row => row!["key"]!.ToString() == "acme")!;
        var path = $"/improvements/{(await analyst.Post("analytics", "/improvements", new { what = "Fewer tickets", owner, due = later, figure = "flow/inflow" })).Text("id")}";

        var drawn = await Draw(new { when = "before", report = report["id"]!.ToString(), draw = new[] { "rows/acme/inflow", "rows/acme/net" } });
        drawn.Status.ShouldBe(200, drawn.Body);
        var before = (await analyst.Get("analytics", path)).Json["before"]!;
        before["figures"]!["rows/acme/inflow"]!.GetValue<decimal>().ShouldBe(acme["inflow"]!.GetValue<decimal>());
        before["figures"]!["rows/acme/net"]!.GetValue<decimal>().ShouldBe(acme["net"]!.GetValue<decimal>());
        before["report"]!.ToString().ShouldBe(report["id"]!.ToString());
        (await Draw(new { when = "before", report = report["id"]!.ToString(), draw = new[] { "rows/acme/colour" } })).WrongFields.ShouldBe(["draw"]);
        (await Draw(new { when = "before", report = "flow@1:1:x", draw = new[] { "rows/acme/inflow" } })).WrongFields.ShouldBe(["report"]);
        (await Draw(new { when = "before", draw = new[] { "rows/acme/inflow" }, figures = new { inflow = 1 }, from })).WrongFields.ShouldBe(["figures", "from", "report"], ignoreOrder: true);

        Task<Reply> Draw(object body) => analyst.Post("analytics", $"{path}/measure", body);
    }

    [Fact]
    public async Task An_improvement_shows_its_figures_before_and_after()
    {
        var (analyst, owner) = (desk.As("analyst"), (await desk.Register(null, Roles.Lead)).Id);
        (await analyst.Post("analytics", "/improvements", new { what = "x", owner, due = later })).WrongFields.ShouldBe(["figure"]);
        var entered = await analyst.Post("analytics", "/improvements", new { what = "Answer faster", owner, due = later, figure = "sla/response/p2" });
        entered.Status.ShouldBe(201, entered.Body);
        var path = $"/improvements/{entered.Text("id")}";
        var start = Notes.Now - Duration.FromDays(60);

        await Do("measure", new { when = "before", from = start.ToString(), to = (start + Duration.FromDays(30)).ToString(), figures = new { attainment = 0.81, tickets = 120 }, report = "sla@1" });
        (await analyst.Post("analytics", $"{path}/verify", new { effective = true })).Code.ShouldBe("not-made");
        await Do("actions", new { what = "Ask for a shift", owner, due = later });
        await Do("finish-action", new { action = 1, outcome = "Granted" });
        await Do("made", new { outcome = "A second shift" });
        var made = Notes.Now;
        (await analyst.Post("analytics", $"{path}/measure", new { when = "after", from = start.ToString(), to = Exact(made), figures = new { attainment = 0.9 } })).WrongFields.ShouldBe(["from"]);
        await Task.Delay(20, TestContext.Current.CancellationToken);
        await Do("measure", new { when = "after", from = Exact(made), to = Exact(Notes.Now), figures = new { attainment = 0.93 } });
        var verified = await Do("verify", new { effective = true, finding = "12 points" });

        var item = (await analyst.Get("analytics", path)).Json;
        (item["state"]!.ToString(), item["difference"]!["attainment"]!.GetValue<decimal>(), item["difference"]!.AsObject().Count).ShouldBe(("verified", 0.12m, 1));
        (await analyst.Get("analytics", $"/improvements?state=verified&owner={owner}&position={verified.Text("position")}")).Items.Single()["figure"]!.ToString().ShouldBe("sla/response/p2");
        (await analyst.Get("analytics", "/improvements?state=wrong")).WrongFields.ShouldBe(["state"]);

        async Task<Reply> Do(string verb, object body)
        {
            var reply = await analyst.Post("analytics", $"{path}/{verb}", body);
            reply.Status.ShouldBe(200, $"{verb}: {reply.Body}");
            return reply;
        }
    }

    [Fact]
    public async Task A_meeting_talks_about_what_the_data_says_and_its_decisions_are_tracked()
    {
        var (lead, owner) = (desk.As("lead"), (await desk.Register(null, Roles.Lead)).Id);
        var from = (Notes.Now - Duration.FromDays(30)).ToString();
        var risk = await lead.Post("analytics", "/risks", new { type = "process", what = "x", owner, likelihood = 5, impact = 5, nextReview = later });
        var drafted = (await lead.Get("analytics", $"/meetings/agenda?from={from}&to={Notes.Now}&position={risk.Text("position")}")).Items;
        drafted.Single(one => one["topic"]!.ToString() == "grave-risks")["count"]!.GetValue<long>().ShouldBeGreaterThan(0);
        (await lead.Get("analytics", $"/meetings/agenda?from={from}&to={from}")).WrongFields.ShouldBe(["to"]);

        var called = await lead.Post("analytics", "/meetings", new { when = Notes.Now.ToString(), from, to = Notes.Now.ToString(), participants = (string[])[owner], topics = (string[])["Holidays"] });
        called.Status.ShouldBe(201, called.Body);
        var path = $"/meetings/{called.Text("id")}";
        var held = await lead.Post("analytics", $"{path}/held", new { minutes = "We talked", decisions = (string[])["A second shift"], actions = (object[])[new { what = "Ask", owner, due = later }] });
        held.Status.ShouldBe(200, held.Body);
        (await lead.Get("analytics", $"/register-actions?owner={owner}&done=false&position={held.Text("position")}")).Items.Single()["register"]!.ToString().ShouldBe("meeting");
        (await lead.Post("analytics", $"{path}/finish-action", new { action = 1, outcome = "Granted" })).Status.ShouldBe(200);

        var meeting = (await lead.Get("analytics", path)).Json;
        meeting["agenda"]!.AsArray().Select(one => one!["topic"]!.ToString()).ShouldContain("grave-risks");
        (meeting["agenda"]!.AsArray()[^1]!["what"]!.ToString(), meeting["state"]!.ToString(), meeting["actions"]![0]!["isDone"]!.GetValue<bool>()).ShouldBe(("Holidays", "held", true));
        (await lead.Get("analytics", "/meetings")).Items.ShouldContain(one => one["id"]!.ToString() == called.Text("id"));
    }

    [Fact]
    public async Task An_audit_samples_closed_tickets_and_anybody_draws_the_same()
    {
        var (auditor, organization) = (desk.As("auditor"), $"audited-{Guid.NewGuid():N}"[..20]);
        (await desk.Admin.Post("intake", "/organizations", new { id = organization, name = "Audited" })).Status.ShouldBe(201);
        await desk.Quiet();
        var from = Exact(Notes.Now);
        for (var n = 0; n < 5; n++)
        {
            var ticket = await desk.Ticket(organization);
            foreach (var (verb, body) in ((string, object)[])[("resolve", new { solution = "x", verification = new { passed = true, checks = "x" } }), ("confirm", new { }), ("close", new { })])
                (await desk.Admin.Post("resolution", $"/tickets/{ticket}/{verb}", body)).Status.ShouldBe(200, verb);
        }
        await desk.Quiet();

        object Sample(string seed) => new { from, to = Exact(Notes.Now), seed, size = 2, checklist = (string[])["Documented"], organization };
        var (first, second) = (await auditor.Post("analytics", "/audits", Sample("march")), await auditor.Post("analytics", "/audits", Sample("march")));
        first.Status.ShouldBe(201, first.Body);
        var (audit, again) = ((await auditor.Get("analytics", $"/audits/{first.Text("id")}")).Json, (await auditor.Get("analytics", $"/audits/{second.Text("id")}")).Json);
        (audit["population"]!.GetValue<int>(), audit["sample"]!.AsArray().Count, audit["sample"]!.ToJsonString()).ShouldBe((5, 2, again["sample"]!.ToJsonString()));

        var path = $"/audits/{first.Text("id")}";
        var sample = audit["sample"]!.AsArray().Select(one => one!["ticket"]!.ToString()).ToList();
        foreach (var one in sample) audit["numbers"]![one]!.ToString().ShouldBe((await desk.Admin.Get("resolution", $"/tickets/{one}")).Text("number"));
        (await auditor.Post("analytics", $"{path}/judge", new { ticket = sample[0], item = 1, fulfilled = false })).WrongFields.ShouldBe(["finding"]);
        (await auditor.Post("analytics", $"{path}/judge", new { ticket = sample[0], item = 1, fulfilled = false, finding = "Not a word" })).Status.ShouldBe(200);
        (await auditor.Post("analytics", $"{path}/conclude", new { conclusion = "x" })).Code.ShouldBe("not-judged");
        (await auditor.Post("analytics", $"{path}/judge", new { ticket = sample[1], item = 1, fulfilled = true })).Status.ShouldBe(200);
        var concluded = await auditor.Post("analytics", $"{path}/conclude", new { conclusion = "Half of it" });
        concluded.Status.ShouldBe(200, concluded.Body);
        var line = (await auditor.Get("analytics", $"/audits?position={concluded.Text("position")}")).Items.Single(one => one["id"]!.ToString() == first.Text("id"));
        (line["state"]!.ToString(), line["notFulfilled"]!.GetValue<int>()).ShouldBe(("concluded", 1));

        var flow = await auditor.Post("analytics", "/audits", new { from, to = Exact(Notes.Now), seed = "march", size = 2, conformance = true, organization });
        var filled = (await auditor.Get("analytics", $"/audits/{flow.Text("id")}")).Json;
        filled["sample"]!.AsArray().ShouldAllBe(one => one!["deviations"]!.AsArray().Any(rule => rule!.ToString() == "resolved-without-diagnosis"));
        (filled["outstanding"]!.GetValue<int>(), filled["flowVersion"]!.GetValue<int>(), filled["judged"]![0]!["prefilled"]!.GetValue<bool>()).ShouldBe((0, 1, true));
        var place = filled["checklist"]!.AsArray().Select(one => one!.ToString()).ToList().IndexOf("Expected flow: resolved-without-diagnosis") + 1;
        var left = filled["notFulfilled"]!.GetValue<int>();
        var excused = await auditor.Post("analytics", $"/audits/{flow.Text("id")}/judge", new { ticket = sample[0], item = place, fulfilled = true, finding = "Known fault" });
        excused.Status.ShouldBe(200, excused.Body);
        (await auditor.Get("analytics", $"/audits?position={excused.Text("position")}")).Items.Single(one => one["id"]!.ToString() == flow.Text("id"))["notFulfilled"]!.GetValue<int>().ShouldBe(left - 1);
        (await auditor.Post("analytics", "/audits", new { from = "2001-01-01T00:00:00Z", to = "2001-02-01T00:00:00Z", seed = "x", size = 1, checklist = (string[])["x"], organization })).Code.ShouldBe("nothing-closed");
    }

    [Fact]
    public async Task Nobody_sees_or_changes_entries_of_others()
    {
        var (mine, theirs) = (await desk.Register("acme", Roles.Lead), await desk.Register("demo", Roles.Lead));
        var entered = await mine.Caller.Post("analytics", "/risks", new { type = "technical", what = "Old switch", owner = mine.Id, likelihood = 1, impact = 1, nextReview = later });
        entered.Status.ShouldBe(201, entered.Body);
        var path = $"/risks/{entered.Text("id")}";
        (await mine.Caller.Get("analytics", $"/risks?position={entered.Text("position")}")).Items.Select(one => one["organization"]!.ToString()).Distinct().ShouldBe(["acme"]);

        (await theirs.Caller.Get("analytics", path)).Status.ShouldBe(404);
        (await theirs.Caller.Post("analytics", $"{path}/close", new { outcome = "x" })).Status.ShouldBe(404);
        (await theirs.Caller.Get("analytics", "/risks")).Items.ShouldAllBe(one => one["id"]!.ToString() != entered.Text("id"));
        var foreign = await desk.Ticket("acme");
        (await theirs.Caller.Post("analytics", "/risks", new { type = "technical", what = "x", owner = theirs.Id, ticket = foreign, likelihood = 1, impact = 1, nextReview = later })).WrongFields.ShouldBe(["ticket"]);
        (await theirs.Caller.Post("analytics", "/risks", new { type = "technical", what = "x", owner = mine.Id, organization = "acme", likelihood = 1, impact = 1, nextReview = later }))
            .WrongFields.ShouldBe(["organization", "owner"], ignoreOrder: true);
    }

    /// <summary>To the fraction of a second, which the usual text leaves out.</summary>
    private static string Exact(Instant at) => InstantPattern.ExtendedIso.Format(at);
}
