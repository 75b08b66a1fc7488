using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using NodaTime;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.SignIn;

/// <summary>Turns the session cookie into the person who is signed in, and sends everybody else to the sign-in page.</summary>
internal sealed class SessionAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, Sessions sessions, Visitor visitor)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "session";
    public const string Cookie = "servicedesk-session";

    /// <summary>Ends the session that the browser has, and begins one for the user.</summary>
    public static async Task Begin(HttpContext http, string user, Sessions sessions, IClock clock, CancellationToken cancel)
    {
        if (http.Request.Cookies[Cookie] is { Length: > 0 } old) await sessions.Revoke(old, cancel);
        Remember(http, await sessions.Open(user, http.Request.Headers.UserAgent, cancel), clock.GetCurrentInstant());
    }

    private static void Remember(HttpContext http, string token, Instant now) => http.Response.Cookies.Append(Cookie, token, new CookieOptions
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps,
        Path = "/",
        Expires = (now + Sessions.Lifetime).ToDateTimeOffset(),
        IsEssential = true,
    });

    public static void Forget(HttpContext http) => http.Response.Cookies.Delete(Cookie, new CookieOptions { Path = "/" });

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!Request.Cookies.TryGetValue(Cookie, out var token) || token.Length is 0 or > 100) return AuthenticateResult.NoResult();
        if (await sessions.Find(token, Context.RequestAborted) is not { } person) return AuthenticateResult.NoResult();
        visitor.Enter(person);
        // The antiforgery token is bound to the name identifier.
        var identity = new ClaimsIdentity([new(ClaimTypes.NameIdentifier, person.Id), new(ClaimTypes.Name, person.User)], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var wanted = HttpMethods.IsGet(Request.Method) ? Request.Path + Request.QueryString : "/tickets";
        var signIn = $"/sign-in?return={Uri.EscapeDataString(wanted)}";
        // A fragment that polls must not swap the sign-in page into itself: the whole page goes there.
        if (!Request.Headers.ContainsKey("HX-Request")) Response.Redirect(signIn);
        else
        {
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            Response.Headers["HX-Refresh"] = "true";
        }

        return Task.CompletedTask;
    }
}
