using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ServiceDesk.BrowserTests;

public sealed class TicketJourney(RunningDesk desk) : IClassFixture<RunningDesk>
{
    // Services follow each other within a second; a loaded machine gets half a minute.
    private const float Patience = 30_000;

    [Fact]
    public async Task A_ticket_goes_from_the_portal_to_its_closure_and_can_be_audited()
    {
        desk.MustRun();
        SetDefaultExpectTimeout(Patience);
        var subject = $"Printer on floor 3 is offline {Guid.NewGuid():N}";

        var requester = await desk.SignIn("en-GB", "requester");
        var ticket = await Submit(requester, subject);

        var agent = await desk.SignIn("en-GB", "agent");
        await agent.Locator(".ticket-link", new() { HasText = subject }).ClickAsync(new() { Timeout = Patience });
        await agent.WaitForURLAsync("**" + ticket);
        await Act(agent, "respond", ("message", "We are looking at it."), "In progress");
        await Act(agent, "diagnose", ("findings", "The print queue is stuck."), "In progress");
        await Fill(agent, "resolve", "verification.checks", "A test page was printed.");
        await Act(agent, "resolve", ("solution", "Queue emptied, printer answers."), "Resolved");

        await Act(requester, "confirm", ("comment", "It prints again, thank you."), "Confirmed");
        await Act(agent, "close", null, "Closed");

        await TheAuditShowsAllServices(ticket);
        await TheReportShowsFigures();
        await TheListSpeaksChinese(subject);
        desk.Complaints.ShouldBeEmpty();
    }

    private static async Task<string> Submit(IPage page, string subject)
    {
        await page.GotoAsync("/tickets/new");
        await page.FillAsync("#subject", subject);
        await page.FillAsync("#description", "It shows no light since this morning. 打印机没有反应。");
        await page.SelectOptionAsync("#impact", "department");
        await page.SelectOptionAsync("#urgency", "high");
        // Who is signed in is not asked for name, organisation and contact.
        await Expect(page.Locator("[name='requester.name']")).ToHaveCountAsync(0);
        await page.ClickAsync("form[action='/tickets/new'] .card-footer button[type=submit]");
        await Expect(page.Locator("#ticket h1")).ToHaveTextAsync(subject);
        return new Uri(page.Url).AbsolutePath;
    }

    /// <summary>Types into another field of an action's form, and leaves the form open.</summary>
    private static async Task Fill(IPage page, string action, string field, string text)
    {
        var form = page.Locator($"#action-{action}");
        if (await form.GetAttributeAsync("open", new() { Timeout = Patience }) is null) await form.Locator("summary").ClickAsync();
        await form.Locator($"[name='{field}']").FillAsync(text);
    }

    /// <summary>Opens the form of the action, as soon as the page offers it, sends it, and waits for the status that follows.</summary>
    private static async Task Act(IPage page, string action, (string Field, string Text)? said, string status)
    {
        var form = page.Locator($"#action-{action}");
        if (await form.GetAttributeAsync("open", new() { Timeout = Patience }) is null) await form.Locator("summary").ClickAsync();
        if (said is { } words) await form.Locator($"[name={words.Field}]").FillAsync(words.Text);
        await form.Locator("button[type=submit]").ClickAsync();
        await Expect(page.Locator(".ticket-badges .status")).ToHaveTextAsync(status);
        if (said is { } shown) await Expect(page.Locator("#entries")).ToContainTextAsync(shown.Text);
    }

    private async Task TheAuditShowsAllServices(string ticket)
    {
        var page = await desk.SignIn("en-GB", "auditor", "lead", "admin");
        await page.GotoAsync(ticket);
        var trail = page.Locator("#audit");
        foreach (var service in (string[])["intake", "routing", "resolution"])
            await Expect(trail.Locator($"[data-source={service}]").First).ToBeVisibleAsync();
        await Expect(trail.Locator("[data-type='resolution.ticket-closed.v1']")).ToBeVisibleAsync();

        // Routing's decision stands under the submission that caused it.
        var submitted = await trail.Locator("[data-type='intake.ticket-submitted.v1']").GetAttributeAsync("id");
        await Expect(trail.Locator("[data-type='routing.ticket-routed.v1'] a").First).ToHaveAttributeAsync("href", "#" + submitted);
    }

    private async Task TheReportShowsFigures()
    {
        var page = await desk.SignIn("en-GB", "analyst", "lead", "admin");
        var rows = page.Locator("#sla tbody tr");
        for (var waited = 0f; waited < Patience; waited += 1000)
        {
            await page.GotoAsync("/reports/sla?by=priority");
            if (await rows.CountAsync() > 0) break;
            await page.WaitForTimeoutAsync(1000);
        }

        await Expect(rows.First).ToContainTextAsync("%");
    }

    private async Task TheListSpeaksChinese(string subject)
    {
        var page = await desk.SignIn("zh-CN", "agent");
        await page.GotoAsync($"/tickets?q={Uri.EscapeDataString(subject)}");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "zh-CN");
        await Expect(page.Locator("h1")).ToHaveTextAsync("工单");
        var row = page.Locator("#tickets tbody tr", new() { HasText = subject });
        await Expect(row.Locator(".status")).ToHaveTextAsync("已关闭");
    }
}
