using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.SignIn;

internal static class SignInEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sign-in", Show);
        routes.MapPost("/sign-in", Enter);
        routes.MapPost("/sign-out", Leave);
    }

    private static IResult Show(string? user, [FromQuery(Name = "return")] string? back, Visitor visitor, DevelopmentAccounts development) =>
        visitor.Person is null ? Page(user, back, null, development) : Results.LocalRedirect(Local.Path(back));

    private static async Task<IResult> Enter(
        [FromForm] string? user, [FromForm] string? password, [FromForm(Name = "return")] string? back,
        HttpContext http, Accounts accounts, Sessions sessions, DevelopmentAccounts development, IClock clock, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(user) || string.IsNullOrEmpty(password) || user.Length > 200 || password.Length > 1000)
            return Page(user, back, SignInOutcome.Refused, development);
        var outcome = await accounts.Check(user, password, cancel);
        if (outcome != SignInOutcome.Welcome) return Page(user, back, outcome, development);
        if (http.Request.Cookies[SessionAuthentication.Cookie] is { Length: > 0 } old) await sessions.Revoke(old, cancel);
        SessionAuthentication.Remember(http, await sessions.Open(user, cancel), clock.GetCurrentInstant());
        return Results.LocalRedirect(Local.Path(back));
    }

    // The form parameter makes the antiforgery check apply.
    private static async Task<IResult> Leave(IFormCollection form, HttpContext http, Sessions sessions, CancellationToken cancel)
    {
        if (http.Request.Cookies[SessionAuthentication.Cookie] is { Length: > 0 } token) await sessions.Revoke(token, cancel);
        SessionAuthentication.Forget(http);
        return Results.LocalRedirect("/sign-in");
    }

    private static RazorComponentResult<SignInPage> Page(string? user, string? back, SignInOutcome? problem, DevelopmentAccounts development) =>
        new(new Dictionary<string, object?>
        {
            [nameof(SignInPage.User)] = user,
            [nameof(SignInPage.Back)] = Local.Path(back),
            [nameof(SignInPage.Refused)] = problem is SignInOutcome.Refused,
            [nameof(SignInPage.Locked)] = problem is SignInOutcome.Locked,
            [nameof(SignInPage.Known)] = development.Known,
        })
        { StatusCode = problem is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity };
}
