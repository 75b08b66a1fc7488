using System.Text.Json;
using ServiceDesk.Dev;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Mails;

/// <summary>A desk with a mail system where tickets are routed, so that they have a category.</summary>
public sealed class ClosingOffice : IAsyncLifetime
{
    public SmtpSink Sink { get; } = new();

    public ServiceDeskInstance Instance { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Instance = await PostOffice.Start(Sink.Port, ["intake", "routing", "resolution"]);

    public async ValueTask DisposeAsync()
    {
        await Instance.DisposeAsync();
        await Sink.DisposeAsync();
    }

    public Caller As(string role) => new(Instance, Instance.Accounts.Key(role));
}

/// <summary>From the solution to the closed loop, over HTTP and by mail.</summary>
public sealed class Closing(ClosingOffice office) : IClassFixture<ClosingOffice>
{
    private static readonly object verification = new { passed = true, checks = "已测试" };

    private readonly string address = $"li.na.{Guid.NewGuid():N}@demo.example";

    [Fact]
    public async Task A_requester_is_told_everything_agrees_is_called_back_and_followed_up()
    {
        var owner = await Person("Ada Lovelace");
        await Rule(new { explainedCategories = new[] { "software" }, autoCloseWorkingDays = 5, callBack = true, surveyDays = 14, followUpScore = 2, followUpWorkingDays = 3, followUpOwner = owner, reopenDays = 30 });
        var ticket = await Ticket(DateTimeOffset.UtcNow);
        object told = new { solution = "已更换证书。", cause = "证书过期", measure = "提前三十天提醒", precautions = "出现警告时请勿点击继续", verification };

        var unexplained = await Does("agent", ticket, "resolve", new { solution = "已更换证书。", verification });
        (unexplained.Status, string.Join(' ', unexplained.WrongFields.Order())).ShouldBe((422, "cause measure precautions"));
        (await Does("agent", ticket, "resolve", told)).Status.ShouldBe(200);
        var solution = await office.Sink.Next(address, 2);
        foreach (var part in (string[])["已更换证书。", "原因：证书过期", "措施：提前三十天提醒", "预防建议：出现警告时请勿点击继续", "5 个工作日", $"/tickets/{ticket}"]) solution.TextBody!.ShouldContain(part);
        await Eventually.Holds(async () => (await Mails(ticket))[^1]["toldAfter"] is not null, "it is known how long the notice took");

        Refused(await Does("agent", ticket, "close", new { }), "not-confirmed", "call-back confirmation");
        (await Does("requester", ticket, "confirm", new { problemGone = true, functionsNormal = false, businessUnaffected = true })).Code.ShouldBe("not-solved");
        (await Does("requester", ticket, "confirm", new { problemGone = true })).WrongFields.ShouldBe(["businessUnaffected", "functionsNormal"], ignoreOrder: true);
        (await Does("requester", ticket, "reject", new { reason = "重启后又出现了。" })).Status.ShouldBe(200);
        var closing = await View(ticket);
        (closing["reopened"]!.GetValue<int>(), closing["repeatContacts"]!.GetValue<int>()).ShouldBe((1, 1));

        (await Does("agent", ticket, "resolve", told)).Status.ShouldBe(200);
        (await Does("requester", ticket, "confirm", new { comment = "可以了" })).Status.ShouldBe(200);
        Refused(await Does("agent", ticket, "close", new { }), "incomplete", "call-back");
        (await Does("agent", ticket, "call-back", new { reached = true })).WrongFields.ShouldBe(["processSatisfied", "resultSatisfied"], ignoreOrder: true);
        (await Does("agent", ticket, "call-back", new { reached = true, processSatisfied = true, resultSatisfied = true, note = "满意" })).Status.ShouldBe(200);
        (await Does("requester", ticket, "survey", new { score = 1 })).Code.ShouldBe("not-closed");
        (await Does("agent", ticket, "close", new { })).Status.ShouldBe(200);
        var survey = await office.Sink.Next(address, 4);
        survey.TextBody!.ShouldContain($"/tickets/{ticket}");
        survey.TextBody!.ShouldContain("满意吗");

        var answer = await Does("requester", ticket, "survey", new { score = 1, comment = "等了太久" });
        answer.Status.ShouldBe(200, answer.Body);
        (await Does("requester", ticket, "survey", new { score = 5 })).Code.ShouldBe("already-answered");
        (await Does("lead", ticket, "survey", new { score = 5 })).Code.ShouldBe("already-answered");
        await ClosesTheLoop(ticket, owner, answer.Text("position"));
    }

