using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ServiceDesk.BrowserTests;

public sealed class SignInJourney(RunningDesk desk) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => desk.Leave();

    [Theory]
    [InlineData("en-GB")]
    [InlineData("zh-CN")]
    public async Task A_passkey_signs_in_until_it_is_removed(string language)
    {
        var words = Words.In(language);
        var page = await desk.Open(language);
        var browser = await page.Context.NewCDPSessionAsync(page);
        await browser.SendAsync("WebAuthn.enable");
        await browser.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
            },
        });
        // Browsers know passkeys by the name of a host, never by a number.
        var localhost = desk.Web.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        await desk.EnterAs(page, localhost, "analyst");
        await page.GotoAsync(localhost + "/account");
        var name = $"Laptop {Guid.NewGuid():N}"[..20];
        await page.FillAsync("#passkey-name", name);
        await page.ClickAsync("form[action='/account/passkeys'] button[type=submit]");
        await Expect(page.Locator("main [role=status]")).ToHaveTextAsync(words["flash.passkey-added"]);

        await page.SignOut();
        await page.ClickAsync("form[action='/sign-in/passkey'] button");
        await page.WaitForURLAsync(url => !url.Contains("/sign-in", StringComparison.Ordinal));

        await page.GotoAsync(localhost + "/account");
        await page.Locator(".account-row", new() { HasText = name }).Locator("button").ClickAsync();
        await Expect(page.Locator("main [role=status]")).ToHaveTextAsync(words["flash.passkey-removed"]);
        await page.SignOut();
        await page.ClickAsync("form[action='/sign-in/passkey'] button");
        await Expect(page.Locator("[role=alert]")).ToContainTextAsync(words["signin.passkey.refused"]);
    }

    [Theory]
    [InlineData("en-GB")]
    [InlineData("zh-CN")]
    public async Task A_session_that_is_ended_elsewhere_is_over(string language)
    {
        // Nobody else is signed in to this account.
        var (here, there) = (await desk.Open(language), await desk.Open("zh-CN"));
        await desk.EnterAs(here, "", "system");
        await desk.EnterAs(there, "", "system");
        await here.GotoAsync("/account");

        await here.ClickAsync(".account-end-others");

        await Expect(here.Locator("main [role=status]")).ToHaveTextAsync(Words.In(language)["flash.session-ended"]);
        await Expect(here.Locator("form[action='/account/sessions/end']")).ToHaveCountAsync(0);
        // The page that is open there notices by itself.
        await there.WaitForURLAsync("**/sign-in?return=%2Ftickets");
    }

    [Theory]
    [InlineData("en-GB")]
    [InlineData("zh-CN")]
    public async Task A_password_is_changed_only_with_the_present_one(string language)
    {
        var page = await desk.SignIn(language, "auditor");
        await page.GotoAsync("/account");
        await page.FillAsync("#old", "not the present one");
        await page.FillAsync("#password", "long enough by far");
        await page.FillAsync("#again", "long enough by far");
        await page.ClickAsync("form[action='/account/password'] button[type=submit]");
        await Expect(page.Locator("#old-error")).ToBeVisibleAsync();

        // Passwords are typed anew each time.
        await page.FillAsync("#old", desk.Account("auditor").Password);
        await page.FillAsync("#password", "short");
        await page.FillAsync("#again", "short");
        await page.ClickAsync("form[action='/account/password'] button[type=submit]");
        await Expect(page.Locator("#password-error")).ToContainTextAsync("12");
    }

    [Theory]
    [InlineData("en-GB")]
    [InlineData("zh-CN")]
    public async Task Another_provider_signs_in_whom_it_vouches_for(string language)
    {
        var address = Environment.GetEnvironmentVariable("SERVICEDESK_PROVIDER");
        if (address is null) Assert.Skip("SERVICEDESK_PROVIDER does not name the provider that the desk was started with.");
        var (lead, words) = (desk.Account("lead"), Words.In(language));
        using var provider = new SignInProvider(address, "known-to-both", lead.Email!);
        var page = await desk.Open(language);

        provider.IsVerified = false;
        await page.GotoAsync("/sign-in");
        await page.GetByText(words["signin.external", "Example ID"]).ClickAsync();
        await Expect(page.Locator("[role=alert]")).ToContainTextAsync(words["signin.external.refused"]);

        provider.IsVerified = true;
        await page.GotoAsync("/account");
        await page.GetByText(words["signin.external", "Example ID"]).ClickAsync();
        await page.WaitForURLAsync("**/account");
        await Expect(page.Locator(".site-person-name")).ToContainTextAsync(lead.Name);
    }
}
