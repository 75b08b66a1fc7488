using System.Text.Json;
using ServiceDesk.Contracts;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Http;

/// <summary>Parts of the work at other teams, and the ticket that waits for them, over HTTP.</summary>
[Collection(DeskCollection.Name)]
public sealed class Subtasks(Desk desk)
{
    [Fact]
    public async Task A_ticket_is_not_closed_before_its_mandatory_sub_tasks_are_done()
    {
        var (team, member) = await Team();
        var id = await desk.Ticket("acme");
        var agent = desk.As(Roles.Agent);
        (await agent.Post("routing", $"/tickets/{id}/subtasks", new { mandatory = "yes" })).WrongFields.ShouldBe(["mandatory", "team", "title"]);
        (await agent.Post("routing", $"/tickets/{id}/subtasks", new { title = "x", team = "nowhere" })).WrongFields.ShouldBe(["team"]);
        (await agent.Post("routing", $"/tickets/{Guid.NewGuid()}/subtasks", new { title = "x", team })).Status.ShouldBe(404);

        var first = await agent.Post("routing", $"/tickets/{id}/subtasks", new { title = "检查交换机", team });
        (first.Status, first.Text("subtask")).ShouldBe((200, "1"), first.Body);
        (await agent.Post("routing", $"/tickets/{id}/subtasks", new { title = "Tidy up", team, mandatory = false })).Text("subtask").ShouldBe("2");
        (await agent.Post("routing", $"/tickets/{id}/subtasks/1/take", new { })).Code.ShouldBe("not-a-member");
        (await member.Caller.Post("routing", $"/tickets/{id}/subtasks/1/take", new { })).Status.ShouldBe(200);
        (await member.Caller.Post("routing", $"/tickets/{id}/subtasks/3/take", new { })).Status.ShouldBe(404);
        await desk.Quiet();
        (await agent.Get("routing", $"/subtasks?team={team}&state=in-progress")).Items.Single()["title"]!.ToString().ShouldBe("检查交换机");
        (await agent.Get("routing", "/subtasks?state=odd")).WrongFields.ShouldBe(["state"]);

        await Resolve(id);
        (await desk.Admin.Post("resolution", $"/tickets/{id}/confirm", new { })).Status.ShouldBe(200);
        var refused = await agent.Post("resolution", $"/tickets/{id}/close", new { });
        (refused.Code, refused.WrongFields.Single()).ShouldBe(("incomplete", "subtasks"));

        (await member.Caller.Post("routing", $"/tickets/{id}/subtasks/1/done", new { })).WrongFields.ShouldBe(["result"]);
        (await member.Caller.Post("routing", $"/tickets/{id}/subtasks/1/done", new { result = "New port" })).Status.ShouldBe(200);
        await desk.Quiet();
        var closed = await agent.Post("resolution", $"/tickets/{id}/close", new { });
        closed.Status.ShouldBe(200, closed.Body);
        var all = (await agent.Get("routing", $"/tickets/{id}/subtasks")).Items;
        all.Select(one => (one["state"]!.ToString(), one["mandatory"]!.GetValue<bool>())).ShouldBe([("done", true), ("open", false)]);
        (await agent.Post("routing", $"/tickets/{id}/subtasks", new { title = "Late", team })).Code.ShouldBe("not-open");
        (await agent.Post("routing", $"/tickets/{id}/subtasks/1/reopen", new { reason = "x" })).Code.ShouldBe("not-open");
    }

    [Fact]
    public async Task Who_sees_one_organisation_sees_only_its_sub_tasks()
    {
        var (team, _) = await Team();
        var id = await desk.Ticket("acme");
        (await desk.As(Roles.Agent).Post("routing", $"/tickets/{id}/subtasks", new { title = "x", team })).Status.ShouldBe(200);
        await desk.Quiet();
        var bound = await desk.Register("demo", Roles.Agent);

        (await bound.Caller.Get("routing", $"/subtasks?team={team}")).Items.ShouldBeEmpty();
        (await bound.Caller.Get("routing", $"/tickets/{id}/subtasks")).Status.ShouldBe(404);
        (await bound.Caller.Post("routing", $"/tickets/{id}/subtasks/1/cancel", new { reason = "x" })).Status.ShouldBe(404);
    }

    private async Task Resolve(string id)
    {
        var resolved = await desk.Admin.Post("resolution", $"/tickets/{id}/resolve", new { solution = "Fixed", verification = new { passed = true, checks = "It prints" } });
        resolved.Status.ShouldBe(200, resolved.Body);
    }

    private async Task<(string Team, Person Member)> Team()
    {
        var member = await desk.Register(null, Roles.Agent);
        var id = $"sub-{Guid.NewGuid():N}"[..20];
        var body = JsonSerializer.Serialize(new { name = id, categories = Array.Empty<string>(), members = new[] { member.Id } });
        (await desk.Admin.Send(HttpMethod.Put, "routing", $"/teams/{id}", Caller.Json(body))).Status.ShouldBe(200);
        return (id, member);
    }
}
