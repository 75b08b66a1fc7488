using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ServiceDesk.BrowserTests;

public sealed class TicketJourney(RunningDesk desk) : IAsyncDisposable
{
    private const string Solution = "Queue emptied, printer answers. 已清空队列。";

    public ValueTask DisposeAsync() => desk.Leave();

    [Fact]
    public async Task Whom_the_desk_knows_is_found_while_typing_and_fills_the_form()
    {
        var run = Guid.NewGuid().ToString("N")[..12];
        var known = new JsonObject { ["organization"] = "demo", ["name"] = $"Grace {run}", ["emails"] = new JsonArray($"{run}@demo.example"), ["phones"] = new JsonArray("+86 21 4242") };
        await desk.Api("intake", "lead").Send(HttpMethod.Put, "/requesters", known, $"requester-{run}", TestContext.Current.CancellationToken);

        var agent = await desk.SignIn("en-GB", "agent");
        await agent.GotoAsync("/tickets/new");
        await agent.FillAsync("#subject", $"No sound {run}");
        await agent.Locator("#requester-q").PressSequentiallyAsync($"{run}@");
        await agent.ClickAsync("#known-requesters button");

        await Expect(agent.Locator("#requester-name")).ToHaveValueAsync($"Grace {run}");
        await Expect(agent.Locator("#requester-email")).ToHaveValueAsync($"{run}@demo.example");
        await agent.Send($"No sound {run}");
        await Expect(agent.Locator(".ticket-side .facts").Last).ToContainTextAsync($"Grace {run}");
    }

    [Theory]
    [InlineData("en-GB", "analyst")]
    [InlineData("zh-CN", "lead")]
    public async Task A_ticket_goes_from_the_portal_to_its_rating_and_stands_in_dashboard_and_audit(string language, string reader)
    {
        var words = Words.In(language);
        var subject = $"Printer on floor 3 is offline 打印机离线 {Guid.NewGuid():N}";

        var requester = await desk.SignIn(language, "requester");
        var ticket = await Submit(requester, subject);
        var agent = await desk.SignIn(language, "agent");
        await Work(agent, subject, ticket, words);
        await requester.Until(ticket, "#action-confirm");
        await requester.Act("confirm", ("comment", "It prints again, thank you. 谢谢。"));
        await requester.HasStatus(words["status.confirmed"]);
        await agent.Until(ticket, "#action-close");
        await agent.Act("close");
        await agent.HasStatus(words["status.closed"]);
        await requester.Until(ticket, "#action-survey");
        await requester.Locator("#action-survey [name=score][value='4']").CheckAsync(new() { Force = true });
        await requester.ClickAsync("#action-survey button[type=submit]");
        await Expect(requester.Locator("#action-survey")).ToHaveCountAsync(0);

        await TheDashboardCountsIt(language, reader, ticket, requester.Position());
        await TheAuditShowsItsWay(language, ticket, words);
        await TheListTellsItsStatus(agent, subject, words);
    }

    private static async Task<string> Submit(IPage page, string subject)
    {
        await page.GotoAsync("/portal");
        await page.FillAsync("#ask", subject);
        await page.ClickAsync(".portal-ask button[type=submit]");
        await Expect(page.Locator("#subject")).ToHaveValueAsync(subject);
        await page.FillAsync("#description", "It shows no light since this morning. 打印机没有反应。");
        await page.SelectOptionAsync("#impact", "department");
        await page.SelectOptionAsync("#urgency", "high");
        // Who is signed in is not asked for name, organisation and contact.
        await Expect(page.Locator("[name='requester.name']")).ToHaveCountAsync(0);
        return await page.Send(subject);
    }

    /// <summary>The list shows it by itself, the desk has found its team, and the agent solves it.</summary>
    private static async Task Work(IPage page, string subject, string ticket, Words words)
    {
        await page.GotoAsync("/tickets");
        await page.Locator(".ticket-link", new() { HasText = subject }).ClickAsync();
        await page.WaitForURLAsync("**" + ticket);
        await Expect(page.Locator("#audit [data-type='routing.ticket-routed.v1']")).ToBeVisibleAsync();
        foreach (var (action, field, text) in ((string, string, string)[])
            [("respond", "message", "We are looking at it. 正在处理。"), ("diagnose", "findings", "The print queue is stuck. 队列堵塞。")])
        {
            await page.Act(action, (field, text));
            await page.HasStatus(words["status.in-progress"]);
            await Expect(page.Locator("#entries")).ToContainTextAsync(text);
        }
        await page.Act("resolve", ("solution", Solution), ("verification.checks", "A test page was printed. 已打印测试页。"));
        await page.HasStatus(words["status.resolved"]);
    }

    /// <summary>The satisfaction of these days leads to the tickets behind it.</summary>
    private async Task TheDashboardCountsIt(string language, string reader, string ticket, string position)
    {
        await desk.Api("analytics", "analyst").Get($"/reports/kqi?by=all&position={position}", TestContext.Current.CancellationToken);
        var page = await desk.SignIn(language, reader);
        var today = DateTime.UtcNow.AddHours(8);
        await page.GotoAsync(string.Create(CultureInfo.InvariantCulture, $"/dashboards?from={today:yyyy-MM-dd}&to={today:yyyy-MM-dd}&channel=portal"));
        await page.ClickAsync("#tile-csat a.tile-value");
        await Expect(page.Locator($"#behind a[href='{ticket}']").First).ToBeVisibleAsync();
    }

    private async Task TheAuditShowsItsWay(string language, string ticket, Words words)
    {
        var page = await desk.SignIn(language, "auditor");
        await page.GotoAsync(ticket);
        var trail = page.Locator("#audit");
        foreach (var service in (string[])["intake", "routing", "resolution"])
            await Expect(trail.Locator($"[data-source={service}]").First).ToBeVisibleAsync();
        // Routing's decision stands under the submission that caused it.
        var submitted = await trail.Locator("[data-type='intake.ticket-submitted.v1']").GetAttributeAsync("id");
        await Expect(trail.Locator("[data-type='routing.ticket-routed.v1'] a").First).ToHaveAttributeAsync("href", "#" + submitted);

        await page.GotoAsync("/audit" + ticket);
        var then = page.Locator("#then");
        await Expect(then.Locator(".status")).ToHaveTextAsync(words["status.closed"]);
        await Expect(then).ToContainTextAsync(Solution);
        await page.FocusAsync("#stop");
        await page.Keyboard.PressAsync("Home");
        await Expect(then.Locator("[data-field=team]")).ToHaveCountAsync(0);
        await Expect(then).Not.ToContainTextAsync(Solution);
        await Expect(then.Locator(".status")).ToHaveCountAsync(0);
        await page.ClickAsync("#timeline [data-type='resolution.diagnosis-completed.v1'] .log-time");
        await Expect(then.Locator(".status")).ToHaveTextAsync(words["status.in-progress"]);
        await Expect(then).Not.ToContainTextAsync(Solution);
    }

    private static async Task TheListTellsItsStatus(IPage page, string subject, Words words)
    {
        await page.GotoAsync($"/tickets?q={Uri.EscapeDataString(subject)}");
        await Expect(page.Locator("h1")).ToHaveTextAsync(words["nav.tickets"]);
        await Expect(page.Locator("#tickets tbody tr", new() { HasText = subject }).Locator(".status")).ToHaveTextAsync(words["status.closed"]);
    }
}
