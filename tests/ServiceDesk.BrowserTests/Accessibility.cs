using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Web;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ServiceDesk.BrowserTests;

/// <summary>
/// axe-core looks at every kind of page that links lead to, in both languages, light on a screen and dark on a phone, with all that can be unfolded: nothing
/// serious or critical is found, and no page is wider than either.
/// </summary>
public sealed partial class Accessibility(RunningDesk desk) : IAsyncDisposable
{
    private const int AtOnce = 2;
    private const int Phone = 390;
    private const int Desktop = 1280;

    private static readonly string[] grave = ["serious", "critical"];
    private static readonly string[] files = ["/pack", "/manifest", "/proofs/ledger", "/proofs/head", "/roster/export", "format="];

    /// <summary>What in an address makes another kind of page; filters do not.</summary>
    private static readonly string[] kinds = ["id", "history", "edit", "type", "view"];

    private static readonly string axe = File.ReadAllText(Path.Combine(Words.Repository, "src", "ServiceDesk.Web", "node_modules", "axe-core", "axe.min.js"));
    private static readonly Lock gate = new();
    private static Task<IReadOnlyList<string>>? samples;

    private readonly ConcurrentBag<string> findings = [];

    public ValueTask DisposeAsync() => desk.Leave();

    [Theory]
    [InlineData("zh-CN", false, "admin", 45)]
    [InlineData("en-GB", true, "admin", 45)]
    [InlineData("zh-CN", true, "agent", 10)]
    [InlineData("en-GB", false, "agent", 10)]
    [InlineData("zh-CN", false, "requester", 7)]
    [InlineData("en-GB", true, "requester", 7)]
    public async Task No_page_has_a_grave_finding_and_none_is_wider_than_the_screen(string language, bool isDark, string role, int fewest)
    {
        var pages = new ConcurrentBag<IPage>(await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => desk.SignIn(language, role))));
        foreach (var page in pages) await page.Context.AddCookiesAsync([new() { Name = "theme", Value = isDark ? "dark" : "light", Url = desk.Web }]);
        lock (gate) samples ??= Samples.Make(desk);
        var seen = new HashSet<string>();
        IReadOnlyList<string> next = [.. (await samples).Where(place => role == "admin" || !place.StartsWith("/administration", StringComparison.Ordinal)), "/", "/account"];

        for (; next.Count > 0; next = await Visit(pages, next, isDark)) next = [.. next.Where(place => seen.Add(Kind(place)))];

        findings.ShouldBeEmpty();
        seen.Count.ShouldBeGreaterThanOrEqualTo(fewest);
    }

    [Theory]
    [InlineData("zh-CN", true)]
    [InlineData("en-GB", false)]
    public async Task The_sign_in_and_a_page_that_is_not_there_have_none_either(string language, bool isDark)
    {
        var page = await desk.OpenAs(new() { Locale = language, ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light });
        await Inspect(page, "/sign-in", isDark, 200);
        await desk.EnterAs(page, "", "requester");
        await Inspect(page, "/no-such-page", isDark, 404);
        findings.ShouldBeEmpty();
    }

    /// <summary>Looks at the pages and returns where they lead.</summary>
    private async Task<IReadOnlyList<string>> Visit(ConcurrentBag<IPage> pages, IReadOnlyList<string> places, bool isDark)
    {
        var links = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(places, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (place, _) =>
        {
            pages.TryTake(out var page);
            foreach (var link in await Inspect(page!, place, isDark, 200)) links.Add(link);
            pages.Add(page!);
        });
        return [.. links.Distinct().Where(link => !files.Any(link.Contains)).Order(StringComparer.Ordinal)];
    }

    private async Task<string[]> Inspect(IPage page, string place, bool isDark, int expected)
    {
        var answer = await page.GotoAsync(place);
        if (answer?.Status != expected) findings.Add($"{place}: answered {answer?.Status}");
        // Figures that take longer come by themselves.
        await Expect(page.Locator(".loading")).ToHaveCountAsync(0);
        var links = await page.Locator("a[href^='/']:not([download])").EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href'))");
        // What is looked at closely is the width that was set last.
        foreach (var width in isDark ? (int[])[Desktop, Phone] : [Phone, Desktop])
        {
            await page.SetViewportSizeAsync(width, 900);
            var over = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
            if (over > 0) findings.Add($"{place}: {over} px wider than {width} px");
        }
        await page.EvaluateAsync("() => document.querySelectorAll('main details').forEach(one => { one.removeAttribute('name'); one.open = true; })");
        await page.EvaluateAsync(axe);
        // No rule that is on needs the style sheets once more, and no page has frames.
        var violations = await page.EvaluateAsync<JsonElement>("async () => (await axe.run({ resultTypes: ['violations'], preload: false, iframes: false })).violations");
        foreach (var violation in violations.EnumerateArray().Where(violation => grave.Contains(violation.GetProperty("impact").GetString())))
            findings.Add($"{place}: {violation.GetProperty("id")} at {string.Join(", ", violation.GetProperty("nodes").EnumerateArray().Take(3).Select(node => node.GetProperty("html")))}");
        return links;
    }

    /// <summary>The address without what distinguishes pages of the same kind: ids, numbers and filters.</summary>
    private static string Kind(string place)
    {
        var parts = place.Split('#')[0].Split('?');
        var path = Id().Replace(string.Join('/', parts[0].Split('/').Select(part => part.Any(char.IsDigit) ? "…" : part)), "$1…");
        string[] words = parts.Length < 2 ? [] : [.. HttpUtility.ParseQueryString(parts[1]).AllKeys.OfType<string>().Where(kinds.Contains).Order()];
        return string.Join('?', [path, .. words]);
    }

    /// <summary>What is administered is named by words, too: teams, calendars, templates.</summary>
    [GeneratedRegex("^(/administration/[a-z]+/)(?!new$)[^/]+")]
    private static partial Regex Id();
}
