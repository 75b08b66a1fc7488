using System.Diagnostics;
using System.Text.RegularExpressions;
using System.Web;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ServiceDesk.BrowserTests;

/// <summary>What every journey does on pages.</summary>
internal static class Steps
{
    /// <summary>Sends the portal's form with a subject and a description; the rest stays as the form proposes it.</summary>
    /// <returns>The ticket's address.</returns>
    public static async Task<string> Submit(this IPage page, string subject)
    {
        await page.GotoAsync("/tickets/new");
        await page.FillAsync("#subject", subject);
        await page.FillAsync("#description", "Since this morning. 从今天早上开始。");
        return await page.Send(subject);
    }

    /// <summary>Sends the portal's form as it is filled in.</summary>
    /// <returns>The ticket's address.</returns>
    public static async Task<string> Send(this IPage page, string subject)
    {
        await page.ClickAsync("#new-ticket .card-footer button.btn-primary");
        await Expect(page.Locator("#ticket h1")).ToHaveTextAsync(subject);
        return new Uri(page.Url).AbsolutePath;
    }

    /// <summary>Opens the form of an action as soon as the page offers it, fills it in and sends it.</summary>
    public static async Task Act(this IPage page, string action, params (string Field, string Text)[] said)
    {
        await page.Write(action, said);
        await page.ClickAsync($"#action-{action} button[type=submit]");
    }

    /// <summary>The same without sending it.</summary>
    public static async Task Write(this IPage page, string action, params (string Field, string Text)[] said)
    {
        var form = page.Locator($"#action-{action}");
        await form.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        var closed = form.Locator("xpath=ancestor-or-self::details[not(@open)]");
        while (await closed.CountAsync() > 0) await closed.First.Locator("> summary").ClickAsync();
        foreach (var (field, text) in said) await form.Locator($"[name='{field}']").FillAsync(text);
    }

    /// <summary>The status that the ticket's page shows.</summary>
    public static Task HasStatus(this IPage page, string status) => Expect(page.Locator(".ticket-badges .status")).ToHaveTextAsync(status);

    /// <summary>Goes to the address again and again until it shows what is looked for: lists of the past and pages without scripts do not follow by themselves.</summary>
    public static async Task Until(this IPage page, string address, string selector)
    {
        for (var waiting = Stopwatch.StartNew(); waiting.ElapsedMilliseconds < RunningDesk.Patience; await page.WaitForTimeoutAsync(200))
        {
            await page.GotoAsync(address);
            if (await page.Locator(selector).CountAsync() > 0) return;
        }
        Assert.Fail($"{selector} does not appear at {address}.");
    }

    /// <summary>The page hears no more of what others do.</summary>
    public static Task StandsStill(this IPage page) => page.RouteAsync("**", route =>
        route.Request.Headers.ContainsKey("hx-request") ? route.AbortAsync() : route.ContinueAsync());

    /// <summary>Waits until the page is there; the address of a sign-in page only ends with it.</summary>
    public static Task IsAt(this IPage page, string path) => Expect(page).ToHaveURLAsync(new Regex($"^[^?]*{path}$"));

    /// <summary>Ends the session by the menu.</summary>
    public static async Task SignOut(this IPage page)
    {
        await page.ClickAsync("details.menu > summary");
        await page.ClickAsync("form[action='/sign-out'] button");
        await page.IsAt("/sign-in");
    }

    /// <summary>Presses a key until what has the focus is what is looked for.</summary>
    /// <param name="page">The page that has the keyboard.</param>
    /// <param name="key">The key.</param>
    /// <param name="isThere">A condition of the element and the text, in the browser's language.</param>
    /// <param name="text">The text.</param>
    public static async Task Press(this IPage page, string key, string isThere, string text)
    {
        for (var presses = 0; presses < 150; presses++)
        {
            await page.Keyboard.PressAsync(key);
            if (await page.EvaluateAsync<bool>($"text => (element => {isThere})(document.activeElement)", text)) return;
        }
        Assert.Fail($"{key} does not lead to {text}.");
    }

    /// <summary>Where what was done last stands in the log of its service; a ticket's page has it in its address.</summary>
    public static string Position(this IPage page) => HttpUtility.ParseQueryString(new Uri(page.Url).Query)["position"] ?? throw new InvalidOperationException($"{page.Url} names no position.");
}
