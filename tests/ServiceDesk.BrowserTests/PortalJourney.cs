using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ServiceDesk.BrowserTests;

public sealed class PortalJourney(RunningDesk desk) : IClassFixture<RunningDesk>
{
    // Services follow each other within a second; a loaded machine gets half a minute.
    private const float Patience = 30_000;

    [Theory]
    [InlineData("en-GB", "We have a question", "How did we do?")]
    [InlineData("zh-CN", "我们有一个问题需要您回答", "您对我们的服务满意吗")]
    public async Task Without_scripts_and_on_a_phone_a_requester_submits_answers_confirms_and_rates(string language, string question, string rate)
    {
        desk.MustRun();
        SetDefaultExpectTimeout(Patience);
        var subject = $"Scanner refuses every page 扫描仪 {Guid.NewGuid():N}";

        var page = await desk.Open(language, hasScripts: false);
        await desk.EnterAs(page, "", "requester");
        await page.SetViewportSizeAsync(390, 844);
        await Submit(page, subject);
        var ticket = new Uri(page.Url).AbsolutePath;

        var agent = await desk.SignIn(language, "agent");
        await Act(agent, ticket, "ask", ("question", "Which colour is the light? 指示灯是什么颜色？"));
        await Reload(page, ticket, "#question");
        await Expect(page.Locator("#question")).ToContainTextAsync(question);
        await FitsThePhone(page);
        await page.Locator("#question [name=answer]").FillAsync("It blinks red. 红灯闪烁。");
        await page.ClickAsync("#question button[type=submit]");
        await Expect(page.Locator("#question")).ToHaveCountAsync(0);
        await Expect(page.Locator("#entries")).ToContainTextAsync("红灯闪烁");

        await Act(agent, ticket, "resolve", ("solution", "Roller cleaned. 已清洁搓纸轮。"), ("verification.checks", "Ten pages scanned. 已扫描十页。"));
        await Reload(page, ticket, "#action-confirm");
        await page.ClickAsync("#action-confirm button[type=submit]");
        await Close(agent, ticket);
        await Reload(page, ticket, "#action-survey");
        await Expect(page.Locator("#decide")).ToContainTextAsync(rate);
        await page.Locator("#action-survey [name=score][value='5']").CheckAsync(new() { Force = true });
        await page.ClickAsync("#action-survey button[type=submit]");
        await Expect(page.Locator("#action-survey")).ToHaveCountAsync(0);

        await page.ClickAsync("a[href$='/readers']");
        await Expect(page.Locator("h1")).ToBeVisibleAsync();
        await FitsThePhone(page);
        desk.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Files_go_with_the_submission_and_what_is_being_typed_may_be_answered()
    {
        desk.MustRun();
        SetDefaultExpectTimeout(Patience);
        var page = await desk.SignIn("en-GB", "requester");
        await page.GotoAsync("/tickets/new");
        await page.Locator("#subject").PressSequentiallyAsync("A photo is here");
        await page.SetInputFilesAsync("#files", new FilePayload { Name = "照片 photo.txt", MimeType = "text/plain", Buffer = "toner"u8.ToArray() });
        await page.ClickAsync("#new-ticket .card-footer button.btn-primary");
        await Expect(page.Locator("#attachments .attachment-name")).ToHaveTextAsync("照片 photo.txt");
        desk.Complaints.ShouldBeEmpty();
    }

    /// <summary>Three steps: say it, look it over, send it.</summary>
    private static async Task Submit(IPage page, string subject)
    {
        await page.GotoAsync("/portal");
        await FitsThePhone(page);
        await page.FillAsync("#ask", subject);
        await page.ClickAsync(".portal-ask button[type=submit]");
        await Expect(page.Locator("#subject")).ToHaveValueAsync(subject);
        await FitsThePhone(page);
        await page.FillAsync("#description", "Since this morning. 从今早开始。");
        await page.ClickAsync("#new-ticket .card-footer button.btn-primary");
        await Expect(page.Locator("#ticket h1")).ToHaveTextAsync(subject);
        await FitsThePhone(page);
    }

    /// <summary>Opens the form of an action, sends it, and waits until it is done.</summary>
    private static async Task Act(IPage agent, string ticket, string action, params (string Field, string Text)[] said)
    {
        await agent.GotoAsync(ticket);
        var form = agent.Locator($"#action-{action}");
        await agent.EvalOnSelectorAllAsync("details:has(#action-" + action + ")", "groups => groups.forEach(group => group.open = true)");
        if (await form.GetAttributeAsync("open", new() { Timeout = Patience }) is null) await form.Locator("summary").ClickAsync();
        foreach (var (field, text) in said) await form.Locator($"[name='{field}']").FillAsync(text);
        await form.Locator("button[type=submit]").ClickAsync();
        await Expect(agent.Locator("#entries")).ToContainTextAsync(said[0].Text);
    }

    private static async Task Close(IPage agent, string ticket)
    {
        await Reload(agent, ticket, "#action-close");
        await agent.EvalOnSelectorAllAsync("details:has(#action-close), #action-close", "groups => groups.forEach(group => group.open = true)");
        await agent.Locator("#action-close button[type=submit]").ClickAsync();
        await Expect(agent.Locator("#action-close")).ToHaveCountAsync(0);
    }

    /// <summary>Without scripts the page does not follow by itself.</summary>
    private static async Task Reload(IPage page, string ticket, string until)
    {
        for (var waited = 0f; waited < Patience; waited += 500)
        {
            await page.GotoAsync(ticket);
            if (await page.Locator(until).CountAsync() > 0) return;
            await page.WaitForTimeoutAsync(500);
        }
        Assert.Fail($"{until} does not appear.");
    }

    private static async Task FitsThePhone(IPage page)
    {
        var box = await page.Locator("main").BoundingBoxAsync();
        box!.Width.ShouldBeLessThanOrEqualTo(page.ViewportSize!.Width);
    }
}
