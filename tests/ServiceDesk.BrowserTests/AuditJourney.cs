using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ServiceDesk.BrowserTests;

public sealed class AuditJourney(RunningDesk desk) : IClassFixture<RunningDesk>
{
    // Services follow each other within a second; a loaded machine gets half a minute.
    private const float Patience = 30_000;

    [Theory]
    [InlineData("en-GB", "Proven", "Not what was signed")]
    [InlineData("zh-CN", "验证通过", "与签名内容不符")]
    public async Task A_ticket_is_seen_as_it_was_and_proven_in_the_browser_which_notices_a_changed_word(string language, string proven, string wrong)
    {
        desk.MustRun();
        SetDefaultExpectTimeout(Patience);
        var subject = $"Scanner draws lines 扫描有条纹 {Guid.NewGuid():N}";
        var ticket = await Submit(await desk.SignIn(language, "requester"), subject);

        var auditor = await desk.SignIn(language, "auditor");
        await ItIsFoundByItsWords(auditor, subject, ticket);
        await UntilItIsAssigned(auditor, ticket);
        await Expect(auditor.Locator("#proof .proof-good")).ToBeVisibleAsync();
        await Expect(auditor.Locator("#proof .proof-good")).ToHaveTextAsync(proven);
        await Expect(auditor.Locator(".log-proof:visible").First).ToBeVisibleAsync();

        await TheSliderShowsAnEarlierState(auditor, subject);
        await ATamperedPackIsNoticed(auditor, subject, wrong);
        await QueuesStandInColumnsAsOfAnInstant(auditor);
        desk.Complaints.ShouldBeEmpty();
    }

    private static async Task<string> Submit(IPage page, string subject)
    {
        await page.GotoAsync("/tickets/new");
        await page.FillAsync("#subject", subject);
        await page.ClickAsync("form[action='/tickets/new'] .card-footer button[type=submit]");
        await Expect(page.Locator("#ticket h1")).ToHaveTextAsync(subject);
        return new Uri(page.Url).AbsolutePath["/tickets/".Length..];
    }

    private static async Task ItIsFoundByItsWords(IPage page, string subject, string ticket)
    {
        var found = page.Locator($"#entries a[href='/audit/tickets/{ticket}']").First;
        for (var waited = 0f; waited < Patience && await found.CountAsync() == 0; waited += 500)
        {
            await page.GotoAsync($"/audit?q={Uri.EscapeDataString(subject)}");
            await page.WaitForTimeoutAsync(500);
        }

        await found.ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync(subject);
    }

    private static async Task UntilItIsAssigned(IPage page, string ticket)
    {
        var team = page.Locator("#then [data-field=team]");
        for (var waited = 0f; waited < Patience && await team.CountAsync() == 0; waited += 1000)
        {
            await page.WaitForTimeoutAsync(1000);
            await page.GotoAsync($"/audit/tickets/{ticket}");
        }

        await Expect(team).ToBeVisibleAsync();
    }

    /// <summary>At its first instant the ticket has words, and nobody yet who works on it; what came later is pale.</summary>
    private static async Task TheSliderShowsAnEarlierState(IPage page, string subject)
    {
        await page.FocusAsync("#stop");
        await page.Keyboard.PressAsync("Home");
        await Expect(page.Locator("#then [data-field=team]")).ToHaveCountAsync(0);
        await Expect(page.Locator("#then")).ToContainTextAsync(subject);
        page.Url.ShouldContain("at=");
        await Expect(page.Locator(".log-later").First).ToBeVisibleAsync();

        // The address alone shows the same again, and the next events lead back.
        await page.ReloadAsync();
        await Expect(page.Locator("#then [data-field=team]")).ToHaveCountAsync(0);
        await page.FocusAsync("#stop");
        await page.Keyboard.PressAsync("End");
        await Expect(page.Locator("#then [data-field=team]")).ToBeVisibleAsync();
    }

    private static async Task QueuesStandInColumnsAsOfAnInstant(IPage page)
    {
        await page.GotoAsync("/audit/queues?view=columns");
        await Expect(page.Locator(".board-column")).ToHaveCountAsync(4);
        var count = await page.Locator("#queue-count").InnerTextAsync();
        // Long ago nothing was open, and the columns stay.
        await page.FillAsync("#moment", "2001-01-01T00:00:01");
        await page.ClickAsync(".filters button[type=submit]");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("at=2000-12-31T16.*view=columns"));
        await Expect(page.Locator("#queue-count")).Not.ToHaveTextAsync(count);
    }

    /// <summary>One word of the pack is another one on its way to the browser.</summary>
    private static async Task ATamperedPackIsNoticed(IPage page, string subject, string wrong)
    {
        await page.RouteAsync("**/pack", async route =>
        {
            var answer = await route.FetchAsync();
            await route.FulfillAsync(new() { Response = answer, Body = (await answer.TextAsync()).Replace(subject, subject.Replace("lines", "stars", StringComparison.Ordinal), StringComparison.Ordinal) });
        });
        await page.ReloadAsync();
        await Expect(page.Locator("#proof .proof-bad")).ToBeVisibleAsync();
        await Expect(page.Locator("#proof .proof-bad")).ToHaveTextAsync(wrong);
        await Expect(page.Locator("#proof [data-step=entries]")).ToHaveAttributeAsync("data-state", "bad");
        await Expect(page.Locator("#proof .proof-good")).ToBeHiddenAsync();
    }
}
