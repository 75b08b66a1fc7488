using System.Text.Json.Nodes;
using ServiceDesk.Contracts;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Http;

/// <summary>Whoever is bound to one organisation learns nothing of another, not even that a ticket exists.</summary>
[Collection(DeskCollection.Name)]
public sealed class Organisations(Desk desk)
{
    private static readonly (string Verb, object Body)[] commands =
    [
        ("respond", new { message = "x" }), ("diagnose", new { findings = "x" }), ("resolve", new { solution = "x" }),
        ("confirm", new { }), ("reject", new { reason = "x" }), ("close", new { }), ("progress", new { message = "x", nextStep = "y" }),
        ("propose", new { title = "x", text = "x", risk = "low" }), ("choose", new { option = 1 }), ("accept", new { }), ("decline-plan", new { reason = "x" }),
        ("approve", new { }), ("refuse", new { reason = "x" }), ("implement", new { }), ("rollback", new { reason = "x" }), ("verify", new { passed = true, checks = "x" }),
        ("take-up", new { }), ("steps", new { phase = "identify", check = "x", result = "x" }), ("checklist", new { item = "inspect" }), ("ask", new { question = "x" }),
        ("wait", new { @for = "other" }), ("answer", new { answer = "x" }), ("continue", new { }), ("note", new { text = "x" }), ("plan-next", new { nextStep = "x", due = "2999-01-01T00:00:00Z" }),
        ("remote-consent", new { givenBy = "x", through = "phone", scope = "x", until = "2999-01-01T00:00:00Z" }), ("remote-consent/withdraw", new { }),
        ("remote-sessions", new { tool = "x" }), ("remote-sessions/end", new { summary = "x" }),
    ];

    private static readonly (string Verb, object Body)[] atTheDoor =
    [
        ("correct", new { values = new { subject = "x" } }), ("messages", new { text = "x" }), ("withdraw", new { }), ("invalidate", new { reason = "x" }),
        ("contacts", new { purpose = "inform", direction = "incoming", transcript = "x" }),
    ];

    [Fact]
    public async Task A_bound_person_sees_and_moves_only_the_own_organisation()
    {
        var stranger = await desk.Register("acme", Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin, Roles.System);
        var theirs = await desk.Ticket("demo", "secret of demo");
        var own = await desk.Ticket("acme", "known to acme");
        var (before, submitted) = (await desk.Head("resolution"), await desk.Settled("intake"));

        foreach (var (service, path, rest) in ((string, string, string)[])
            [("intake", "/tickets/", ""), ("routing", "/tickets/", "/routing"), ("resolution", "/tickets/", ""), ("analytics", "/audit/tickets/", "")])
        {
            var hidden = await stranger.Caller.Get(service, path + theirs + rest);
            var absent = await stranger.Caller.Get(service, path + Guid.NewGuid() + rest);
            (hidden.Status, hidden.Code, hidden.Json["detail"]!.ToString()).ShouldBe((404, "not-found", absent.Json["detail"]!.ToString()), service);
            (await stranger.Caller.Get(service, path + own + rest)).Status.ShouldBe(200, service);
        }
        foreach (var (verb, body) in commands)
            (await stranger.Caller.Post("resolution", $"/tickets/{theirs}/{verb}", body)).Status.ShouldBe(404, verb);
        foreach (var (verb, body) in atTheDoor)
            (await stranger.Caller.Post("intake", $"/tickets/{theirs}/{verb}", body)).Status.ShouldBe(404, verb);
        (await desk.Head("resolution"), await desk.Settled("intake")).ShouldBe((before, submitted));

        (await Listed(stranger.Caller, "")).ShouldAllBe(organization => organization == "acme");
        (await Listed(stranger.Caller, "&organization=demo")).ShouldBeEmpty();
        (await Listed(stranger.Caller, "&q=secret")).ShouldBeEmpty();
        (await stranger.Caller.Get("intake", "/organizations")).Items.Select(item => item["id"]!.ToString()).ShouldBe(["acme"]);
        (await stranger.Caller.Get("intake", "/people")).Items.ShouldAllBe(item => item["organization"]!.ToString() == "acme");
    }

