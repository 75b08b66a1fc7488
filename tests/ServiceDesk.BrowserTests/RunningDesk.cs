using System.Text.Json;
using Microsoft.Playwright;
using Xunit;

namespace ServiceDesk.BrowserTests;

/// <summary>A running system whose address and sign-ins the environment names, and a browser to look at it.</summary>
public sealed class RunningDesk : IAsyncLifetime
{
    private static readonly string[] browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private readonly List<string> complaints = [];
    private IReadOnlyList<DeskAccount> accounts = [];
    private IPlaywright? playwright;
    private IBrowser? browser;
    private string? missing;
    private string web = "";

    /// <summary>What browsers wrote about refused scripts and styles, and scripts that failed.</summary>
    public IReadOnlyList<string> Complaints => complaints;

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

        web = address!.TrimEnd('/');
        accounts = JsonSerializer.Deserialize<DeskAccount[]>(await File.ReadAllTextAsync(file!), JsonSerializerOptions.Web) ?? [];
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

    public void MustRun()
    {
        if (missing is null) return;
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(missing);
        Assert.Skip(missing);
    }

    /// <summary>The first account with one of the roles, the earlier role first.</summary>
    public DeskAccount Account(params string[] roles) => roles.Select(role => accounts.FirstOrDefault(one => one.Roles.Contains(role))).FirstOrDefault(one => one is not null)
        ?? throw new InvalidOperationException($"No account has one of the roles {string.Join(", ", roles)}.");

    /// <summary>A browser of its own in which the first account with one of the roles, the earlier role first, is signed in.</summary>
    public async Task<IPage> SignIn(string language, params string[] roles)
    {
        var page = await Open(language);
        await EnterAs(page, "", roles);
        return page;
    }

    /// <summary>Signs in at the address, which may be another name of the same host.</summary>
    public async Task EnterAs(IPage page, string address, params string[] roles)
    {
        var account = Account(roles);
        await page.GotoAsync(address + "/sign-in?return=/tickets");
        await page.FillAsync("#user", account.User);
        await page.FillAsync("#password", account.Password);
        await page.ClickAsync("form[action='/sign-in'] button[type=submit]");
        await page.WaitForURLAsync("**/tickets");
    }

    /// <summary>A browser of its own in which nobody is signed in.</summary>
    public Task<IPage> Open(string language) => Open(language, hasScripts: true);

    /// <summary>The same as somebody whose browser runs no scripts.</summary>
    public async Task<IPage> Open(string language, bool hasScripts)
    {
        var context = await browser!.NewContextAsync(new() { BaseURL = web, Locale = language, TimezoneId = "Asia/Shanghai", JavaScriptEnabled = hasScripts });
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => complaints.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal)) complaints.Add(message.Text);
        };
        return page;
    }

}

/// <summary>Somebody who may sign in.</summary>
public sealed record DeskAccount(string Name, string User, string Password, string? Email, IReadOnlyList<string> Roles);
