using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ServiceDesk.BrowserTests;

public sealed class PortalJourney(RunningDesk desk) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => desk.Leave();

    [Theory]
    [InlineData("en-GB")]
    [InlineData("zh-CN")]
    public async Task Without_scripts_and_on_a_phone_a_requester_submits_answers_confirms_and_rates(string language)
    {
        var subject = $"Scanner refuses every page 扫描仪 {Guid.NewGuid():N}";

        var page = await desk.OpenAs(new() { Locale = language, JavaScriptEnabled = false, ViewportSize = new() { Width = 390, Height = 844 } });
        await desk.EnterAs(page, "", "requester");
        var ticket = await Submit(page, subject);

        var agent = await desk.SignIn(language, "agent");
        await agent.GotoAsync(ticket);
        await agent.Act("ask", ("question", "Which colour is the light? 指示灯是什么颜色？"));
        await page.Until(ticket, "#question");
        await Expect(page.Locator("#question")).ToContainTextAsync(Words.In(language)["portal.question"]);
        await FitsThePhone(page);
        await page.Locator("#question [name=answer]").FillAsync("It blinks red. 红灯闪烁。");
        await page.ClickAsync("#question button[type=submit]");
        await Expect(page.Locator("#question")).ToHaveCountAsync(0);
        await Expect(page.Locator("#entries")).ToContainTextAsync("红灯闪烁");

        await agent.Until(ticket, "#action-resolve");
        await agent.Act("resolve", ("solution", "Roller cleaned. 已清洁搓纸轮。"), ("verification.checks", "Ten pages scanned. 已扫描十页。"));
        await page.Until(ticket, "#action-confirm");
        await page.ClickAsync("#action-confirm button[type=submit]");
        await agent.Until(ticket, "#action-close");
        await agent.Act("close");
        await page.Until(ticket, "#action-survey");
        await Expect(page.Locator("#decide")).ToContainTextAsync(Words.In(language)["actions.title.survey"]);
        await page.Locator("#action-survey [name=score][value='5']").CheckAsync(new() { Force = true });
        await page.ClickAsync("#action-survey button[type=submit]");
        await Expect(page.Locator("#action-survey")).ToHaveCountAsync(0);

        await page.ClickAsync("a[href$='/readers']");
        await Expect(page.Locator("h1")).ToBeVisibleAsync();
        await FitsThePhone(page);
    }

    [Theory]
    [InlineData("en-GB")]
    [InlineData("zh-CN")]
    public async Task Files_go_with_the_submission(string language)
    {
        var page = await desk.SignIn(language, "requester");
        await page.GotoAsync("/tickets/new");
        await page.FillAsync("#subject", "A photo is here");
        await page.SetInputFilesAsync("#files", new FilePayload { Name = "照片 photo.txt", MimeType = "text/plain", Buffer = "toner"u8.ToArray() });
        await page.ClickAsync("#new-ticket .card-footer button.btn-primary");
        await Expect(page.Locator("#attachments .attachment-name")).ToHaveTextAsync("照片 photo.txt");
    }

    /// <summary>Three steps: say it, look it over, send it.</summary>
    private static async Task<string> Submit(IPage page, string subject)
    {
        await page.GotoAsync("/portal");
        await FitsThePhone(page);
        await page.FillAsync("#ask", subject);
        await page.ClickAsync(".portal-ask button[type=submit]");
        await Expect(page.Locator("#subject")).ToHaveValueAsync(subject);
        await FitsThePhone(page);
        await page.FillAsync("#description", "Since this morning. 从今早开始。");
        var ticket = await page.Send(subject);
        await FitsThePhone(page);
        return ticket;
    }

    private static async Task FitsThePhone(IPage page)
    {
        var box = await page.Locator("main").BoundingBoxAsync();
        box!.Width.ShouldBeLessThanOrEqualTo(page.ViewportSize!.Width);
    }
}
