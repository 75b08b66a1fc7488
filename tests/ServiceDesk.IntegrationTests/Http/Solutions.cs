using System.Text.Json.Nodes;
using ServiceDesk.Contracts;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Http;

/// <summary>A risky solution goes its whole way: compared, chosen, agreed to by everybody whom the rules name, carried out, undone, carried out again, verified.</summary>
[Collection(DeskCollection.Name)]
public sealed class Solutions(Desk desk)
{
    private static readonly object restart = new
    {
        title = "重启",
        text = "重启账务系统",
        risk = "low",
        steps = (string[])["通知用户", "重启"],
        effectiveness = "一天",
        cost = "十分钟",
    };

    [Fact]
    public async Task A_risky_solution_is_carried_out_only_when_everybody_agreed_and_counts_only_when_verified()
    {
        var (lead, second) = (await desk.Register(null, Roles.Lead), await desk.Register(null, Roles.Lead));
        var (agent, requester) = (desk.As(Roles.Agent), desk.As(Roles.Requester));
        var system = $"ledger-{Guid.NewGuid():N}";
        await TwoLeadsMustApproveWorkOn(system, second.Id);

        var created = await requester.Post("intake", "/tickets", new { kind = "incident", subject = "账务系统很慢", description = "从早上开始" });
        created.Status.ShouldBe(201, created.Body);
        await desk.Quiet();
        var path = $"/tickets/{created.Text("id")}";
        Task<Reply> Does(Caller who, string verb, object body) => who.Post("resolution", $"{path}/{verb}", body);
        async Task Refused(Caller who, string verb, object body, string code) => (await Does(who, verb, body)).Code.ShouldBe(code, verb);
        async Task Done(Caller who, string verb, object body) => (await Does(who, verb, body)).Status.ShouldBe(200, verb);

        var exchange = new
        {
            title = "换盘",
            text = "更换磁盘",
            risk = "high",
            steps = (string[])["停机", "换盘", "启动"],
            criticalSystems = (string[])[system],
            effect = "停机一小时",
            rollbackPlan = "装回旧盘",
        };
        (await Does(agent, "propose", new { options = (object[])[restart, new { title = "x", risk = "huge" }] })).WrongFields.ShouldBe(["options[1].risk", "options[1].text"]);
        await Done(agent, "propose", new { options = (object[])[restart, exchange] });
        var compared = (await agent.Get("resolution", path)).Json["solution"]!;
        compared["comparison"]!.AsArray().Single(row => row!["criterion"]!.ToString() == "risk")!["values"]!.AsArray().Select(value => value!.ToString()).ShouldBe(["low", "high"]);
        (await requester.Get("resolution", path)).Json["solution"].ShouldBeNull();

        await Refused(agent, "implement", new { }, "no-plan");
        await Done(agent, "choose", new { option = 2 });
        await Refused(agent, "verify", new { passed = true, checks = "x" }, "not-implemented");
        await Refused(agent, "implement", new { }, "not-approved");
        await Done(requester, "accept", new { });
        await Refused(agent, "approve", new { }, "approver-is-implementer");
        await Done(lead.Caller, "approve", new { comment = "夜里做" });
        await Refused(desk.As(Roles.Lead), "approve", new { }, "not-an-approver");
        var missing = await Does(agent, "implement", new { });
        (missing.Code, missing.Text("detail")).ShouldBe(("not-approved", "Missing: the approval “owner” (0 of 1)."));
        await Done(second.Caller, "approve", new { });

        await Refused(lead.Caller, "implement", new { }, "approver-is-implementer");
        await Done(agent, "implement", new { step = 1 });
        await Refused(agent, "implement", new { step = 3 }, "deviation-needs-note");
        await Done(agent, "implement", new { step = 2, outcome = "changed", note = "换了两块盘" });
        await Done(agent, "rollback", new { reason = "新盘有坏道" });
        await Refused(agent, "implement", new { step = 3 }, "no-plan");
        await Refused(agent, "resolve", Solved, "not-implemented");

        await Done(agent, "choose", new { option = 2 });
        await Refused(agent, "implement", new { }, "not-approved");
        await Done(requester, "accept", new { });
        await Done(lead.Caller, "approve", new { });
        await Done(agent, "propose", new { option = 2, exchange.title, text = "夜里更换磁盘", exchange.risk, exchange.steps, exchange.criticalSystems, exchange.rollbackPlan });
        await Refused(agent, "implement", new { }, "not-approved");
        await Refused(lead.Caller, "approve", new { revision = 1 }, "plan-changed");
        await Done(lead.Caller, "approve", new { revision = 2 });
        await Done(second.Caller, "approve", new { });
        await Refused(agent, "implement", new { }, "not-accepted");
        await Done(agent, "accept", new { comment = "电话确认" });
        foreach (var step in (int[])[1, 2, 3]) await Done(agent, "implement", new { step });
        await Done(agent, "verify", new { passed = false, checks = "仍然慢" });
        await Refused(agent, "resolve", new { solution = "已换盘" }, "not-verified");
        await Done(agent, "verify", new { passed = true, checks = "查询只要一秒", sideEffects = "报表晚十分钟" });
        await Done(agent, "resolve", new { solution = "已换盘" });

        var seen = (await requester.Get("resolution", path)).Json;
        (seen["status"]!.ToString(), seen["solution"]!["verification"]!["sideEffects"]!.ToString()).ShouldBe(("resolved", "报表晚十分钟"));
        seen["solution"]!["options"]!.AsArray().ShouldHaveSingleItem()!["title"]!.ToString().ShouldBe("换盘");
        seen["entries"]!.AsArray().Select(entry => entry!["kind"]!.ToString()).ShouldNotContain("approval");
        var steps = (await agent.Get("resolution", path)).Json["solution"]!["plan"]!["steps"]!.AsArray();
        steps.Select(step => $"{step!["step"]} {step["outcome"]} {step["done"]!["byName"]}").ShouldAllBe(step => step.Contains(" done ", StringComparison.Ordinal));
    }

