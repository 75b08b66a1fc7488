using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ServiceDesk.BrowserTests;

public sealed class ProblemJourney(RunningDesk desk) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => desk.Leave();

    [Theory]
    [InlineData("en-GB", "known error")]
    [InlineData("zh-CN", "已知错误")]
    public async Task An_agent_finds_the_cause_of_a_problem_and_says_how_to_go_on_meanwhile(string language, string knownError)
    {
        var page = await desk.SignIn(language, "agent");
        var title = $"The scanner draws lines 扫描有条纹 {Guid.NewGuid():N}";
        await page.GotoAsync("/problems");
        await page.ClickAsync("#new-entry summary");
        await page.FillAsync("#new-title", title);
        await page.ClickAsync("#new-entry button[type=submit]");
        await Expect(page.Locator("h1")).ToContainTextAsync(title);

        // A ticket that nobody knows is named beside what was typed.
        await Do(page, "incidents", ("incidents", "T-NOBODY"));
        await Expect(page.Locator("#do-incidents .alert")).ToBeVisibleAsync();
        await Expect(page.Locator("#incidents-incidents")).ToHaveValueAsync("T-NOBODY");

        await page.GotoAsync(page.Url.Replace("/incidents", "", StringComparison.Ordinal));
        await Do(page, "workaround", ("workaround", "Use the one on the second floor."));
        await Expect(page.Locator("#workaround")).ToContainTextAsync("second floor");
        await page.Locator("#do-root-cause summary").ClickAsync();
        await page.SelectOptionAsync("#root-cause-method", "five-whys");
        await page.FillAsync("#root-cause-whys", "The lamp is old\nNobody changes lamps");
        await page.FillAsync("#root-cause-statement", "Lamps are not maintained.");
        await page.SelectOptionAsync("#root-cause-code", new SelectOptionValue { Index = 1 });
        await page.ClickAsync("#do-root-cause button[type=submit]");
        await Expect(page.Locator("#root-cause ol li")).ToHaveCountAsync(2);
        await Do(page, "known-error");
        await Expect(page.Locator(".facts").First).ToContainTextAsync(knownError);
    }

    private static async Task Do(IPage page, string verb, params (string Field, string Text)[] fields)
    {
        await page.ClickAsync($"#do-{verb} > summary");
        foreach (var (field, text) in fields) await page.FillAsync($"#{verb}-{field}", text);
        await page.ClickAsync($"#do-{verb} button[type=submit]");
    }
}
