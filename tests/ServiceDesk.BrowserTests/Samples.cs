using System.Globalization;
using System.Text.Json.Nodes;
using Xunit;

namespace ServiceDesk.BrowserTests;

/// <summary>One of everything that has a page of its own, made through the services' APIs: an empty desk would show none of these pages.</summary>
internal static class Samples
{
    /// <summary>Makes it.</summary>
    /// <returns>The addresses of the ticket, the article and the webhook's deliveries; the rest stands in lists.</returns>
    public static async Task<IReadOnlyList<string>> Make(RunningDesk desk)
    {
        var cancel = TestContext.Current.CancellationToken;
        var (requester, lead) = (desk.Account("requester"), desk.Account("lead"));
        var (now, run) = (DateTimeOffset.UtcNow, Guid.NewGuid());

        var ticket = await Submit("open");
        await Post("resolution", "agent", $"/tickets/{ticket}/respond", "respond", new JsonObject { ["message"] = "We are looking at it. 正在处理。" });
        await Post("resolution", "agent", $"/tickets/{ticket}/steps", "step", new JsonObject { ["phase"] = "identify", ["check"] = "Power 电源", ["result"] = "The lamp is lit. 灯亮。" });
        await Post("resolution", "agent", $"/tickets/{ticket}/propose", "propose", new JsonObject { ["options"] = new JsonArray(new JsonObject { ["title"] = "Replace it 更换", ["text"] = "With a new one. 换新的。", ["risk"] = "low" }) });
        await Post("routing", "lead", $"/tickets/{ticket}/subtasks", "subtask", new JsonObject { ["title"] = "Order one 订购", ["team"] = "hardware" });

        var article = await Post("resolution", "agent", "/articles", "article", new JsonObject
        {
            ["title"] = "When it does not start 无法启动时",
            ["language"] = "en",
            ["audience"] = "requester",
            ["category"] = "hardware",
            ["sections"] = new JsonObject { ["symptom"] = "It stays dark. 没有反应。", ["steps"] = "Press the button. 按电源键。" },
        });
        await Post("resolution", "agent", $"/articles/{article}/submit", "submit", []);
        await Post("resolution", "lead", $"/articles/{article}/publish", "publish", []);

        await Post("analytics", "lead", "/improvements", "improvement", new JsonObject { ["what"] = "Answer sooner 更快答复", ["details"] = "By a duty desk. 设值班台。", ["figure"] = "mtta", ["owner"] = lead.Person, ["due"] = At(now.AddDays(30)) });
        await Post("analytics", "lead", "/risks", "risk", new JsonObject
        {
            ["type"] = "technical",
            ["what"] = "Old printers 打印机老化",
            ["details"] = "Spare parts are rare. 备件少。",
            ["owner"] = lead.Person,
            ["nextReview"] = At(now.AddDays(30)),
            ["likelihood"] = 3,
            ["impact"] = 2,
        });
        await Post("analytics", "lead", "/meetings", "meeting", new JsonObject
        {
            ["when"] = At(now.AddDays(2)),
            ["from"] = At(now.AddDays(-30)),
            ["to"] = At(now),
            ["participants"] = new JsonArray(lead.Person),
            ["topics"] = new JsonArray("Printers 打印机"),
        });
        // Only what was closed is audited.
        var closed = await Submit("closed");
        await Post("resolution", "agent", $"/tickets/{closed}/respond", "respond-closed", new JsonObject { ["message"] = "Done at once. 马上处理。" });
        await Post("resolution", "agent", $"/tickets/{closed}/resolve", "resolve", new JsonObject { ["solution"] = "Replaced. 已更换。", ["verification"] = new JsonObject { ["checks"] = "It runs. 运行正常。", ["passed"] = true } });
        await Post("resolution", "requester", $"/tickets/{closed}/confirm", "confirm", []);
        await Post("resolution", "agent", $"/tickets/{closed}/close", "close", []);
        await Post("analytics", "lead", "/audits", "audit", new JsonObject
        {
            ["from"] = At(now.AddDays(-30)),
            ["to"] = At(DateTimeOffset.UtcNow.AddSeconds(1)),
            ["seed"] = "1",
            ["size"] = 1,
            ["checklist"] = new JsonArray("Was it answered? 是否答复？"),
        });
        // Who is dissatisfied is followed up.
        await Post("resolution", "requester", $"/tickets/{closed}/survey", "survey", new JsonObject { ["score"] = 1, ["comment"] = "It took long. 等了很久。" });
        var problem = await Post("resolution", "agent", "/problems", "problem", new JsonObject { ["title"] = "Lamps go out 灯管熄灭", ["details"] = "Again and again. 反复发生。", ["incidents"] = new JsonArray(ticket) });
        await Post("resolution", "agent", $"/problems/{problem}/workaround", "workaround", new JsonObject { ["workaround"] = "Use another one. 换一台用。" });
        await Post("resolution", "agent", $"/problems/{problem}/actions", "change", new JsonObject { ["kind"] = "patch", ["purpose"] = "corrective", ["what"] = "Better lamps 更好的灯管", ["owner"] = lead.Person, ["due"] = At(now.AddDays(3)) });
        await Post("resolution", "agent", $"/problems/{problem}/actions/1/done", "changed", []);
        await Post("resolution", "agent", "/reviews", "review", new JsonObject
        {
            ["problem"] = problem,
            ["causes"] = new JsonArray("Old lamps 灯管老化"),
            ["lessons"] = new JsonArray("Lamps need a plan 灯管须定期更换"),
            ["improvements"] = new JsonArray(new JsonObject { ["what"] = "A plan 更换计划", ["owner"] = lead.Person, ["due"] = At(now.AddDays(30)) }),
        });
        // Nothing is ever sent there.
        var webhook = await Post("intake", "admin", "/webhooks", "webhook", new JsonObject { ["url"] = "https://hooks.example.org/none", ["types"] = new JsonArray("resolution.none.v1") });
        return [$"/tickets/{ticket}", $"/articles/{article}", $"/administration/webhooks/{webhook}/deliveries"];

        Task<string?> Submit(string key) => Post("intake", "requester", "/tickets", key, new JsonObject
        {
            ["kind"] = "incident",
            ["subject"] = "One of everything 样样都有",
            ["description"] = "A ticket on which much was done. 处理内容较多的工单。",
            ["impact"] = "department",
            ["urgency"] = "high",
            ["requester"] = new JsonObject { ["name"] = requester.Name, ["email"] = requester.Email, ["organization"] = "demo" },
        });

        async Task<string?> Post(string service, string role, string path, string key, JsonObject body) =>
            (await desk.Api(service, role).Send(HttpMethod.Post, path, body, $"sample-{run:N}-{key}", cancel)).Body["id"]?.ToString();

        static string At(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }
}
