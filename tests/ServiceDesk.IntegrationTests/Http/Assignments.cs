using System.Text.Json.Nodes;
using ServiceDesk.Contracts;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Http;

/// <summary>Assignment by the rules and by people, over HTTP. Every test has a team of its own, to which tickets are given by name.</summary>
[Collection(DeskCollection.Name)]
public sealed class Assignments(Desk desk)
{
    private readonly string team = $"t{Guid.NewGuid():N}"[..12];

    [Fact]
    public async Task A_ticket_given_to_a_team_finds_its_agent_and_says_who_was_considered_and_why_not_the_other()
    {
        var (ada, bob) = await Staff();
        var ticket = await desk.Ticket("demo");
        await GiveToTeam(ticket);

        var routing = await Routing(ticket);
        var decision = routing["decisions"]!.AsArray()[^1]!;
        (decision["cause"]!.ToString(), decision["agentReason"]!.ToString(), decision["candidates"]!.AsArray().Count).ShouldBe(("given", "least-loaded", 2));
        var chosen = routing["agent"]!.ToString();
        var other = chosen == ada.Id ? bob.Id : ada.Id;
        var why = (await ada.Caller.Get("routing", $"/tickets/{ticket}/routing/why-not/{other}")).Json;
        (why["code"]!.ToString(), why["zh"]!.ToString().Length > 5, why["en"]!.ToString().Length > 5).ShouldBe(("equal", true, true));
        (await ada.Caller.Get("routing", $"/tickets/{ticket}/routing/why-not/{chosen}")).Text("code").ShouldBe("chosen");
        (await ada.Caller.Get("routing", $"/tickets/{ticket}/routing/why-not/nobody")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Every_automatic_decision_of_a_ticket_made_again_is_the_same()
    {
        var (ada, _) = await Staff();
        var ticket = await desk.Ticket("demo");
        await GiveToTeam(ticket);
        var holder = (await Routing(ticket))["agent"]!.ToString() == ada.Id ? ada : null;
        if (holder is not null) (await holder.Caller.Post("routing", $"/tickets/{ticket}/decline", new { reason = "Not mine" })).Status.ShouldBe(200);

        var replay = await desk.Admin.Post("routing", "/routing/replay", new { ticket });
        replay.Status.ShouldBe(200, replay.Body);
        replay.Json["isEqual"]!.GetValue<bool>().ShouldBeTrue(replay.Body);
        replay.Items.Count.ShouldBe(holder is null ? 2 : 3);
        var last = replay.Items[^1]["event"]!.ToString();
        (await desk.Admin.Post("routing", "/routing/replay", new { @event = last })).Items.ShouldHaveSingleItem()["event"]!.ToString().ShouldBe(last);
        (await desk.Admin.Post("routing", "/routing/replay", new { @event = "routing/999999999" })).Status.ShouldBe(404);
        (await desk.Admin.Post("routing", "/routing/replay", new { @event = "x" })).WrongFields.ShouldBe(["event"]);
        (await desk.Admin.Post("routing", "/routing/replay", new { })).WrongFields.ShouldBe(["event"]);
    }

    [Fact]
    public async Task A_ticket_declined_by_all_waits_in_the_unrouted_queue_until_somebody_claims_it()
    {
        var (ada, bob) = await Staff();
        var ticket = await desk.Ticket("demo");
        await GiveToTeam(ticket);
        for (var i = 0; i < 2; i++)
        {
            var holder = (await Routing(ticket))["agent"]!.ToString() == ada.Id ? ada : bob;
            var declined = await holder.Caller.Post("routing", $"/tickets/{ticket}/decline", new { reason = "Too busy" });
            declined.Status.ShouldBe(200, declined.Body);
        }
        var waiting = (await ada.Caller.Get("routing", $"/queues/unrouted?team={team}")).Items.ShouldHaveSingleItem();
        (waiting["id"]!.ToString(), waiting["reason"]!.ToString(), waiting["team"]!.ToString()).ShouldBe((ticket, "all-declined", team));
        (await ada.Caller.Post("routing", $"/tickets/{ticket}/decline", new { reason = "x" })).Code.ShouldBe("not-yours");

        var claimed = await ada.Caller.Post("routing", $"/tickets/{ticket}/claim", new { });
        claimed.Status.ShouldBe(200, claimed.Body);
        (await bob.Caller.Post("routing", $"/tickets/{ticket}/claim", new { })).Code.ShouldBe("assigned");
        (await Routing(ticket))["agent"]!.ToString().ShouldBe(ada.Id);
        (await ada.Caller.Get("routing", $"/queues/unrouted?team={team}")).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_who_ask_for_the_next_ticket_at_once_get_different_ones_and_the_same_key_the_same_one()
    {
        var (ada, bob) = await Staff();
        foreach (var agent in (Person[])[ada, bob]) await Describe(agent, new { zone = "Asia/Shanghai", shifts = new { } });
        var tickets = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            tickets.Add(await desk.Ticket("demo"));
            await GiveToTeam(tickets[^1]);
        }
        (await ada.Caller.Get("routing", $"/queues/unrouted?team={team}")).Items.Select(one => one["reason"]!.ToString()).ShouldBe(["nobody-available", "nobody-available", "nobody-available"]);

        var answers = await Task.WhenAll(Next(ada, "1"), Next(bob, "2"));
        var given = answers.Select(answer => answer.Text("id")).ToList();
        given.ShouldBe(tickets[..2], ignoreOrder: true); // the oldest of equals
        (await Next(ada, "1")).Text("id").ShouldBe(given[0]);
        (await Next(ada, "3")).Text("id").ShouldBe(tickets[2]);
        (await Next(bob, "4")).Status.ShouldBe(204);
        (await desk.As("agent").Post("routing", $"/teams/{team}/next", new { })).Code.ShouldBe("not-of-the-team");
        (await ada.Caller.Post("routing", "/teams/nowhere/next", new { })).Status.ShouldBe(404);

        Task<Reply> Next(Person agent, string key) => agent.Caller.Sending(("Idempotency-Key", $"{team}-{key}")).Post("routing", $"/teams/{team}/next", new { });
    }

    [Fact]
    public async Task An_absent_agents_ticket_goes_to_somebody_else_without_being_asked()
    {
        var (ada, bob) = await Staff();
        var ticket = await desk.Ticket("demo");
        var given = await desk.Admin.Post("routing", $"/tickets/{ticket}/assign", new { team, agent = ada.Id, reason = "She knows it" });
        given.Status.ShouldBe(200, given.Body);
        var absence = await ada.Caller.Post("routing", $"/roster/agents/{ada.Id}/absences", new { from = DateTimeOffset.UtcNow.AddSeconds(1), to = DateTimeOffset.UtcNow.AddDays(1), reason = "sick" });
        absence.Status.ShouldBe(200, absence.Body);

        await Eventually.Holds(async () => (await Routing(ticket))["agent"]?.ToString() == bob.Id, "the colleague has it");
        (await Routing(ticket))["decisions"]!.AsArray()[^1]!["cause"]!.ToString().ShouldBe("absent");
        (await desk.Admin.Post("routing", $"/tickets/{ticket}/assign", new { agent = ada.Id, reason = "x" })).Code.ShouldBe("absent");
    }

    [Fact]
    public async Task What_waits_is_given_out_when_an_agent_may_take_more()
    {
        var (ada, bob) = await Staff();
        foreach (var agent in (Person[])[ada, bob]) await Describe(agent, new { zone = "Asia/Shanghai", shifts = new { } });
        var ticket = await desk.Ticket("demo");
        await GiveToTeam(ticket);
        (await Routing(ticket))["waits"]!.GetValue<bool>().ShouldBeTrue();

        await Describe(bob, new { capacity = 30 });

        await Eventually.Holds(async () => (await Routing(ticket))["agent"]?.ToString() == bob.Id, "the agent has it");
    }

    [Fact]
    public async Task A_stale_or_forbidden_move_changes_nothing()
    {
        var (ada, _) = await Staff();
        var ticket = await desk.Ticket("demo");
        var head = await desk.Settled("routing");
        var body = new { team };

        (await desk.As("lead").Sending(("If-Match", "\"99\"")).Post("routing", $"/tickets/{ticket}/assign", body)).Status.ShouldBe(412);
        (await desk.As("requester").Post("routing", $"/tickets/{ticket}/assign", body)).Status.ShouldBe(403);
        (await desk.As("lead").Post("routing", $"/tickets/{Guid.NewGuid()}/assign", body)).Status.ShouldBe(404);
        (await desk.As("lead").Post("routing", $"/tickets/{ticket}/assign", new { })).WrongFields.ShouldBe(["agent"]);
        (await desk.As("lead").Post("routing", $"/tickets/{ticket}/assign", new { team = "nowhere" })).WrongFields.ShouldBe(["team"]);
        (await desk.As("lead").Post("routing", $"/tickets/{ticket}/assign", new { agent = "nobody" })).WrongFields.ShouldBe(["agent"]);
        (await ada.Caller.Post("routing", $"/tickets/{ticket}/assign", body)).Code.ShouldBe("not-of-the-team");

        (await desk.Settled("routing")).ShouldBe(head);
    }

    private async Task<(Person, Person)> Staff()
    {
        var (ada, bob) = (await desk.Register(null, Roles.Agent), await desk.Register(null, Roles.Agent));
        var defined = await desk.Admin.Send(HttpMethod.Put, "routing", $"/teams/{team}", Caller.Json($$"""{"name":"Team","categories":[],"members":["{{ada.Id}}","{{bob.Id}}"]}"""));
        defined.Status.ShouldBe(200, defined.Body);
        return (ada, bob);
    }

    private async Task Describe(Person agent, object description)
    {
        var described = await desk.Admin.Send(HttpMethod.Put, "routing", $"/roster/agents/{agent.Id}", Caller.Json(System.Text.Json.JsonSerializer.Serialize(description)));
        described.Status.ShouldBe(200, described.Body);
    }

    private async Task GiveToTeam(string ticket)
    {
        var given = await desk.As("lead").Post("routing", $"/tickets/{ticket}/assign", new { team });
        given.Status.ShouldBe(200, given.Body);
    }

    private async Task<JsonNode> Routing(string ticket) => (await desk.Admin.Get("routing", $"/tickets/{ticket}/routing")).Json;
}
