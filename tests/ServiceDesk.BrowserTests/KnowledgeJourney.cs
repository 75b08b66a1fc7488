using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ServiceDesk.BrowserTests;

public sealed class KnowledgeJourney(RunningDesk desk) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => desk.Leave();

    [Fact]
    public async Task What_an_agent_writes_and_a_lead_reviews_is_found_by_a_requester()
    {
        var word = $"Kestrel{Guid.NewGuid():N}"[..14];
        var author = await desk.SignIn("en-GB", "agent");
        await author.GotoAsync("/articles");
        await author.ClickAsync("a[href='/articles/new']");
        await author.FillAsync("#title", $"The {word} printer stays dark");
        await author.CheckAsync("input[name=audience][value=requester]", new() { Force = true });
        await author.FillAsync("#sections-symptom", "No lamp is lit.");
        await author.ClickAsync("#article-form button[type=submit]");
        await Expect(author.Locator("h1")).ToContainTextAsync(word);
        var article = new Uri(author.Url).AbsolutePath;

        // Without a solution there is nothing to review.
        await Step(author, "submit");
        await Expect(author.Locator("#refused")).ToBeVisibleAsync();

        // Two write at once: who is later keeps the text and reads what the other wrote.
        var other = await desk.SignIn("en-GB", "lead");
        await other.GotoAsync(article + "/edit");
        await author.GotoAsync(article + "/edit");
        await other.FillAsync("#sections-cause", "The fuse.");
        await other.ClickAsync("#article-form button[type=submit]");
        await Expect(other.Locator("article")).ToContainTextAsync("The fuse.");
        await author.FillAsync("#sections-steps", "Press the switch.");
        await author.ClickAsync("#article-form button[type=submit]");
        await Expect(author.Locator("#conflict")).ToContainTextAsync("The fuse.");
        await Expect(author.Locator("#sections-steps")).ToHaveValueAsync("Press the switch.");
        await author.ClickAsync("#article-form button[type=submit]");
        await Expect(author.Locator("article")).ToContainTextAsync("Press the switch.");

        // Neither of those who wrote reviews it.
        await Step(author, "submit");
        await Expect(author.Locator("form[action$='/publish']")).ToHaveCountAsync(0);
        var reviewer = await desk.SignIn("zh-CN", "admin");
        await reviewer.Until("/articles?state=review", $"a[href^='{article}']");
        await reviewer.ClickAsync($"a[href^='{article}']");
        await Step(reviewer, "publish");
        await Expect(reviewer.Locator("#versions li")).ToHaveCountAsync(1);

        var requester = await desk.SignIn("zh-CN", "requester");
        await requester.Until("/articles?q=" + word, $"a[href='{article}']");
        await requester.ClickAsync($"a[href='{article}']");
        await Expect(requester.Locator("article")).ToContainTextAsync("Press the switch.");
        await Expect(requester.Locator("#versions, #steps")).ToHaveCountAsync(0);
    }

    private static Task Step(IPage page, string step) => page.ClickAsync($"form[action$='/{step}'] button[type=submit]");
}
