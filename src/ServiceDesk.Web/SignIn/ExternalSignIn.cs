using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.SignIn;

/// <summary>
/// Signing in through a provider of OAuth 2.0 (authorization code with PKCE, RFC 6749 and 7636) that <c>Web:OAuth</c> names: <c>Name</c>,
/// <c>AuthorizationEndpoint</c>, <c>TokenEndpoint</c>, <c>UserInformationEndpoint</c>, <c>ClientId</c>, <c>ClientSecret</c>, <c>Scope</c> and <c>EmailField</c>
/// (default <c>email</c>). A provider that does not tell <c>email_verified</c> is trusted to know its people's addresses. Who has the only account with the e-mail address that the provider confirms is let in; no account is made.
/// </summary>
internal sealed class ExternalSignIn(IConfiguration configuration)
{
    private const string Scheme = "external";
    private const string KeptScheme = "external-kept";

    /// <summary>What the provider is called; null when none is configured.</summary>
    public string? Name => Settings(configuration)["Name"];

    public static void Add(IServiceCollection services, AuthenticationBuilder authentication, IConfiguration configuration)
    {
        services.AddSingleton<ExternalSignIn>();
        var settings = Settings(configuration);
        if (settings["Name"] is null) return;
        authentication.AddCookie(KeptScheme, options =>
        {
            options.Cookie.Name = "servicedesk-external";
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.ExpireTimeSpan = TimeSpan.FromMinutes(5);
        });
        authentication.AddOAuth(Scheme, options =>
        {
            options.SignInScheme = KeptScheme;
            options.CallbackPath = "/sign-in/external/back";
            options.AuthorizationEndpoint = Required(settings, "AuthorizationEndpoint");
            options.TokenEndpoint = Required(settings, "TokenEndpoint");
            options.UserInformationEndpoint = Required(settings, "UserInformationEndpoint");
            options.ClientId = Required(settings, "ClientId");
            options.ClientSecret = Required(settings, "ClientSecret");
            options.UsePkce = true;
            // The provider sends people back by a link; a cookie for all sites would need HTTPS.
            options.CorrelationCookie.SameSite = SameSiteMode.Lax;
            options.Scope.Clear();
            foreach (var scope in (settings["Scope"] ?? "openid email").Split(' ', StringSplitOptions.RemoveEmptyEntries)) options.Scope.Add(scope);
            var email = settings["EmailField"] ?? "email";
            options.Events.OnCreatingTicket = context => Identify(context, email);
            options.Events.OnRemoteFailure = context =>
            {
                context.Response.Redirect("/sign-in?external=refused");
                context.HandleResponse();
                return Task.CompletedTask;
            };
        });
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sign-in/external", Leave);
        routes.MapGet("/sign-in/external/done", Enter);
    }

    private static IResult Leave([FromQuery(Name = "return")] string? back, ExternalSignIn provider) => provider.Name is null
        ? Results.NotFound()
        : Results.Challenge(new AuthenticationProperties { RedirectUri = Local.Url("/sign-in/external/done", ("return", Local.Path(back))) }, [Scheme]);

    private static async Task<IResult> Enter(
        [FromQuery(Name = "return")] string? back, HttpContext http, ExternalSignIn provider, Accounts accounts, Sessions sessions, IClock clock, CancellationToken cancel)
    {
        if (provider.Name is null) return Results.NotFound();
        var kept = await http.AuthenticateAsync(KeptScheme);
        await http.SignOutAsync(KeptScheme);
        if (kept.Principal?.FindFirstValue(ClaimTypes.Email) is not { Length: > 0 } email || await accounts.ByEmail(email, cancel) is not { } user)
            return Results.LocalRedirect("/sign-in?external=refused");
        await SessionAuthentication.Begin(http, user, sessions, clock, cancel);
        return Results.LocalRedirect(Local.Path(back));
    }

    private static async Task Identify(OAuthCreatingTicketContext context, string field)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, context.Options.UserInformationEndpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", context.AccessToken);
        request.Headers.Accept.Add(new("application/json"));
        using var response = await context.Backchannel.SendAsync(request, context.HttpContext.RequestAborted);
        response.EnsureSuccessStatusCode();
        using var person = JsonDocument.Parse(await response.Content.ReadAsStreamAsync(context.HttpContext.RequestAborted));
        // An address that the provider itself does not vouch for opens nothing.
        if (person.RootElement.TryGetProperty("email_verified", out var verified) && verified.ToString() is not ("True" or "true")) return;
        if (person.RootElement.TryGetProperty(field, out var email) && email.GetString() is { Length: > 0 } address)
            context.Identity!.AddClaim(new Claim(ClaimTypes.Email, address));
    }

    private static IConfigurationSection Settings(IConfiguration configuration) => configuration.GetSection("Web:OAuth");

    private static string Required(IConfigurationSection settings, string name) =>
        settings[name] ?? throw new InvalidOperationException($"Web:OAuth:{name} is missing.");
}
