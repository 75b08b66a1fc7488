using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;
using ServiceDesk.Dev;
using Shouldly;
using Xunit;

[assembly: AssemblyFixture(typeof(ServiceDesk.BrowserTests.RunningDesk))]

namespace ServiceDesk.BrowserTests;

/// <summary>A running system whose address and sign-ins the environment names, and one browser to look at it, in which each account signs in once.</summary>
public sealed class RunningDesk : IAsyncLifetime
{
    /// <summary>Services follow each other within a second; a loaded machine gets half a minute, in milliseconds.</summary>
    internal const float Patience = 30_000;

    private static readonly string[] browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> sessions = new();
    private readonly ConcurrentDictionary<string, Visit> visits = new();
    private IReadOnlyList<DeskAccount> accounts = [];
    private Accounts keys = null!;
    private IPlaywright? playwright;
    private IBrowser? browser;
    private string? missing;

    /// <summary>Where the desk's pages are.</summary>
    public string Web { get; private set; } = "";

    /// <summary>What one test has opened, and what browsers wrote about scripts and styles that were refused, and scripts that failed.</summary>
    private sealed record Visit(ConcurrentBag<IBrowserContext> Contexts, ConcurrentBag<string> Complaints);

    private static string Present => TestContext.Current.TestCase!.UniqueID;

    public async ValueTask InitializeAsync()
    {
        var address = Environment.GetEnvironmentVariable("SERVICEDESK_WEB");
        var file = Environment.GetEnvironmentVariable("SERVICEDESK_ACCOUNTS");
        var executable = browsers.FirstOrDefault(File.Exists);
        missing = string.IsNullOrEmpty(address) ? "SERVICEDESK_WEB does not name a running system, such as http://127.0.0.1:5100."
            : !File.Exists(file) ? "SERVICEDESK_ACCOUNTS does not name the JSON file of its sign-ins."
            : executable is null ? $"No browser at {string.Join(", ", browsers)}."
            : null;
        if (missing is not null) return;

        Web = address!.TrimEnd('/');
        accounts = JsonSerializer.Deserialize<DeskAccount[]>(await File.ReadAllTextAsync(file!), JsonSerializerOptions.Web) ?? [];
        keys = new Accounts(Path.GetDirectoryName(Path.GetFullPath(file!))!);
        Assertions.SetDefaultExpectTimeout(Patience);
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = executable,
            Args = ["--disable-gpu", "--disable-background-networking", .. Environment.UserName == "root" ? new[] { "--no-sandbox" } : []],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
    }

    /// <summary>Closes what the present test has opened; no page may have complained.</summary>
    public async ValueTask Leave()
    {
        if (!visits.TryRemove(Present, out var visit)) return;
        foreach (var context in visit.Contexts) await context.CloseAsync();
        visit.Complaints.ShouldBeEmpty();
    }

    /// <summary>The first account with one of the roles, the earlier role first.</summary>
    public DeskAccount Account(params string[] roles)
    {
        MustRun();
        return roles.Select(role => accounts.FirstOrDefault(one => one.Roles.Contains(role))).FirstOrDefault(one => one is not null)
            ?? throw new InvalidOperationException($"No account has one of the roles {string.Join(", ", roles)}.");
    }

    /// <summary>A service's own API, with the key of a role.</summary>
    internal Api Api(string service, string role)
    {
        MustRun();
        var address = new UriBuilder(Web);
        address.Port += ServiceDeskOptions.AllServices.ToList().IndexOf(service);
        return new Api(address.Uri, keys.Key(role));
    }

    /// <summary>A browser of its own in which the first account with one of the roles, the earlier role first, is signed in: in the session that it shares with the other tests.</summary>
    public async Task<IPage> SignIn(string language, params string[] roles)
    {
        var account = Account(roles);
        var session = await sessions.GetOrAdd(account.User, _ => new(() => Begin(account))).Value;
        return await OpenAs(new() { Locale = language, StorageState = session });
    }

    /// <summary>Signs in with a session of its own, at the address, which may be another name of the same host.</summary>
    public async Task EnterAs(IPage page, string address, params string[] roles)
    {
        await page.GotoAsync(address + "/sign-in?return=/tickets");
        await Enter(page, Account(roles));
        await page.IsAt("/tickets");
    }

    /// <summary>Fills in the sign-in page that is shown.</summary>
    public static async Task Enter(IPage page, DeskAccount account)
    {
        await page.FillAsync("#user", account.User);
        await page.FillAsync("#password", account.Password);
        await page.ClickAsync("form[action='/sign-in'] button[type=submit]");
    }

    /// <summary>A browser of its own in which nobody is signed in.</summary>
    public Task<IPage> Open(string language) => OpenAs(new() { Locale = language });

    /// <summary>A browser as described.</summary>
    public async Task<IPage> OpenAs(BrowserNewContextOptions look)
    {
        MustRun();
        var visit = visits.GetOrAdd(Present, _ => new Visit([], []));
        var context = await NewContext(look);
        visit.Contexts.Add(context);
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => visit.Complaints.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal)) visit.Complaints.Add(message.Text);
        };
        return page;
    }

    private async Task<string> Begin(DeskAccount account)
    {
        await using var context = await NewContext(new());
        var page = await context.NewPageAsync();
        await EnterAs(page, "", account.Roles[0]);
        return await context.StorageStateAsync();
    }

    private Task<IBrowserContext> NewContext(BrowserNewContextOptions look)
    {
        (look.BaseURL, look.TimezoneId) = (Web, "Asia/Shanghai");
        return browser!.NewContextAsync(look);
    }

    private void MustRun()
    {
        if (missing is null) return;
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(missing);
        Assert.Skip(missing);
    }
}

/// <summary>Somebody who may sign in.</summary>
public sealed record DeskAccount(string Name, string User, string Password, string Person, string? Email, IReadOnlyList<string> Roles);