    [Fact]
    public async Task Who_does_not_answer_is_told_that_the_rule_closed_it_and_may_reopen_it()
    {
        var rule = await Rule(new { autoCloseWorkingDays = 4, callBack = false, surveyDays = (int?)null, followUpScore = 0, followUpWorkingDays = 1, reopenDays = 30 });
        var longAgo = DateTimeOffset.UtcNow.AddDays(-20);
        var ticket = await Ticket(longAgo, "admin");
        var fresh = await Ticket(longAgo, "admin");

        (await Does("admin", ticket, "resolve", new { solution = "已解决", verification, occurredAt = longAgo.AddHours(1) })).Status.ShouldBe(200);
        (await Does("admin", fresh, "resolve", new { solution = "已解决", verification })).Status.ShouldBe(200);

        await Eventually.Holds(async () => (await Case(ticket)).Text("status") == "closed", "the rule closes the ticket");
        var closed = (await View(ticket))["closedBy"]!;
        (closed["rule"]!.ToString(), closed["version"]!.GetValue<int>(), closed["workingDays"]!.GetValue<int>()).ShouldBe(("auto-close", rule, 4));
        (await Case(fresh)).Text("status").ShouldBe("resolved");
        (await View(fresh))["closesAt"].ShouldNotBeNull();
        await Eventually.Holds(() => office.Sink.To(address).Any(mail => mail.TextBody!.Contains("由于 4 个工作日内未收到您的答复")), "the requester is told");
        (await Does("lead", ticket, "survey", new { score = 3 })).Code.ShouldBe("no-survey");

        (await Does("lead", ticket, "reopen", new { reason = "又出现了" })).Status.ShouldBe(200);
        (await Does("lead", ticket, "reopen", new { reason = "又出现了" })).Code.ShouldBe("not-closed");
        (await Case(ticket)).Text("status").ShouldBe("in-progress");
        (await View(ticket))["reopened"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task A_wrong_rule_is_refused_with_every_wrong_field_and_changes_nothing()
    {
        var before = (await office.As("lead").Get("resolution", "/closing-rules")).Json["version"]!.GetValue<int>();

        var wrong = await Put(new { explainedCategories = new[] { "weather" }, autoCloseWorkingDays = 0, surveyDays = 1000, followUpScore = 6, followUpOwner = "nobody" });

        (wrong.Status, string.Join(' ', wrong.WrongFields)).ShouldBe(
            (422, "autoCloseWorkingDays callBack explainedCategories followUpOwner followUpScore followUpWorkingDays reopenDays surveyDays"));
        (await office.As("lead").Get("resolution", "/closing-rules")).Json["version"]!.GetValue<int>().ShouldBe(before);
        (await office.As("lead").Get("resolution", "/closing-rules?version=1")).Json["autoCloseWorkingDays"]!.GetValue<int>().ShouldBe(5);
        (await office.As("lead").Get("resolution", "/closing-rules?version=9999")).Status.ShouldBe(404);
        (await office.As("agent").Send(HttpMethod.Put, "resolution", "/closing-rules", Caller.Json("{}"))).Status.ShouldBe(403);
    }

    private async Task ClosesTheLoop(string ticket, string owner, string position)
    {
        var open = (await office.As("lead").Get("resolution", $"/follow-ups?state=open&owner={owner}&position={position}")).Items.Single(one => one["ticket"]!.ToString() == ticket);
        (open["score"]!.GetValue<int>(), open["source"]!.ToString(), open["overdue"]!.GetValue<bool>()).ShouldBe((1, "survey", false));
        (open["dueAt"]!.GetValue<DateTimeOffset>() - DateTimeOffset.UtcNow).ShouldBeInRange(TimeSpan.FromDays(2), TimeSpan.FromDays(6));

        (await office.As("lead").Post("resolution", $"/follow-ups/{ticket}/verify", new { passed = true })).Code.ShouldBe("not-done");
        (await office.As("agent").Post("resolution", $"/follow-ups/{ticket}/done", new { measure = "增加一名值班人员" })).Status.ShouldBe(200);
        var verified = await office.As("lead").Post("resolution", $"/follow-ups/{ticket}/verify", new { passed = true, note = "等待时间减半" });
        verified.Status.ShouldBe(200, verified.Body);
        (await office.As("lead").Get("resolution", $"/follow-ups?state=verified&position={verified.Text("position")}")).Items.ShouldContain(one => one["ticket"]!.ToString() == ticket);

        var report = (await office.As("lead").Get("resolution", "/reports/surveys?by=category")).Json["rows"]!.AsArray().Single(row => row!["key"]!.ToString() == "software")!;
        (report["asked"]!.GetValue<int>(), report["answered"]!.GetValue<int>(), report["responseRate"]!.GetValue<decimal>(), report["average"]!.GetValue<decimal>()).ShouldBe((1, 1, 1m, 1m));
    }

    private static void Refused(Reply reply, string code, string missing) =>
        (reply.Status, reply.Code, string.Join(' ', reply.WrongFields.Order())).ShouldBe((409, code, missing));

    private async Task<int> Rule(object rule)
    {
        var reply = await Put(rule);
        reply.Status.ShouldBe(200, reply.Body);
        return reply.Json["version"]!.GetValue<int>();
    }

    private Task<Reply> Put(object rule) => office.As("lead").Send(HttpMethod.Put, "resolution", "/closing-rules", Caller.Json(JsonSerializer.Serialize(rule)));

    private async Task<string> Ticket(DateTimeOffset at, string by = "requester")
    {
        object body = by == "requester"
            ? new { kind = "incident", subject = "网站证书警告", category = "software", language = "zh", requester = new { email = address } }
            : new { kind = "incident", subject = "网站证书警告", category = "software", language = "zh", requester = new { name = "李娜", email = address, organization = "demo" }, occurredAt = at };
        var created = await office.As(by).Post("intake", "/tickets", body);
        created.Status.ShouldBe(201, created.Body);
        await Eventually.Holds(async () => (await Case(created.Text("id"))) is { Status: 200 } shown && shown.Json["category"] is not null, "the case is routed");
        return created.Text("id");
    }

    private Task<Reply> Does(string role, string ticket, string verb, object body) => office.As(role).Post("resolution", $"/tickets/{ticket}/{verb}", body);

    private Task<Reply> Case(string ticket) => office.As("agent").Get("resolution", $"/tickets/{ticket}");

    private async Task<System.Text.Json.Nodes.JsonNode> View(string ticket) => (await Case(ticket)).Json["closing"]!;

    private async Task<IReadOnlyList<System.Text.Json.Nodes.JsonNode>> Mails(string ticket) => (await office.As("agent").Get("intake", $"/tickets/{ticket}/mails")).Items;

    private async Task<string> Person(string name) => (await office.As("admin").Get("intake", "/people")).Items.Single(one => one["name"]!.ToString() == name)["id"]!.ToString();
}
