using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ServiceDesk.BrowserTests;

/// <summary>An agent and a lead at work on the same ticket.</summary>
public sealed class WorkbenchJourney(RunningDesk desk) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => desk.Leave();

    [Theory]
    [InlineData("en-GB")]
    [InlineData("zh-CN")]
    public async Task Who_comes_second_hears_who_was_first_and_loses_nothing(string language)
    {
        var words = Words.In(language);
        var subject = $"The till counts twice 收银重复计数 {Guid.NewGuid():N}";
        var ticket = await (await desk.SignIn(language, "requester")).Submit(subject);
        var lead = await desk.SignIn(language, "lead");
        var agent = await desk.SignIn(language, "agent");

        await Assign(lead, ticket, "Noah Fischer");
        await ClaimFromAPageThatWasLoadedBefore(agent, ticket);
        await Expect(agent.Locator("h1")).ToContainTextAsync(words["work.race.title", "Noah Fischer"]);

        // Work that is given appears by itself.
        await agent.GotoAsync("/work");
        await Assign(lead, ticket, "Ada Lovelace");
        await Expect(agent.Locator("#work .ticket-link", new() { HasText = subject })).ToBeVisibleAsync();
        await NoteByKeyboard(agent, subject, "Both till drivers are installed. 装了两个驱动。");

        await agent.StandsStill();
        await agent.Write("respond", ("message", "Which receipts are wrong? 哪些小票有误？"));
        await lead.GotoAsync(ticket);
        await lead.Act("resolve", ("solution", "The second driver is gone. 已删除第二个驱动。"), ("verification.checks", "One receipt, one count. 一单一次。"));
        await Expect(lead.Locator("#solution")).ToBeVisibleAsync();
        await agent.ClickAsync("#action-respond button[type=submit]");
        await Expect(agent.Locator("#action-respond .alert")).ToContainTextAsync(words["problem.resolved"]);
        await Expect(agent.Locator("#respond-message")).ToHaveValueAsync("Which receipts are wrong? 哪些小票有误？");
    }

    [Theory]
    [InlineData("en-GB")]
    [InlineData("zh-CN")]
    public async Task A_lead_sees_a_team_and_does_one_thing_with_many_tickets(string language)
    {
        var subject = $"Screens stay black {Guid.NewGuid():N}";
        var requester = await desk.SignIn(language, "requester");
        var lead = await desk.SignIn(language, "lead");
        await lead.GotoAsync("/work/team?team=software");
        await Expect(lead.Locator("#load .load").First).ToBeVisibleAsync();
        await Expect(lead.Locator("#rebalance")).ToBeVisibleAsync();

        foreach (var floor in (string[])["one", "two"]) await requester.Submit($"{subject} {floor}");
        await lead.GotoAsync($"/tickets?q={Uri.EscapeDataString(subject)}");
        await Expect(lead.Locator("#tickets tbody tr")).ToHaveCountAsync(2);
        await lead.CheckAsync("#tickets thead input[data-all]");
        await lead.ClickAsync("#bulk button[value=note]");
        await lead.FillAsync("#bulk-text", "All from the same batch.");
        await lead.ClickAsync("form[action='/tickets/bulk'] button[type=submit]");
        await Expect(lead.Locator("#outcomes [data-done=yes]")).ToHaveCountAsync(2);
        await lead.Locator("#outcomes .ticket-link").First.ClickAsync();
        await Expect(lead.Locator("#entries [data-kind=note]")).ToContainTextAsync("All from the same batch.");
        await TheCertificateOpens(lead);
    }

    private static async Task Assign(IPage page, string ticket, string agent)
    {
        await page.GotoAsync(ticket);
        await page.Write("assign");
        await page.SelectOptionAsync("#assign-agent", new SelectOptionValue { Label = agent });
        await page.ClickAsync("#action-assign button[type=submit]");
        await Expect(page.Locator(".facts")).ToContainTextAsync(agent);
    }

    /// <summary>The claim of a ticket that waited when the page was loaded.</summary>
    private static async Task ClaimFromAPageThatWasLoadedBefore(IPage page, string ticket)
    {
        await page.GotoAsync("/work");
        await page.EvalOnSelectorAsync(".next-ticket", "(form, path) => { form.action = path; form.submit(); }", "/work/claim/" + ticket.Split('/')[^1]);
        await page.WaitForURLAsync("**/work/claim/**");
    }

    private static async Task NoteByKeyboard(IPage page, string subject, string note)
    {
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("w");
        await Expect(page.Locator("#work .ticket-link", new() { HasText = subject })).ToBeVisibleAsync();
        await page.Press("j", "element.textContent.includes(text)", subject);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#ticket h1")).ToHaveTextAsync(subject);
        await page.Press("Tab", "element.parentElement?.id === text && element.localName === 'summary'", "action-note");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(note);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#entries [data-kind=note]")).ToContainTextAsync(note);
    }

    private static async Task TheCertificateOpens(IPage page)
    {
        await page.Locator(".clock-how > summary").First.ClickAsync();
        await Expect(page.Locator(".clock-how .certificate").First).ToBeVisibleAsync();
    }
}
