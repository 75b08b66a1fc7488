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
    [InlineData("en-GB", "analyst", "Nothing is recorded")]
    [InlineData("zh-CN", "lead", "不会留下任何记录")]
    public async Task An_analyst_follows_a_figure_to_its_tickets_and_asks_what_if(string language, string reader, string nothingRecorded)
    {
        await SomethingIsThereToCount(language);
        // Whoever asks anew within half a minute gets the same answer, so each language has a reader of its own.
        var page = await desk.SignIn(language, reader);

        await FiltersStayInTheAddress(page);
        await AFigureLeadsToItsTickets(page);
        await AReportCanBeCited(page);
        await UnchangedRulesMakeNoDifference(page, nothingRecorded);
        await AnotherTableOfPrioritiesIsAsked(page, nothingRecorded);
        await AnotherRosterIsAsked(page, nothingRecorded);
        await AScheduleStaysWhatItIsWhenItIsEdited(page);
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

    private static async Task AnotherTableOfPrioritiesIsAsked(IPage page, string nothingRecorded)
    {
        await page.GotoAsync("/what-if/priorities");
        await Expect(page.Locator("main")).ToContainTextAsync(nothingRecorded);
        var cell = page.Locator(".matrix-table select").First;
        var other = await cell.InputValueAsync() == "p1" ? "p2" : "p1";
        await cell.SelectOptionAsync(other);
        await page.ClickAsync("#what-if-form button[type=submit]");
        await Expect(page).ToHaveURLAsync(new Regex($@"what-if/priorities\?from=[\d-]+&to=[\d-]+&p\.\w+\.\w+\.\w+={other}&asked=yes$"));
        await Expect(page.Locator("#what-if-answer")).ToBeVisibleAsync();
        await Expect(page.Locator(".matrix-table select.changed")).ToHaveCountAsync(1);
    }

    private static async Task AnotherRosterIsAsked(IPage page, string nothingRecorded)
    {
        await page.GotoAsync("/what-if/staffing");
        await Expect(page.Locator("main")).ToContainTextAsync(nothingRecorded);
        await page.Locator("#what-if-form input[name^='n.']").First.FillAsync("2");
        await page.ClickAsync("#what-if-form button[type=submit]");
        await Expect(page).ToHaveURLAsync(new Regex(@"what-if/staffing\?from=[\d-]+&to=[\d-]+&n\.[^&]+=2&asked=yes$"));
        // On a new desk no ticket was solved from which work could be drawn.
        await Expect(page.Locator("#staffing-answer, main .alert").First).ToBeVisibleAsync();
        await Expect(page.Locator("#what-if-form input.changed")).ToHaveCountAsync(1);
    }

    /// <summary>The browser is in Shanghai; the schedule counts in UTC.</summary>
    private static async Task AScheduleStaysWhatItIsWhenItIsEdited(IPage page)
    {
        var name = $"kept-{Guid.NewGuid():N}"[..20];
        await page.GotoAsync("/report-schedules");
        await page.ClickAsync("#new-schedule summary");
        await page.FillAsync("#name", name);
        foreach (var (place, word) in ((int, string)[])[(0, "priority"), (1, "team"), (2, "month")]) await page.SelectOptionAsync($"#by-{place}", word);
        await page.SelectOptionAsync("#zone", "UTC");
        await page.ClickAsync("#new-schedule button[type=submit]");
        var line = page.Locator("#schedules tr", new() { HasText = name });
        await Expect(line).ToContainTextAsync("UTC");
        var kept = await line.InnerTextAsync();

        await line.Locator("th a").ClickAsync();
        await page.SelectOptionAsync("#format", "csv");
        await page.ClickAsync("#new-schedule button[type=submit]");
        await Expect(line).ToHaveTextAsync(kept, new() { UseInnerText = true });
        await line.Locator("button").ClickAsync();
        await Expect(line).ToHaveCountAsync(0);
    }

    [GeneratedRegex(@"\D")]
    private static partial Regex Digits();
}
