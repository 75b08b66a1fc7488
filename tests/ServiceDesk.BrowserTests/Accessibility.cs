using System.Text.Json;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace ServiceDesk.BrowserTests;

/// <summary>axe-core looks at every page that navigation, its tabs and its tiles lead to, in both languages and on a phone: nothing serious or critical is found.</summary>
public sealed class Accessibility(RunningDesk desk) : IClassFixture<RunningDesk>
{
    private static readonly string[] grave = ["serious", "critical"];

    [Theory]
    [InlineData("zh-CN", "admin", 1280)]
    [InlineData("en-GB", "admin", 390)]
    [InlineData("en-GB", "agent", 1280)]
    [InlineData("zh-CN", "requester", 390)]
    public async Task No_page_has_a_grave_finding_and_none_is_wider_than_the_screen(string language, string role, int width)
    {
        desk.MustRun();
        var axe = await File.ReadAllTextAsync(Path.Combine(Root(), "src", "ServiceDesk.Web", "node_modules", "axe-core", "axe.min.js"), TestContext.Current.CancellationToken);
        var page = await desk.SignIn(language, role);
        await page.SetViewportSizeAsync(width, 900);
        var findings = new List<string>();
        var places = await Places(page);
        places.Count.ShouldBeGreaterThan(3);

        for (var at = 0; at < places.Count; at++)
        {
            var place = places[at];
            var answer = await page.GotoAsync(place);
            places.AddRange((await Links(page, ".dashboard-tabs a, a.tile, a.admin-add")).Select(link => link.Split('?')[0]).Except(places).ToList());
            if (answer?.Status != 200) findings.Add($"{place}: answered {answer?.Status}");
            await page.EvaluateAsync(axe);
            var violations = await page.EvaluateAsync<JsonElement>("async () => (await axe.run({ resultTypes: ['violations'] })).violations");
            findings.AddRange(violations.EnumerateArray()
                .Where(violation => grave.Contains(violation.GetProperty("impact").GetString()))
                .Select(violation => $"{place}: {violation.GetProperty("id")} at {string.Join(", ", violation.GetProperty("nodes").EnumerateArray().Take(3).Select(node => node.GetProperty("html")))}"));
            var over = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
            if (over > 0) findings.Add($"{place}: {over} px wider than the screen");
        }

        findings.ShouldBeEmpty();
        desk.Complaints.ShouldBeEmpty();
    }

    /// <summary>The places of every section, the queues in columns, one ticket, one article and the account.</summary>
    private static async Task<List<string>> Places(IPage page)
    {
        var places = new List<string>();
        foreach (var section in await Links(page, ".site-nav a"))
        {
            await page.GotoAsync(section);
            var within = await Links(page, ".section-nav a");
            places.AddRange(within.Count > 0 ? within : [section]);
        }
        if (places.Contains("/audit/queues")) places.Add("/audit/queues?view=columns");
        await page.GotoAsync("/tickets");
        places.AddRange((await Links(page, "#tickets a.ticket-link")).Take(1));
        await page.GotoAsync("/articles");
        places.AddRange((await Links(page, "main a[href^='/articles/']")).Take(1));
        places.Add("/account");
        return [.. places.Distinct()];
    }

    private static async Task<IReadOnlyList<string>> Links(IPage page, string selector) =>
        await page.Locator(selector).EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href'))");

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "ServiceDesk.sln"))) folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("ServiceDesk.sln");
        return folder;
    }
}