    private static object Solved => new { solution = "已换盘", verification = new { passed = true, checks = "x" } };

    private async Task TwoLeadsMustApproveWorkOn(string system, string owner)
    {
        var now = (await desk.Admin.Get("resolution", "/approval-rules")).Json;
        var rules = now["rules"]!.AsArray().Select(rule => rule!.DeepClone()).ToList();
        rules.Single(rule => rule["id"]!.ToString() == "risky").ShouldNotBeNull();
        rules.Add(JsonNode.Parse($$"""
            {"id":"{{system}}","systems":["{{system}}"],
             "steps":[{"name":"lead","roles":["lead","admin"]},{"name":"owner","approvers":["{{owner}}"]}],"rollbackPlan":true}
            """)!);

        (await Put(desk.Admin, new { rules = (object[])[new { id = "x", steps = (object[])[new { name = "x", approvers = (string[])["nobody"] }] }] })).WrongFields.ShouldBe(["rules[0].steps[0].approvers"]);
        (await Put(desk.As(Roles.Agent), new { rules })).Code.ShouldBe("forbidden");
        var defined = await Put(desk.As(Roles.Lead), new { rules });
        defined.Status.ShouldBe(200, defined.Body);
        (await Put(desk.As(Roles.Lead), new { rules })).Text("version").ShouldBe(defined.Text("version"));
        var read = (await desk.As(Roles.Agent).Get("resolution", $"/approval-rules?version={defined.Text("version")}")).Json;
        read["rules"]!.AsArray().Count.ShouldBe(rules.Count);
        (await desk.Admin.Get("resolution", "/approval-rules?version=1")).Json["rules"]!.AsArray().Count.ShouldBe(2);
        (await desk.Admin.Get("resolution", "/approval-rules/versions")).Items.Last()["inEffect"]!.GetValue<bool>().ShouldBeTrue();
        (await desk.Admin.Get("resolution", "/approval-rules?version=999")).Code.ShouldBe("not-found");
        (await desk.Admin.Get("resolution", "/approval-rules?at=yesterday")).WrongFields.ShouldBe(["at"]);
    }

    private static Task<Reply> Put(Caller who, object body) =>
        who.Send(HttpMethod.Put, "resolution", "/approval-rules", Caller.Json(System.Text.Json.JsonSerializer.Serialize(body)));
}
