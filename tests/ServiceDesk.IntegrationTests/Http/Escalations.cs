using System.Text.Json;
using System.Text.Json.Nodes;
using ServiceDesk.Contracts;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Http;

/// <summary>Hand-over to the next tier, and what management is told, over HTTP.</summary>
[Collection(DeskCollection.Name)]
public sealed class Escalations(Desk desk)
{
    [Fact]
    public async Task A_ticket_goes_up_tier_by_tier_and_its_hops_are_told()
    {
        var (one, two, lead) = (await Team("l1", 1), await Team("l2", 2), await desk.Register(null, Roles.Lead));
        await Define(one.Id, one.Agent, 1, lead.Id, two.Id);
        var id = await TicketIn(one);
        var version = (await desk.Admin.Get("routing", $"/tickets/{id}/routing")).Headers.ETag!.Tag;

        (await Escalate(id, new { })).WrongFields.ShouldBe(["reason"]);
        (await Escalate(id, new { reason = "x", team = "nowhere" })).WrongFields.ShouldBe(["team"]);
        (await Escalate(id, new { reason = "x", team = one.Id })).WrongFields.ShouldBe(["team"]);
        (await desk.Admin.Get("routing", $"/tickets/{id}/routing")).Headers.ETag!.Tag.ShouldBe(version);
        (await desk.Admin.Sending(("If-Match", "\"99\"")).Post("routing", $"/tickets/{id}/escalate", new { reason = "x" })).Status.ShouldBe(412);

        var up = desk.Admin.Sending(("Idempotency-Key", Guid.NewGuid().ToString()));
        var first = await up.Post("routing", $"/tickets/{id}/escalate", new { reason = "太难了" });
        first.Status.ShouldBe(200, first.Body);
        (await up.Post("routing", $"/tickets/{id}/escalate", new { reason = "太难了" })).Text("position").ShouldBe(first.Text("position"));

        var routing = (await desk.Admin.Get("routing", $"/tickets/{id}/routing?position={first.Text("position")}")).Json;
        (routing["team"]!.ToString(), routing["agent"]!.ToString()).ShouldBe((two.Id, two.Agent));
        (await Escalate(id, new { reason = "x" })).Code.ShouldBe("no-next-team");
        (await desk.As(Roles.Agent).Post("routing", $"/tickets/{Guid.NewGuid()}/escalate", new { reason = "x" })).Status.ShouldBe(404);

        // More than two hops are told to the lead of the team that has it then.
        foreach (var team in (string[])[one.Id, two.Id]) (await Escalate(id, new { reason = "Back and forth", team })).Status.ShouldBe(200);
        (await Escalate(id, new { reason = "Again", team = one.Id })).Status.ShouldBe(200);
        await desk.Quiet();
        var told = (await desk.Admin.Get("routing", $"/escalations?ticket={id}")).Items.Single();
        (told["rule"]!.ToString(), told["trigger"]!.ToString()).ShouldBe(("too-many-hops", "hops"));
    }

    [Fact]
    public async Task Severe_impact_is_told_at_once_and_somebody_takes_care_of_it()
    {
        var (lead, other) = (await desk.Register(null, Roles.Lead), await desk.Register(null, Roles.Agent));
        await Lead("hardware", lead.Id);
        var id = await Ticket(severe: true);
        await Lead("hardware", null);

        var all = (await lead.Caller.Get("routing", $"/escalations?open=true&recipient={lead.Id}")).Items;
        // By the shipped table a breakdown of all may be a major incident, too.
        all.Select(one => one["rule"]!.ToString()).ShouldBe(["severe", "suspected"], ignoreOrder: true);
        var told = all.Single(one => one["rule"]!.ToString() == "severe");
        var version = (await lead.Caller.Get("routing", "/escalation-rules")).Json["version"]!.ToString();
        (told["ticket"]!.ToString(), told["rule"]!.ToString(), told["priority"]!.ToString(), told["rulesVersion"]!.ToString()).ShouldBe((id, "severe", "p1", version));
        var path = $"/tickets/{id}/escalations/{told["escalation"]}";
        (await other.Caller.Post("routing", $"{path}/acknowledge", new { })).Code.ShouldBe("not-recipient");
        (await lead.Caller.Post("routing", $"{path}/acknowledge", new { note = 7 })).WrongFields.ShouldBe(["note"]);
        (await lead.Caller.Post("routing", $"{path}/pass-on", new { to = "nobody" })).WrongFields.ShouldBe(["to"]);
        (await lead.Caller.Post("routing", $"{path}/pass-on", new { })).Code.ShouldBe("nobody-above");
        (await lead.Caller.Post("routing", $"/tickets/{id}/escalations/9/acknowledge", new { })).Status.ShouldBe(404);

        (await lead.Caller.Post("routing", $"{path}/pass-on", new { to = other.Id, note = "你来处理" })).Status.ShouldBe(200);
        var done = await other.Caller.Post("routing", $"{path}/acknowledge", new { note = "I call them" });
        done.Status.ShouldBe(200, done.Body);
        var now = (await lead.Caller.Get("routing", $"/escalations?ticket={id}&position={done.Text("position")}")).Items.Single(one => one["rule"]!.ToString() == "severe");
        (now["recipient"]!.ToString(), now["acknowledgedBy"]!.ToString()).ShouldBe((other.Id, other.Id));
        (await lead.Caller.Get("routing", $"/escalations?open=true&ticket={id}")).Items.ShouldHaveSingleItem()["rule"]!.ToString().ShouldBe("suspected");
        (await lead.Caller.Post("routing", $"{path}/pass-on", new { to = lead.Id })).Code.ShouldBe("acknowledged");
        (await lead.Caller.Get("routing", "/escalations?limit=0")).WrongFields.ShouldBe(["limit"]);
        (await lead.Caller.Get("routing", "/escalations?after=x")).WrongFields.ShouldBe(["after"]);
    }

