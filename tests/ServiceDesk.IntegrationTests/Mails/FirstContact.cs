using System.Text.Json.Nodes;
using MimeKit;
using ServiceDesk.Dev;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Mails;

/// <summary>The whole desk with a mail system.</summary>
public sealed class FirstContactOffice : IAsyncLifetime
{
    public SmtpSink Sink { get; } = new();

    public ServiceDeskInstance Instance { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Instance = await PostOffice.Start(Sink.Port, ["intake", "routing", "resolution", "analytics"], mostMails: 20);

    public async ValueTask DisposeAsync()
    {
        await Instance.DisposeAsync();
        await Sink.DisposeAsync();
    }
}

/// <summary>A fault from the first mail to the verified follow-up: diagnosed, planned, approved, undone, carried out, rejected, confirmed, closed, rated.</summary>
public sealed class FirstContact(FirstContactOffice office) : IClassFixture<FirstContactOffice>
{
    private readonly string address = $"li.na.{Guid.NewGuid():N}@demo.example";
    private string ticket = "";
    private int read;

    [Fact]
    public async Task A_fault_goes_its_whole_way_in_Chinese_over_HTTP_and_by_mail()
    {
        await ArticleAbout("共享打印机无法打印");
        await Reports("共享打印机无法打印", "三楼的共享打印机从早上开始无法打印，提示脱机。");
        var acknowledged = await Mail("已收到");
        await IsDiagnosed(acknowledged.ReplyTo.Mailboxes.Single().Address);
        await IsPlanned();
        await IsCarriedOut();
        await IsReported();
        await IsConfirmedAndClosed();
        await IsRatedAndFollowedUp();
        await EverythingIsOnRecord();
    }

    [Fact]
    public async Task Whoever_a_ticket_is_escalated_to_hears_of_it_by_mail_and_the_requester_does_not()
    {
        var to = $"lead.{Guid.NewGuid():N}@desk.example";
        var lead = (await As("admin").Post("intake", "/people", new { name = "Lea", email = to, roles = new[] { "lead" } })).Text("id");
        var team = $"empty-{Guid.NewGuid():N}"[..20];
        await Eventually.Holds(
            async () => (await As("admin").Send(HttpMethod.Put, "routing", $"/teams/{team}", Caller.Json($$"""{"name":"Empty","categories":[],"members":[],"lead":"{{lead}}"}"""))).Status == 200,
            "the lead is known");
        await Reports("打印机坏了", "三楼的打印机坏了。");
        (await As("admin").Post("routing", $"/tickets/{ticket}/assign", new { team, reason = "x" })).Status.ShouldBe(200);

        var mail = await office.Sink.Next(to, 1);
        mail.Subject!.ShouldContain((await Case()).Text("number"));
        mail.TextBody!.ShouldContain("Lea");
        mail.ReplyTo.Mailboxes.Single().Address.ShouldNotContain("+"); // an answer is none of the requester's
        await Eventually.Holds(async () => (await As("admin").Get("routing", $"/escalations?recipient={lead}")).Items.Any(), "the list knows of the escalation");
        var escalation = (await As("admin").Get("routing", $"/escalations?recipient={lead}")).Items.Single()["escalation"]!.ToString();
        (await As("admin").Post("routing", $"/tickets/{ticket}/escalations/{escalation}/acknowledge", new { })).Status.ShouldBe(200);
        (await office.Sink.Next(to, 2)).Subject!.ShouldNotBe(mail.Subject);
        (await As("agent").Get("intake", $"/tickets/{ticket}/mails")).Items.Count(one => one["to"]!.ToString() == to).ShouldBe(2);
    }

    private async Task Reports(string subject, string text)
    {
        var created = await Deliver("first", subject, text, "desk@desk.example");
        created.Status.ShouldBe(201, created.Body);
        ticket = created.Text("id");
        await Eventually.Holds(async () => await Case() is { Status: 200 } shown && shown.Json["category"] is not null, "the ticket is routed");
    }

