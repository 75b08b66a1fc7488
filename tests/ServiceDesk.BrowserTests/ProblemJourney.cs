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

    [Fact]
    public async Task What_was_changed_is_measured_and_what_was_learned_is_written_down()
    {
        var requester = await desk.SignIn("zh-CN", "requester");
        await requester.Submit("The scanner draws lines 扫描有条纹");
        var ticket = await requester.Locator(".ticket-number").First.InnerTextAsync();
        var page = await desk.SignIn("zh-CN", "agent");
        await page.GotoAsync("/problems");
        await page.ClickAsync("#new-entry summary");
        await page.FillAsync("#new-title", $"The scanner draws lines 扫描有条纹 {Guid.NewGuid():N}");
        await page.ClickAsync("#new-entry button[type=submit]");
        var problem = page.Url;

        await Do(page, "incidents", ("incidents", ticket));
        await page.ClickAsync("#incidents form button");
        await Expect(page.Locator("#incidents li")).ToHaveCountAsync(0);

        await page.ClickAsync("#do-actions > summary");
        await page.SelectOptionAsync("#actions-kind", "patch");
        await page.SelectOptionAsync("#actions-purpose", "corrective");
        await page.FillAsync("#actions-what", "Change the lamp 更换灯管");
        await page.SelectOptionAsync("#actions-owner", new SelectOptionValue { Index = 1 });
        await page.FillAsync("#actions-due", "2035-01-01T10:00");
        await page.ClickAsync("#do-actions button[type=submit]");
        await page.ClickAsync("#entry-actions details > summary");
        await page.ClickAsync("#entry-actions details button[type=submit]");
        await page.ClickAsync("a[href$='/effects']");
        await Expect(page.Locator("#effects tbody tr")).ToHaveCountAsync(1);

        await page.GotoAsync(problem);
        await page.ClickAsync("a[href^='/problems/reviews?problem=']");
        await page.FillAsync("#new-lessons", "Lamps need a plan 灯管须定期更换");
        await page.FillAsync("[id='new-improvements[0].what']", "A plan 更换计划");
        await page.SelectOptionAsync("[id='new-improvements[0].owner']", new SelectOptionValue { Index = 1 });
        await page.FillAsync("[id='new-improvements[0].due']", "2001-01-01T10:00");
        await page.ClickAsync("#new-entry button[type=submit]");
        await Expect(page.Locator("#new-entry .invalid-feedback")).ToContainTextAsync("该时间已过去");
        await page.FillAsync("[id='new-improvements[0].due']", "2035-01-01T10:00");
        await page.ClickAsync("#new-entry button[type=submit]");
        await page.ClickAsync("#entry-actions details > summary");
        await page.ClickAsync("#entry-actions details button[type=submit]");
        await Expect(page.Locator("#entry-actions details")).ToHaveCountAsync(0);
    }

    private static async Task Do(IPage page, string verb, params (string Field, string Text)[] fields)
    {
        await page.ClickAsync($"#do-{verb} > summary");
        foreach (var (field, text) in fields) await page.FillAsync($"#{verb}-{field}", text);
        await page.ClickAsync($"#do-{verb} button[type=submit]");
    }
}
