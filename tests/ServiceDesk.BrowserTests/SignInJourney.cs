using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ServiceDesk.BrowserTests;

public sealed class SignInJourney(RunningDesk desk) : IClassFixture<RunningDesk>
{
    [Fact]
    public async Task A_passkey_signs_in_until_it_is_removed()
    {
        desk.MustRun();
        var page = await desk.SignIn("en-GB", "analyst");
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
        var localhost = new Uri(page.Url).GetLeftPart(UriPartial.Authority).Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        await desk.EnterAs(page, localhost, "analyst");
        await page.GotoAsync(localhost + "/account");
        var name = $"Laptop {Guid.NewGuid():N}"[..20];
        await page.FillAsync("#passkey-name", name);
        await page.ClickAsync("form[action='/account/passkeys'] button[type=submit]");
        await Expect(page.Locator("main [role=status]")).ToHaveTextAsync("The passkey is added.");

        await SignOut(page);
        await page.ClickAsync("form[action='/sign-in/passkey'] button");
        await page.WaitForURLAsync(url => !url.Contains("/sign-in", StringComparison.Ordinal));

        await page.GotoAsync(localhost + "/account");
        await page.Locator(".account-row", new() { HasText = name }).Locator("button").ClickAsync();
        await Expect(page.Locator("main [role=status]")).ToHaveTextAsync("The passkey is removed.");
        await SignOut(page);
        await page.ClickAsync("form[action='/sign-in/passkey'] button");
        await Expect(page.Locator("[role=alert]")).ToContainTextAsync("The passkey was not accepted");
    }

    [Fact]
    public async Task A_session_that_is_ended_elsewhere_is_over()
    {
        desk.MustRun();
        var here = await desk.SignIn("en-GB", "auditor");
        var there = await desk.SignIn("zh-CN", "auditor");
        await here.GotoAsync("/account");

        await here.ClickAsync(".account-end-others");

        await Expect(here.Locator("main [role=status]")).ToHaveTextAsync("Signed out there.");
        await Expect(here.Locator("form[action='/account/sessions/end']")).ToHaveCountAsync(0);
        // The page that is open there notices by itself.
        await there.WaitForURLAsync("**/sign-in?return=%2Ftickets");
    }

    [Fact]
    public async Task A_password_is_changed_only_with_the_present_one()
    {
        desk.MustRun();
        var page = await desk.SignIn("en-GB", "auditor");
        await page.GotoAsync("/account");
        await page.FillAsync("#old", "not the present one");
        await page.FillAsync("#password", "long enough by far");
        await page.FillAsync("#again", "long enough by far");
        await page.ClickAsync("form[action='/account/password'] button[type=submit]");
        await Expect(page.Locator("#old-error")).ToHaveTextAsync("Is not your present password.");

        // Passwords are typed anew each time.
        await page.FillAsync("#old", desk.Account("auditor").Password);
        await page.FillAsync("#password", "short");
        await page.FillAsync("#again", "short");
        await page.ClickAsync("form[action='/account/password'] button[type=submit]");
        await Expect(page.Locator("#password-error")).ToHaveTextAsync("Must have at least 12 characters.");
    }

    [Fact]
    public async Task Another_provider_signs_in_whom_it_vouches_for()
    {
        desk.MustRun();
        var address = Environment.GetEnvironmentVariable("SERVICEDESK_PROVIDER");
        if (address is null) Assert.Skip("SERVICEDESK_PROVIDER does not name the provider that the desk was started with.");
        var lead = desk.Account("lead");
        using var provider = new SignInProvider(address, "known-to-both", lead.Email!);
        var page = await desk.Open("en-GB");

        provider.IsVerified = false;
        await page.GotoAsync("/sign-in");
        await page.GetByText("Sign in with Example ID").ClickAsync();
        await Expect(page.Locator("[role=alert]")).ToContainTextAsync("That sign-in led to no account here.");

        provider.IsVerified = true;
        await page.GotoAsync("/account");
        await page.GetByText("Sign in with Example ID").ClickAsync();
        await page.WaitForURLAsync("**/account");
        await Expect(page.Locator(".site-person-name")).ToContainTextAsync(lead.Name);
    }

    private static async Task SignOut(IPage page)
    {
        await page.ClickAsync("details.menu > summary");
        await page.ClickAsync("form[action='/sign-out'] button");
        await page.WaitForURLAsync("**/sign-in");
    }
}