    private async Task IsDiagnosed(string replyTo)
    {
        await Does("agent", "take-up", new { });
        var suggested = (await As("agent").Get("resolution", $"/tickets/{ticket}/suggestions")).Items;
        var article = suggested.Single(one => one["title"]!.ToString() == "共享打印机无法打印")["id"]!.ToString();
        await Does("agent", "use-article", new { article, helped = false });
        await Does("agent", "ask", new { question = "打印机面板上显示什么？" });
        (await Mail("打印机面板上显示什么？")).Subject!.ShouldContain((await Case()).Text("number"));
        (await Case()).Text("status").ShouldBe("waiting");
        (await Deliver("second", "回复: 打印机", "显示“错误 49”。", replyTo)).Text("outcome").ShouldBe("appended");
        await Eventually.Holds(async () => (await Case()).Text("status") == "in-progress", "the answer goes on with the work");

        foreach (var (phase, check, result) in ((string, string, string)[])[("identify", "打印测试页", "错误 49"), ("localise", "换一根网线", "相同"), ("assess", "查看日志", "固件故障")])
            await Does("agent", "steps", new { phase, check, result, tool = "snmpwalk", output = "fw 1.02" });
        await Refused("agent", "remote-sessions", new { tool = "RustDesk" }, "no-consent");
        await Does("agent", "remote-consent", new { givenBy = "李娜", scope = "打印服务器", through = "phone", until = DateTimeOffset.UtcNow.AddHours(1) });
        await Does("agent", "remote-sessions", new { tool = "RustDesk" });
        await Does("agent", "remote-sessions/end", new { summary = "固件版本 1.02" });
        await Does("agent", "diagnose", new { findings = "固件有缺陷", hypothesis = "升级后不再出现", contacts = new[] { "李娜，电话" } });
    }

    private async Task IsPlanned()
    {
        object guide = new { title = "操作指南", text = "每天早上重启打印机", risk = "low", type = "guide", effectiveness = "只到下一次" };
        object update = new
        {
            title = "升级固件",
            text = "升级到 1.05",
            risk = "high",
            effectiveness = "彻底",
            feasibility = "有厂商说明",
            safety = "签名固件",
            cost = "半小时",
            difficulty = "中",
            effect = "打印中断十分钟",
            rollbackPlan = "写回 1.02",
            steps = (string[])["通知三楼", "写入固件", "打印测试页"],
        };
        await Does("agent", "propose", new { options = (object[])[guide, update] });
        await Refused("agent", "resolve", new { solution = "已升级" }, "not-verified");
        await Does("agent", "choose", new { option = 2 });
        (await Mail("升级到 1.05")).Subject!.ShouldStartWith("请确认处理方案");
        await Refused("agent", "implement", new { }, "not-approved");
        await Does("agent", "accept", new { comment = "李娜在电话里同意" });
        await Refused("agent", "approve", new { }, "approver-is-implementer");
        await Does("lead", "approve", new { comment = "午休时进行" });
    }

    private async Task IsCarriedOut()
    {
        await Does("agent", "implement", new { step = 1 });
        await Does("agent", "implement", new { step = 2, outcome = "changed", note = "写了两次" });
        await Does("agent", "rollback", new { reason = "打印机不再启动" });
        await Does("agent", "choose", new { option = 2 });
        await Mail("升级到 1.05");
        await Does("agent", "accept", new { comment = "李娜再次同意" });
        await Does("lead", "approve", new { });
        foreach (var step in (int[])[1, 2, 3]) await Does("agent", "implement", new { step });
        await Does("agent", "verify", new { passed = false, checks = "测试页空白" });
        await Refused("agent", "resolve", new { solution = "已升级" }, "not-verified");
        await Does("agent", "verify", new { passed = true, checks = "打印十页正常", sideEffects = "扫描需重新登录" });
    }

    private async Task IsReported()
    {
        await Does("agent", "resolve", new { solution = "固件已升级到 1.05。", cause = "固件 1.02 有缺陷", measure = "已登记自动升级", precautions = "出现错误 49 时请勿断电" });
        var mail = await Mail("固件已升级到 1.05。");
        foreach (var part in (string[])["固件 1.02 有缺陷", "已登记自动升级", "出现错误 49 时请勿断电"]) mail.TextBody!.ShouldContain(part);
    }

    private async Task IsConfirmedAndClosed()
    {
        await Refused("agent", "close", new { }, "not-confirmed");
        await Does("agent", "reject", new { reason = "李娜来电：双面打印仍然不行" });
        await Does("agent", "resolve", new { solution = "双面打印已打开。", cause = "升级后恢复了默认设置", measure = "已记入说明", precautions = "无", verification = new { passed = true, checks = "双面打印正常" } });
        await Mail("双面打印已打开。");
        await Refused("agent", "confirm", new { problemGone = true, functionsNormal = true, businessUnaffected = false }, "not-solved");
        await Does("agent", "confirm", new { problemGone = true, functionsNormal = true, businessUnaffected = true, comment = "李娜在电话里确认" });
        await Does("agent", "call-back", new { reached = true, processSatisfied = true, resultSatisfied = true });
        await Does("agent", "close", new { });
        await Mail("满意吗");
    }

