using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ServiceDesk.BrowserTests;

public sealed class KeyboardJourney(RunningDesk desk) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => desk.Leave();

    [Theory]
    [InlineData("en-GB")]
    [InlineData("zh-CN")]
    public async Task Without_a_mouse_a_requester_signs_in_submits_reads_the_help_and_writes(string language)
    {
        var (account, page) = (desk.Account("requester"), await desk.Open(language));
        var subject = $"The mouse is gone 鼠标不见了 {Guid.NewGuid():N}";
        var keys = page.Keyboard;

        await page.GotoAsync("/sign-in?return=/tickets");
        await keys.TypeAsync(account.User);
        await keys.PressAsync("Tab");
        await keys.TypeAsync(account.Password);
        await keys.PressAsync("Enter");
        await page.IsAt("/tickets");
        await Expect(page.Locator("h1")).ToBeVisibleAsync();

        await keys.PressAsync("c");
        await page.IsAt("/tickets/new");
        await Expect(page.Locator("#new-ticket")).ToBeVisibleAsync();
        await keys.PressAsync("Tab");
        await Expect(page.Locator(".skip-link")).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await page.Press("Tab", "element.id === text", "subject");
        await keys.TypeAsync(subject);
        await page.Press("Tab", "element.id === text", "description");
        await keys.TypeAsync("It was here yesterday. 昨天还在。");
        await page.Press("Tab", "element.matches(text)", "#new-ticket .card-footer button.btn-primary");
        await keys.PressAsync("Enter");
        await Expect(page.Locator("#ticket h1")).ToHaveTextAsync(subject);

        await keys.PressAsync("?");
        await Expect(page.Locator("#shortcuts")).ToBeVisibleAsync();
        await Expect(page.Locator("#shortcuts")).ToContainTextAsync(Words.In(language)["shortcuts.title"]);
        await keys.PressAsync("Escape");
        await Expect(page.Locator("#shortcuts")).ToBeHiddenAsync();

        await page.Press("Tab", "element.localName === 'summary' && element.parentElement.id === text", "action-messages");
        await keys.PressAsync("Enter");
        await keys.PressAsync("Tab");
        await keys.TypeAsync("It lay under the desk. 在桌子下面。");
        await keys.PressAsync("Tab");
        await keys.PressAsync("Enter");
        await Expect(page.Locator("#entries [data-kind=message]")).ToContainTextAsync("在桌子下面");
    }
}
