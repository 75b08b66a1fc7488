using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Tests.Web;

public sealed partial class FormsTests
{
    /// <summary>Those with a page at their own address, those that always lead elsewhere, and those that only scripts send.</summary>
    private static readonly string[] others =
    [
        "/report-schedules", "/tickets/bulk", "/tickets/new", "/articles/new", "/articles/{article:guid}/edit", "/administration/people", "/administration/agents/{agent}/absences", "/administration/sources/{name}/try", "DocumentEndpoints.cs: path",
        "/administration/calendars/{name}/holidays", "ImportEndpoints.cs: Address", "WhatIfEndpoint.cs: Staffing",
        "/tickets/{ticket:guid}/attachments", "/sign-in", "/sign-out", "/sign-in/passkey", "/theme", "/language", "/sign-in/passkey/options", "/account/passkeys/options", "RegisterEndpoints.cs: address", "Forms.cs: address",
    ];

    [Theory]
    [InlineData("/people/ada/keys/7/revoke", "/people/ada")]
    [InlineData("/people/a%20d%2Ba/keys/7/revoke?from=2026-03-01&to=2026-03-31", "/people/a%20d%2Ba?from=2026-03-01&to=2026-03-31")]
    public async Task Who_loads_the_address_of_a_form_again_comes_to_its_page(string address, string page)
    {
        var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        builder.Services.AddAuthorization();
        await using var app = builder.Build();
        app.UseAuthorization();
        app.MapGroup("").AllowAnonymous().MapForm("/people/{person}/keys/{key}/revoke", "/people/{person}", (string person, string key) => $"{person} {key}");
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.Single()) };

        using var loaded = await browser.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
        using var sent = await browser.PostAsync(new Uri(address, UriKind.Relative), null, TestContext.Current.CancellationToken);

        (loaded.StatusCode, loaded.Headers.Location?.OriginalString).ShouldBe((HttpStatusCode.Redirect, page));
        sent.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public void Each_form_without_a_page_of_its_own_leads_to_one()
    {
        var mapped = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "ServiceDesk.Web"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => Mapped().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)
                .Select(address => address.EndsWith('"') ? address.Trim('$', '"') : $"{Path.GetFileName(file)}: {address}"));

        mapped.Except(others).ShouldBeEmpty();
    }

    [GeneratedRegex("""\bMapPost\(([^,]+),""")]
    private static partial Regex Mapped();
}
