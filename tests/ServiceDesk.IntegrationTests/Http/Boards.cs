using System.Text.Json;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Http;

/// <summary>What may be forgotten, and how the load of a team is evened out, over HTTP.</summary>
[Collection(DeskCollection.Name)]
public sealed class Boards(Desk desk)
{
    [Fact]
    public async Task A_ticket_is_on_the_boards_until_somebody_does_something_about_it()
    {
        var agent = desk.As(Roles.Agent);
        var id = await desk.Ticket("acme", $"Board {Guid.NewGuid():N}");
        (await Listed("no-next-step", id)).ShouldBeTrue();
        (await Listed("no-activity?hours=0", id)).ShouldBeTrue();
        (await Listed("no-activity", id)).ShouldBeFalse();

        var due = (Notes.Now + Duration.FromHours(2)).ToString();
        var planned = await agent.Post("resolution", $"/tickets/{id}/plan-next", new { nextStep = "Order a part", due });
        planned.Status.ShouldBe(200, planned.Body);
        await desk.Quiet();
        (await Listed("no-next-step", id)).ShouldBeFalse();

        (await desk.Admin.Post("resolution", $"/tickets/{id}/resolve", new { solution = "x", verification = new { passed = true, checks = "x" } })).Status.ShouldBe(200);
        await desk.Quiet();
        (await Listed("no-activity?hours=0", id)).ShouldBeFalse();

        foreach (var (query, field) in ((string, string)[])[("hours=-1", "hours"), ("priority=p9", "priority"), ("limit=501", "limit"), ("after=x", "after")])
            (await agent.Get("routing", $"/boards/unrouted?{query}")).WrongFields.ShouldBe([field]);
        (await agent.Get("routing", "/boards/all")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_ticket_that_nobody_could_be_given_stands_there_with_its_reason()
    {
        var empty = $"empty-{Guid.NewGuid():N}"[..20];
        await Define(empty);
        var id = await desk.Ticket("acme");
        (await desk.Admin.Post("routing", $"/tickets/{id}/escalate", new { team = empty, reason = "Experts" })).Status.ShouldBe(200);
        await desk.Quiet();

        var line = (await desk.Admin.Get("routing", $"/boards/unrouted?team={empty}")).Items.Single();
        (line["id"]!.ToString(), line["hops"]!.GetValue<int>(), line["agent"]).ShouldBe((id, 1, null));
        line["reason"]!.ToString().ShouldNotBe("least-loaded");
        var counts = (await desk.Admin.Get("routing", $"/boards/no-owner?team={empty}")).Json["counts"]!;
        (counts["unrouted"]!.GetValue<long>(), counts["no-owner"]!.GetValue<long>()).ShouldBe((1, 1));
        (await (await desk.Register("demo", Roles.Agent)).Caller.Get("routing", $"/boards/unrouted?team={empty}")).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Uneven_load_is_evened_out_by_moves_that_somebody_chose()
    {
        var (one, two) = (await desk.Register(null, Roles.Agent), await desk.Register(null, Roles.Agent));
        var team = $"even-{Guid.NewGuid():N}"[..20];
        await Define(team, one.Id);
        var ids = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            ids.Add(await desk.Ticket("acme"));
            (await desk.Admin.Post("routing", $"/tickets/{ids[i]}/assign", new { team, reason = "Test" })).Status.ShouldBe(200);
        }
        await Define(team, one.Id, two.Id);
        var lead = desk.As(Roles.Lead);
        (await lead.Get("routing", $"/teams/{team}/rebalancing?leastGain=0")).WrongFields.ShouldBe(["leastGain"]);
        (await lead.Get("routing", "/teams/nowhere/rebalancing")).Status.ShouldBe(404);

        var proposed = (await lead.Get("routing", $"/teams/{team}/rebalancing?leastGain=1")).Json;
        var moves = proposed["moves"]!.AsArray();
        moves.Count.ShouldBe(2);
        moves.ShouldAllBe(move => move!["from"]!.ToString() == one.Id && move["to"]!.ToString() == two.Id && move["gain"]!.GetValue<int>() > 0);
        (await lead.Get("routing", $"/tickets/{moves[0]!["ticket"]}/routing")).Json["agent"]!.ToString().ShouldBe(one.Id); // nothing is done by itself

        (await lead.Post("routing", $"/teams/{team}/rebalancing", new { moves = Array.Empty<object>() })).WrongFields.ShouldBe(["moves"]);
        (await lead.Post("routing", $"/teams/{team}/rebalancing", new { moves = new[] { new { ticket = "x", from = one.Id } } })).WrongFields.ShouldBe(["moves[0].ticket", "moves[0].to"]);
        var chosen = new { ticket = moves[0]!["ticket"]!.ToString(), from = one.Id, to = two.Id };
        var made = await lead.Post("routing", $"/teams/{team}/rebalancing", new { moves = new object[] { chosen, new { ticket = ids[0] == chosen.ticket ? ids[1] : ids[0], from = two.Id, to = one.Id } } });
        made.Status.ShouldBe(200, made.Body);
        made.Json["results"]!.AsArray().Select(result => (result!["moved"]!.GetValue<bool>(), result["code"]?.ToString())).ShouldBe([(true, null), (false, "moved")]);
        (await lead.Get("routing", $"/tickets/{chosen.ticket}/routing")).Json["agent"]!.ToString().ShouldBe(two.Id);
        (await lead.Get("routing", $"/teams/{team}/rebalancing?leastGain=1")).Json["moves"]!.AsArray().Count.ShouldBe(1);
    }

    private async Task<bool> Listed(string board, string id)
    {
        for (string? path = $"/boards/{board}{(board.Contains('?') ? '&' : '?')}limit=500", start = path, next = null; ;)
        {
            var page = await desk.As(Roles.Lead).Get("routing", next is null ? path : $"{start}&after={next}");
            page.Status.ShouldBe(200, page.Body);
            if (page.Items.Any(item => item["id"]!.ToString() == id)) return true;
            if ((next = page.Json["next"]?.ToString()) is null) return false;
        }
    }

    private async Task Define(string id, params string[] members)
    {
        var body = JsonSerializer.Serialize(new { name = id, categories = Array.Empty<string>(), members });
        (await desk.Admin.Send(HttpMethod.Put, "routing", $"/teams/{id}", Caller.Json(body))).Status.ShouldBe(200);
    }
}
