using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using NodaTime;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.SignIn;

/// <summary>Turns the session cookie into the person who is signed in, and sends everybody else to the sign-in page.</summary>
internal sealed class SessionAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, Sessions sessions, KeptForms forms, Visitor visitor)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "session";
    public const string Cookie = "servicedesk-session";
    private const int LongestToken = 100;

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
        Expires = (now + Sessions.Lifetime + Sessions.KnownFor).ToDateTimeOffset(),
        IsEssential = true,
    });

    public static void Forget(HttpContext http) => http.Response.Cookies.Delete(Cookie, new CookieOptions { Path = "/" });

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!Request.Cookies.TryGetValue(Cookie, out var token) || token.Length is 0 or > LongestToken) return AuthenticateResult.NoResult();
        if (await sessions.Find(token, Context.RequestAborted) is not { } person) return AuthenticateResult.NoResult();
        visitor.Enter(person);
        // The antiforgery token is bound to the name identifier.
        var identity = new ClaimsIdentity([new(ClaimTypes.NameIdentifier, person.Id), new(ClaimTypes.Name, person.User)], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // A fragment that polls must not swap the sign-in page into itself: the whole page goes there, unless something is being written on it.
        if (Request.Headers.ContainsKey("HX-Request"))
        {
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            Response.Headers["HX-Trigger"] = "signed-out";
            return;
        }

        var wanted = HttpMethods.IsGet(Request.Method) ? Request.Path + Request.QueryString
            : Request.Cookies[Cookie] is { Length: > 0 and <= LongestToken } token ? await forms.Keep(Request, token, Context.RequestAborted)
            : null;
        Response.Redirect($"/sign-in?return={Uri.EscapeDataString(wanted ?? "/tickets")}");
    }
}