    private async Task IsRatedAndFollowedUp()
    {
        await Does("lead", "survey", new { score = 2, comment = "花了两次才好" });
        await Refused("lead", "survey", new { score = 5 }, "already-answered");
        (await As("admin").Post("resolution", $"/follow-ups/{ticket}/done", new { measure = "升级清单加上双面打印" })).Status.ShouldBe(200);
        (await As("lead").Post("resolution", $"/follow-ups/{ticket}/verify", new { passed = true })).Status.ShouldBe(200);
    }

    private async Task EverythingIsOnRecord()
    {
        var shown = (await Case()).Json;
        (shown["status"]!.ToString(), shown["closing"]!["reopened"]!.GetValue<int>()).ShouldBe(("closed", 1));
        var clocks = (await As("agent").Get("resolution", $"/tickets/{ticket}/clocks")).Json["clocks"]!.AsArray();
        clocks.Select(one => one!["clock"] + " " + one["state"]).ShouldBe(["response met", "resolution met"], ignoreOrder: true);
        var spans = clocks.Single(one => one!["clock"]!.ToString() == "resolution")!["certificate"]!["spans"]!.AsArray().Select(span => span!["kind"]!.ToString()).ToList();
        spans.ShouldContain("paused");
        spans.ShouldContain("stopped");

        string[] last = [];
        await Eventually.Holds(async () => (last = Types(await As("auditor").Get("analytics", $"/audit/tickets/{ticket}"))).Contains("resolution.survey-answered.v1"), "the ledger has it all");
        string[] milestones =
        [
            "intake.ticket-submitted.v1", "routing.ticket-routed.v1", "resolution.case-opened.v1", "resolution.work-accepted.v1", "resolution.work-paused.v1", "intake.message-received.v1",
            "resolution.work-resumed.v1", "resolution.diagnosis-completed.v1", "resolution.solution-proposed.v1", "resolution.solution-approved.v1", "resolution.solution-rolled-back.v1",
            "resolution.implementation-finished.v1", "resolution.solution-verified.v1", "resolution.ticket-resolved.v1", "resolution.solution-rejected.v1", "resolution.solution-confirmed.v1",
            "resolution.ticket-closed.v1", "resolution.survey-answered.v1",
        ];
        milestones.ShouldBeSubsetOf(last);
        milestones[5..].Select(type => Array.IndexOf(last, type)).ShouldBeInOrder();
    }

    private static string[] Types(Reply audit) => audit.Status == 200 ? [.. audit.Json["entries"]!.AsArray().Select(entry => entry!["type"]!.ToString())] : [];

    private async Task ArticleAbout(string title)
    {
        object content = new { title, language = "zh", audience = "agent", category = "hardware", sections = new { symptom = "打印机脱机，无法打印", steps = "重启打印机" } };
        var article = (await As("lead").Post("resolution", "/articles", content)).Text("id");
        (await As("lead").Post("resolution", $"/articles/{article}/submit", new { })).Status.ShouldBe(200);
        var published = await As("admin").Post("resolution", $"/articles/{article}/publish", new { });
        published.Status.ShouldBe(200, published.Body);
    }

    private Task<Reply> Deliver(string id, string subject, string text, string to)
    {
        var mail = new MimeMessage { MessageId = $"{id}-{Guid.NewGuid():N}@demo.example", Subject = subject, Body = new TextPart("plain") { Text = text } };
        mail.From.Add(new MailboxAddress("李娜", address));
        mail.To.Add(new MailboxAddress("", to));
        using var bytes = new MemoryStream();
        mail.WriteTo(bytes);
        var content = new ByteArrayContent(bytes.ToArray());
        content.Headers.ContentType = new("message/rfc822");
        return As("system").Send(HttpMethod.Post, "intake", "/channels/email", content);
    }

    /// <summary>The next mail to the requester, which must say something.</summary>
    private async Task<MimeMessage> Mail(string words)
    {
        var mail = await office.Sink.Next(address, ++read);
        mail.TextBody!.ShouldContain(words);
        return mail;
    }

    private async Task Does(string role, string verb, object body)
    {
        var reply = await As(role).Post("resolution", $"/tickets/{ticket}/{verb}", body);
        reply.Status.ShouldBe(200, $"{verb}: {reply.Body}");
    }

    private async Task Refused(string role, string verb, object body, string code)
    {
        var before = (await Case()).Headers.ETag!.Tag;
        var reply = await As(role).Post("resolution", $"/tickets/{ticket}/{verb}", body);
        (reply.Status, reply.Code).ShouldBe((409, code), verb);
        (await Case()).Headers.ETag!.Tag.ShouldBe(before, $"{verb} was refused and changed the ticket");
    }

    private Task<Reply> Case() => As("agent").Get("resolution", $"/tickets/{ticket}");

    private Caller As(string role) => new(office.Instance, office.Instance.Accounts.Key(role));
}
