using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ServiceDesk.BrowserTests;

public sealed class ConversationJourney(RunningDesk desk) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => desk.Leave();

    [Theory]
    [InlineData("en-GB", "Hardware fault", "Paper jam")]
    [InlineData("zh-CN", "硬件故障", "打印机卡纸")]
    public async Task A_requester_fills_in_a_type_adds_a_file_writes_hears_the_next_step_and_withdraws(string language, string type, string template)
    {
        var words = Words.In(language);
        var subject = $"Paper jam on floor 7 卡纸 {Guid.NewGuid():N}";

        var requester = await desk.SignIn(language, "requester");
        var ticket = await Submit(requester, type, template, subject);
        await Upload(requester);
        await requester.Act("messages", ("text", "It also smells burnt. 有焦味。"));
        await Expect(requester.Locator("#entries [data-kind=message]")).ToContainTextAsync("有焦味");

        var agent = await desk.SignIn(language, "agent");
        await agent.GotoAsync("/tickets");
        var row = agent.Locator("#tickets tbody tr", new() { HasText = subject });
        await Expect(row.Locator(".ticket-marks")).ToContainTextAsync(words["mark.requester-wrote"]);
        await row.Locator(".ticket-link").ClickAsync();
        await agent.WaitForURLAsync("**" + ticket);
        await Expect(agent.Locator("#requester-waits")).ToBeVisibleAsync();
        await TheFileCanBeSaved(agent);
        await agent.Act("progress", ("message", "We ordered a new roller. 已订购搓纸轮。"), ("nextStep", "Replace the roller tomorrow. 明天更换搓纸轮。"));
        await Expect(agent.Locator("#requester-waits")).ToHaveCountAsync(0);

        await Expect(requester.Locator("#progress")).ToContainTextAsync("明天更换搓纸轮");
        await requester.Act("withdraw", ("reason", "It was thrown away. 已报废。"));
        await requester.HasStatus(words["status.withdrawn"]);
        await Expect(requester.Locator("#action-withdraw")).ToHaveCountAsync(0);
    }

    /// <summary>The type and its template come by links; a missing field is named beside it, and what was typed stays.</summary>
    private static async Task<string> Submit(IPage page, string type, string template, string subject)
    {
        await page.GotoAsync("/tickets/new");
        await page.Locator(".type-link", new() { HasText = type }).ClickAsync();
        await page.Locator(".templates a", new() { HasText = template }).ClickAsync();
        await Expect(page.Locator("#fields-device")).ToHaveValueAsync("printer");
        await page.FillAsync("#subject", subject);
        await page.EvalOnSelectorAsync("#new-ticket", "form => form.noValidate = true");
        await page.ClickAsync("#new-ticket .card-footer button.btn-primary");
        await Expect(page.Locator("#fields-serialNumber-error")).ToBeVisibleAsync();
        await Expect(page.Locator("#subject")).ToHaveValueAsync(subject);
        await page.FillAsync("#fields-serialNumber", "SN-4711");
        var ticket = await page.Send(subject);
        await Expect(page.Locator(".facts")).ToContainTextAsync("SN-4711");
        return ticket;
    }

    private static async Task Upload(IPage page)
    {
        await page.SetInputFilesAsync("#attachments-file", new FilePayload { Name = "照片 photo.txt", MimeType = "text/plain", Buffer = "toner"u8.ToArray() });
        await page.ClickAsync("#attachments button[type=submit]");
        await Expect(page.Locator("#attachments .attachment-name")).ToHaveTextAsync("照片 photo.txt");
    }

    private static async Task TheFileCanBeSaved(IPage page)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.ClickAsync("#attachments .attachment-name"));
        download.SuggestedFilename.ShouldBe("照片 photo.txt");
        (await File.ReadAllTextAsync(await download.PathAsync())).ShouldBe("toner");
    }
}