    [Fact]
    public async Task A_ticket_of_a_team_without_anybody_is_told_to_its_lead_at_once()
    {
        var (team, lead) = (await Team("empty", 1), await desk.Register(null, Roles.Lead));
        (await Put($"/teams/{team.Id}", new { name = team.Id, categories = Array.Empty<string>(), members = Array.Empty<string>(), lead = lead.Id })).Status.ShouldBe(200);
        var id = await TicketIn(team);

        var told = (await lead.Caller.Get("routing", $"/escalations?recipient={lead.Id}")).Items.ShouldHaveSingleItem();
        (told["ticket"]!.ToString(), told["rule"]!.ToString(), told["occasion"]!.ToString().Split('/')[0]).ShouldBe((id, "unrouted", "no-agent"));
    }

    [Fact]
    public async Task Rules_are_versioned_and_what_contradicts_itself_is_refused()
    {
        var shown = await desk.Admin.Get("routing", "/escalation-rules?version=1");
        shown.Json["rules"]!.AsArray().Select(one => one!["id"]!.ToString()).ShouldContain("severe");
        (await desk.Admin.Get("routing", "/escalation-rules?version=99")).Status.ShouldBe(404);
        (await Put("/escalation-rules", new { rules = new object[] { new { id = "x", trigger = "elapsed", level = 9 } } })).WrongFields.ShouldBe(["rules[0].level", "rules[0].percent"]);

        var bound = await desk.Register("acme", Roles.Lead);
        var rules = shown.Json["rules"]!.AsArray().Select(one => one!.DeepClone()).Append(JsonNode.Parse("""{"id":"later","trigger":"breach","clock":"response","level":3}""")).ToArray();
        (await bound.Caller.Send(HttpMethod.Put, "routing", "/escalation-rules", Caller.Json(JsonSerializer.Serialize(new { rules })))).Status.ShouldBe(403);
        var defined = await Put("/escalation-rules", new { rules });
        defined.Status.ShouldBe(200, defined.Body);
        (await Put("/escalation-rules", new { rules })).Text("position").ShouldBe(defined.Text("position"));
        var inEffect = (await desk.Admin.Get("routing", "/escalation-rules")).Json;
        (inEffect["version"]!.ToString(), inEffect["inEffect"]!.GetValue<bool>(), inEffect["rules"]!.AsArray().Count).ShouldBe((defined.Text("version"), true, rules.Length));
        (await Put("/escalation-rules", new { rules = shown.Json["rules"] })).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_team_hands_on_to_one_that_exists_and_never_in_a_circle()
    {
        var (one, two) = (await Team("ring1", 1), await Team("ring2", 2));
        (await Put($"/teams/{two.Id}", new { name = "x", tier = 9, lead = "nobody" })).WrongFields.ShouldBe(["lead", "tier"]);
        (await Put($"/teams/{two.Id}", new { name = "x", next = "nowhere" })).WrongFields.ShouldBe(["next"]);
        await Define(one.Id, one.Agent, 1, null, two.Id);
        (await Put($"/teams/{two.Id}", new { name = "x", members = new[] { two.Agent }, next = one.Id })).WrongFields.ShouldBe(["next"]);
    }

    private Task<Reply> Escalate(string id, object body) => desk.Admin.Post("routing", $"/tickets/{id}/escalate", body);

    private Task<Reply> Put(string path, object body) => desk.Admin.Send(HttpMethod.Put, "routing", path, Caller.Json(JsonSerializer.Serialize(body)));

    private async Task<(string Id, string Agent)> Team(string name, int tier)
    {
        var agent = await desk.Register(null, Roles.Agent);
        var id = $"{name}-{Guid.NewGuid():N}"[..20];
        await Define(id, agent.Id, tier, null, null);
        return (id, agent.Id);
    }

    private async Task Define(string id, string agent, int tier, string? lead, string? next)
    {
        var answer = await Put($"/teams/{id}", new { name = id, categories = Array.Empty<string>(), members = new[] { agent }, tier, lead, next });
        answer.Status.ShouldBe(200, answer.Body);
    }

    /// <summary>A ticket in a team: routed by its category, then handed to the team by name.</summary>
    private async Task<string> TicketIn((string Id, string Agent) team)
    {
        var id = await Ticket(severe: false);
        (await desk.Admin.Post("routing", $"/tickets/{id}/assign", new { team = team.Id, reason = "Test" })).Status.ShouldBe(200);
        await desk.Quiet();
        return id;
    }

    /// <summary>A seeded team gets a lead, or none.</summary>
    private async Task Lead(string id, string? lead)
    {
        var team = (await desk.Admin.Get("routing", "/teams")).Items.Single(one => one["id"]!.ToString() == id);
        var answer = await Put($"/teams/{id}", new
        {
            name = team["name"]!.ToString(),
            categories = team["categories"],
            members = team["members"]!.AsArray().Select(one => one!["person"]!.ToString()),
            lead,
        });
        answer.Status.ShouldBe(200, answer.Body);
    }

    private async Task<string> Ticket(bool severe)
    {
        var created = await desk.Admin.Post("intake", "/tickets", new
        {
            kind = "incident",
            subject = "Printer",
            category = "hardware",
            requester = new { name = "Li Na", organization = "acme" },
            impact = severe ? "organization" : "person",
            urgency = severe ? "high" : "low",
        });
        created.Status.ShouldBe(201, created.Body);
        await desk.Quiet();
        return created.Text("id");
    }
}