    [Fact]
    public async Task The_search_of_the_ledger_and_the_report_count_only_the_own_organisation()
    {
        var stranger = await desk.Register("acme", Roles.Auditor, Roles.Analyst);
        var theirs = await desk.Ticket("demo", "secret of demo");
        var own = await desk.Ticket("acme", "known to acme");

        var found = await All(stranger.Caller, "/audit/events?limit=1000");
        found.ShouldContain(entry => entry["subject"]!.ToString() == own);
        found.ShouldNotContain(entry => entry.ToJsonString().Contains(theirs));
        var tickets = found.Select(entry => entry["subject"]!.ToString()).Where(subject => Guid.TryParse(subject, out _)).Distinct().ToList();
        var acme = await desk["intake"].List<string>("select substr(stream, 8) from events where type = 'intake.ticket-submitted.v1' and data ->> 'organization' = 'acme'");
        tickets.Order().ShouldBe(acme.Order());
        (await stranger.Caller.Get("analytics", "/audit/events?organization=demo")).Items.ShouldBeEmpty();

        foreach (var by in (string[])["priority", "team", "organization", "month"])
        {
            var report = await stranger.Caller.Get("analytics", $"/reports/sla?by={by}");
            var judged = Rows(report).Where(row => row["clock"]!.ToString() == "response").Sum(row => row["count"]!.GetValue<int>());
            var ended = report.Json["ended"]!.AsArray().Sum(row => new[] { "withdrawn", "invalid", "merged" }.Sum(way => row![way]!.GetValue<int>()));
            (judged + ended).ShouldBe(acme.Count, by);
        }
        Rows(await stranger.Caller.Get("analytics", "/reports/sla?by=organization")).Select(row => row["key"]!.ToString()).Distinct().ShouldBe(["acme"]);
    }

    [Fact]
    public async Task A_requester_sees_only_the_own_tickets()
    {
        var (mine, other) = (await desk.Register("acme", Roles.Requester), await desk.Register("acme", Roles.Requester));
        var created = await mine.Caller.Post("intake", "/tickets", new { kind = "request", subject = "mine", requester = new { name = "Somebody else", email = "x@law.example" } });
        created.Status.ShouldBe(201, created.Body);
        var id = created.Text("id");
        await desk.Quiet();

        (await mine.Caller.Get("intake", $"/tickets/{id}")).Json["requester"]!["id"]!.ToString().ShouldBe(mine.Id);
        (await mine.Caller.Get("resolution", "/tickets")).Items.Select(item => item["id"]!.ToString()).ShouldBe([id]);
        (await other.Caller.Get("resolution", "/tickets")).Items.ShouldBeEmpty();
        (await other.Caller.Get("resolution", $"/tickets?requester={mine.Id}")).Items.ShouldBeEmpty();
        foreach (var service in (string[])["intake", "resolution"])
        {
            (await other.Caller.Get(service, $"/tickets/{id}")).Status.ShouldBe(404, service);
            (await mine.Caller.Get(service, $"/tickets/{id}")).Status.ShouldBe(200, service);
        }
        (await other.Caller.Post("resolution", $"/tickets/{id}/confirm", new { })).Status.ShouldBe(404);
        (await mine.Caller.Post("resolution", $"/tickets/{id}/confirm", new { })).Status.ShouldBe(409);
    }

    [Fact]
    public async Task A_bound_person_submits_for_the_own_organisation_only()
    {
        var bound = await desk.Register("acme", Roles.Agent);
        var before = await desk.Settled("intake");

        var foreign = await bound.Caller.Post("intake", "/tickets", new { kind = "incident", subject = "x", requester = new { name = "x", organization = "demo" } });
        (foreign.Status, foreign.WrongFields.Single()).ShouldBe((422, "requester.organization"));
        (await desk.Settled("intake")).ShouldBe(before);

        var own = await bound.Caller.Post("intake", "/tickets", new { kind = "incident", subject = "x", requester = new { name = "x" } });
        (await desk.Admin.Get("intake", $"/tickets/{own.Text("id")}")).Json["requester"]!["organization"]!.ToString().ShouldBe("acme");
    }

