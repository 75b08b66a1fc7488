using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ServiceDesk.BrowserTests;

public sealed partial class ReportsJourney(RunningDesk desk) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => desk.Leave();

    [Theory]
    [InlineData("en-GB", "analyst")]
    [InlineData("zh-CN", "lead")]
    public async Task An_analyst_follows_a_figure_to_its_tickets_and_asks_what_if(string language, string reader)
    {
        await SomethingIsThereToCount(language);
        // Whoever asks anew within half a minute gets the same answer, so each language has a reader of its own.
        var page = await desk.SignIn(language, reader);

        await FiltersStayInTheAddress(page);
        await AFigureLeadsToItsTickets(page);
        await AReportCanBeCited(page);
        await UnchangedRulesMakeNoDifference(page, Words.In(language)["what-if.lead"]);
    }

    private async Task SomethingIsThereToCount(string language)
    {
        var page = await desk.SignIn(language, "requester");
        await page.Submit("A figure to look behind 可以统计");
        await desk.Api("analytics", "analyst").Get($"/reports/flow?by=all&position={page.Position()}", TestContext.Current.CancellationToken);
    }

    private static async Task FiltersStayInTheAddress(IPage page)
    {
        await page.GotoAsync("/dashboards");
        await Expect(page.Locator("#course .chart svg, #course .chart-empty").First).ToBeVisibleAsync();
        await page.SelectOptionAsync("#priority", "p2");
        await page.SelectOptionAsync("#channel", "portal");
        await page.ClickAsync(".report-filters button[type=submit]");
        await Expect(page).ToHaveURLAsync(new Regex("priority=p2.*channel=portal"));
        // The other dashboards are about the same tickets.
        await page.Locator(".dashboard-tabs a").Nth(1).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/dashboards/time.*priority=p2.*channel=portal"));
        await Expect(page.Locator("#priority")).ToHaveValueAsync("p2");
        await Expect(page.Locator(".heat tbody tr")).ToHaveCountAsync(7);
        await page.GotoAsync("/dashboards/people?by=agent");
        await Expect(page.Locator("#people .card-choice [aria-current=true]")).ToHaveAttributeAsync("href", new Regex("by=agent"));
    }

    /// <summary>As many tickets are listed as the figure says, and the list stays the same when the desk goes on.</summary>
    private static async Task AFigureLeadsToItsTickets(IPage page)
    {
        await page.GotoAsync("/reports/flow?by=all");
        var inflow = page.Locator("#flow tbody tr:first-child td[data-label] a").First;
        var counted = int.Parse(Digits().Replace(await inflow.InnerTextAsync(), ""), System.Globalization.CultureInfo.InvariantCulture);
        counted.ShouldBeGreaterThan(0);
        await inflow.ClickAsync();
        await page.WaitForURLAsync(new Regex("/reports/flow/tickets.*position="));
        await Expect(page.Locator("#behind tbody tr")).ToHaveCountAsync(Math.Min(counted, 100));
        var ticket = page.Locator("#behind tbody a.ticket-number").First;
        var number = await ticket.InnerTextAsync();
        await ticket.ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync(number);
    }

    private static async Task AReportCanBeCited(IPage page)
    {
        await page.GotoAsync("/reports/sla?by=priority&by=team");
        var id = await page.Locator(".report-foot .cite-id").InnerTextAsync();
        var lines = await page.Locator("#sla tbody tr").AllInnerTextsAsync();
        await page.Locator($".report-exports a[href='/reports/cited/{Uri.EscapeDataString(id)}']").ClickAsync();
        await Expect(page.Locator(".report-foot .cite-id")).ToHaveTextAsync(id);
        (await page.Locator("#sla tbody tr").AllInnerTextsAsync()).ShouldBe(lines);
        var manifest = await page.APIRequest.GetAsync($"/reports/cited/{Uri.EscapeDataString(id)}/manifest");
        (await manifest.TextAsync()).ShouldContain(id);
    }

    private static async Task UnchangedRulesMakeNoDifference(IPage page, string nothingRecorded)
    {
        await page.GotoAsync("/what-if");
        await Expect(page.Locator("main")).ToContainTextAsync(nothingRecorded);
        await page.ClickAsync("#what-if-form button[type=submit]");
        await Expect(page.Locator("#what-if-same, main .empty").First).ToBeVisibleAsync();
        // On a new desk no clock has come to its end.
        if (await page.Locator("#what-if-same").CountAsync() == 0) return;
        foreach (var difference in await page.Locator("#what-if-answer .difference td").AllInnerTextsAsync()) difference.ShouldMatch("^(0|0 .+|–)$");
        await Expect(page.Locator("#what-if-flips")).ToHaveCountAsync(0);
        await page.FillAsync("#scale", "10");
        await page.ClickAsync("#what-if-form button[type=submit]");
        // Only what differs stands in the address.
        await Expect(page).ToHaveURLAsync(new Regex(@"what-if\?from=[\d-]+&to=[\d-]+&scale=10&asked=yes$"));
        await Expect(page.Locator("#what-if-answer")).ToBeVisibleAsync();
    }

    [GeneratedRegex(@"\D")]
    private static partial Regex Digits();
}
