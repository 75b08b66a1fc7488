using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ServiceDesk.BrowserTests;

/// <summary>An agent and a lead at work on the same ticket.</summary>
public sealed class WorkbenchJourney(RunningDesk desk) : IClassFixture<RunningDesk>
{
    // Services follow each other within a second; a loaded machine gets half a minute.
    private const float Patience = 30_000;

    [Theory]
    [InlineData("en-GB", "Noah Fischer was a moment faster", "The ticket is resolved")]
    [InlineData("zh-CN", "Noah Fischer 先您一步认领了", "工单已解决")]
    public async Task Who_comes_second_hears_who_was_first_and_loses_nothing(string language, string faster, string resolved)
    {
        desk.MustRun();
        SetDefaultExpectTimeout(Patience);
        var subject = $"The till counts twice 收银重复计数 {Guid.NewGuid():N}";
        var ticket = await Submit(await desk.SignIn(language, "requester"), subject);
        var lead = await desk.SignIn(language, "lead");
        var agent = await desk.SignIn(language, "agent");

        await Assign(lead, ticket, "Noah Fischer");
        await ClaimFromAPageThatWasLoadedBefore(agent, ticket);
        await Expect(agent.Locator("h1")).ToContainTextAsync(faster);

        // Work that is given appears by itself.
        await agent.GotoAsync("/work");
        await Assign(lead, ticket, "Ada Lovelace");
        await Expect(agent.Locator("#work .ticket-link", new() { HasText = subject })).ToBeVisibleAsync();
        await NoteByKeyboard(agent, subject, "Both till drivers are installed. 装了两个驱动。");

        await StandsStill(agent);
        await Write(agent, "respond", ("message", "Which receipts are wrong? 哪些小票有误？"));
        await lead.GotoAsync(ticket);
        await Write(lead, "resolve", ("solution", "The second driver is gone. 已删除第二个驱动。"), ("verification.checks", "One receipt, one count. 一单一次。"));
        await lead.ClickAsync("#action-resolve button[type=submit]");
        await Expect(lead.Locator("#solution")).ToBeVisibleAsync();
        await agent.ClickAsync("#action-respond button[type=submit]");
        await Expect(agent.Locator("#action-respond .alert")).ToContainTextAsync(resolved);
        await Expect(agent.Locator("#respond-message")).ToHaveValueAsync("Which receipts are wrong? 哪些小票有误？");
        desk.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_lead_sees_a_team_and_does_one_thing_with_many_tickets()
    {
        desk.MustRun();
        SetDefaultExpectTimeout(Patience);
        var subject = $"Screens stay black {Guid.NewGuid():N}";
        var requester = await desk.SignIn("en-GB", "requester");
        var lead = await desk.SignIn("en-GB", "lead");
        await lead.GotoAsync("/work/team?team=software");
        await Expect(lead.Locator("#load .load").First).ToBeVisibleAsync();
        await Expect(lead.Locator("#rebalance")).ToBeVisibleAsync();

        foreach (var floor in (string[])["one", "two"]) await Submit(requester, $"{subject} {floor}");
        await lead.GotoAsync($"/tickets?q={Uri.EscapeDataString(subject)}");
        await Expect(lead.Locator("#tickets tbody tr")).ToHaveCountAsync(2);
        await lead.CheckAsync("#tickets thead input[data-all]");
        await lead.ClickAsync("#bulk button[value=note]");
        await lead.FillAsync("#bulk-text", "All from the same batch.");
        await lead.ClickAsync("form[action='/tickets/bulk'] button[type=submit]");
        await Expect(lead.Locator("#outcomes [data-done=yes]")).ToHaveCountAsync(2);
        await lead.Locator("#outcomes .ticket-link").First.ClickAsync();
        await Expect(lead.Locator("#entries [data-kind=note]")).ToContainTextAsync("All from the same batch.");
        await TheCertificateOpens(lead);
        desk.Complaints.ShouldBeEmpty();
    }

    private static async Task<string> Submit(IPage page, string subject)
    {
        await page.GotoAsync("/tickets/new");
        await page.FillAsync("#subject", subject);
        await page.FillAsync("#description", "Since this morning. 从今天早上开始。");
        await page.SelectOptionAsync("#impact", "department");
        await page.SelectOptionAsync("#urgency", "medium");
        await page.ClickAsync("form[action='/tickets/new'] .card-footer button[type=submit]");
        await Expect(page.Locator("h1")).ToHaveTextAsync(subject);
        return $"/tickets/{new Uri(page.Url).Segments[^1]}";
    }

    private static async Task Assign(IPage page, string ticket, string agent)
    {
        await page.GotoAsync(ticket);
        await page.ClickAsync("#actions-hand-over > summary");
        await page.ClickAsync("#action-assign > summary");
        await page.SelectOptionAsync("#assign-agent", new SelectOptionValue { Label = agent });
        await page.ClickAsync("#action-assign button[type=submit]");
        await Expect(page.Locator(".facts")).ToContainTextAsync(agent);
    }

    /// <summary>The claim of a ticket that waited when the page was loaded.</summary>
    private static async Task ClaimFromAPageThatWasLoadedBefore(IPage page, string ticket)
    {
        await page.GotoAsync("/work");
        await page.EvalOnSelectorAsync(".next-ticket", "(form, path) => { form.action = path; form.submit(); }", "/work/claim/" + ticket.Split('/')[^1]);
        await page.WaitForURLAsync("**/work/claim/**");
    }

    private static async Task NoteByKeyboard(IPage page, string subject, string note)
    {
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("w");
        await Expect(page.Locator("#work .ticket-link", new() { HasText = subject })).ToBeVisibleAsync();
        await Press(page, "j", "element => element.textContent.includes(text)", subject);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#ticket h1")).ToHaveTextAsync(subject);
        await Press(page, "Tab", "element => element.parentElement?.id === text && element.localName === 'summary'", "action-note");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(note);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#entries [data-kind=note]")).ToContainTextAsync(note);
    }

    /// <summary>Presses a key until what has the focus is what is looked for.</summary>
    private static async Task Press(IPage page, string key, string isThere, string text)
    {
        for (var presses = 0; presses < 150; presses++)
        {
            await page.Keyboard.PressAsync(key);
            if (await page.EvaluateAsync<bool>($"text => ({isThere})(document.activeElement)", text)) return;
        }
        Assert.Fail($"{key} does not lead to {text}.");
    }

    /// <summary>The page hears no more of what others do.</summary>
    private static Task StandsStill(IPage page) => page.RouteAsync("**", route =>
        route.Request.Headers.ContainsKey("hx-request") ? route.AbortAsync() : route.ContinueAsync());

    private static async Task Write(IPage page, string action, params (string Field, string Text)[] said)
    {
        var form = page.Locator($"#action-{action}");
        if (await form.GetAttributeAsync("open", new() { Timeout = Patience }) is null) await form.Locator("summary").ClickAsync();
        foreach (var (field, text) in said) await form.Locator($"[name='{field}']").FillAsync(text);
    }

    private static async Task TheCertificateOpens(IPage page)
    {
        await page.Locator(".clock-how > summary").First.ClickAsync();
        await Expect(page.Locator(".clock-how .certificate").First).ToContainTextAsync("were promised");
    }
}