    [Theory]
    [InlineData("/events")]
    [InlineData("/parked")]
    public async Task What_spans_all_organisations_is_for_nobody_who_is_bound_to_one(string path)
    {
        var bound = await desk.Register("acme", Roles.Auditor, Roles.Admin, Roles.System);
        foreach (var service in Dev.Databases.Logs) (await bound.Caller.Get(service, path)).Status.ShouldBe(403, service);
    }

    [Fact]
    public async Task The_keys_of_a_person_are_listed_by_their_ids_and_never_shown()
    {
        var person = await desk.Register("acme", Roles.Agent);
        var issued = await desk.Admin.Post("intake", $"/people/{person.Id}/keys", new { });
        (await desk.Admin.Send(HttpMethod.Delete, "intake", $"/keys/{person.Key}", null)).Status.ShouldBe(204);

        var listed = await desk.Admin.Get("intake", $"/people/{person.Id}/keys");

        listed.Items.Select(key => (key["id"]!.ToString(), key["revoked"]!.GetValue<bool>())).Order().ShouldBe(new[] { (person.Key, true), (issued.Text("id"), false) }.Order());
        listed.Body.ShouldNotContain("sdk_");
        (await (await desk.Register("demo", Roles.Admin)).Caller.Get("intake", $"/people/{person.Id}/keys")).Status.ShouldBe(404);
        (await desk.Admin.Get("intake", "/people/nobody/keys")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_everywhere_within_five_seconds()
    {
        var person = await desk.Register(null, Roles.Admin);
        (await desk.Admin.Send(HttpMethod.Delete, "intake", $"/keys/{person.Key}", null)).Status.ShouldBe(204);
        var deadline = DateTime.UtcNow.AddSeconds(5);

        (await person.Caller.Get("intake", "/events")).Status.ShouldBe(401); // at once where it was revoked
        foreach (var service in Dev.Databases.Logs)
            await Eventually.Holds(async () => (await person.Caller.Get(service, "/events?limit=1")).Status == 401, $"{service} refuses the key");
        DateTime.UtcNow.ShouldBeLessThan(deadline);
    }

    [Fact]
    public async Task A_person_without_roles_is_refused_and_new_roles_count()
    {
        var person = await desk.Register(null, Roles.Agent);
        (await desk.Admin.Send(HttpMethod.Put, "intake", $"/people/{person.Id}/roles", Caller.Json("""{"roles":["auditor"]}"""))).Status.ShouldBe(204);
        foreach (var service in Dev.Databases.Logs)
            await Eventually.Holds(async () => (await person.Caller.Get(service, "/events?limit=1")).Status == 200, $"{service} knows the new role");
        (await desk.Admin.Send(HttpMethod.Put, "intake", $"/people/{person.Id}/roles", Caller.Json("""{"roles":[]}"""))).Status.ShouldBe(204);
        foreach (var service in Dev.Databases.Logs)
            await Eventually.Holds(async () => (await person.Caller.Get(service, "/events?limit=1")).Status == 401, $"{service} refuses");
    }

    private static async Task<IEnumerable<string>> Listed(Caller caller, string filter) =>
        (await All(caller, $"/tickets?limit=2{filter}", "resolution")).Select(item => item["organization"]!.ToString());

    /// <summary>All pages.</summary>
    private static async Task<List<JsonNode>> All(Caller caller, string path, string service = "analytics")
    {
        var all = new List<JsonNode>();
        for (var next = ""; ;)
        {
            var page = await caller.Get(service, path + next);
            page.Status.ShouldBe(200, page.Body);
            all.AddRange(page.Items);
            if (page.Json["next"] is not { } after) return all;
            next = $"&after={after}";
        }
    }

    private static List<JsonNode> Rows(Reply report)
    {
        report.Status.ShouldBe(200, report.Body);
        return [.. report.Json["rows"]!.AsArray().Select(row => row!)];
    }
}
