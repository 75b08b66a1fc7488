using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ServiceDesk.BrowserTests;

public sealed class AuditJourney(RunningDesk desk) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => desk.Leave();

    [Theory]
    [InlineData("en-GB")]
    [InlineData("zh-CN")]
    public async Task A_ticket_is_seen_as_it_was_and_proven_in_the_browser_which_notices_a_changed_word(string language)
    {
        var subject = $"Scanner draws lines 扫描有条纹 {Guid.NewGuid():N}";
        var ticket = await (await desk.SignIn(language, "requester")).Submit(subject);

        var auditor = await desk.SignIn(language, "auditor");
        await ItIsFoundByItsWords(auditor, subject, ticket);
        await auditor.Until("/audit" + ticket, "#then [data-field=team]");
        await Expect(auditor.Locator("#proof .proof-good")).ToBeVisibleAsync();
        await Expect(auditor.Locator("#proof .proof-good")).ToHaveTextAsync(Words.In(language)["audit.proof.good"]);
        await Expect(auditor.Locator(".log-proof:visible").First).ToBeVisibleAsync();

        await TheSliderShowsAnEarlierState(auditor, subject);
        await ATamperedPackIsNoticed(auditor, subject, Words.In(language)["audit.proof.bad"]);
        await QueuesStandInColumnsAsOfAnInstant(auditor);
    }

    private static async Task ItIsFoundByItsWords(IPage page, string subject, string ticket)
    {
        await page.Until($"/audit?q={Uri.EscapeDataString(subject)}", $"#entries a[href='/audit{ticket}']");
        await page.Locator($"#entries a[href='/audit{ticket}']").First.ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync(subject);
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
