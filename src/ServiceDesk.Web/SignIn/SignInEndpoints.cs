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

    private static IResult Show(
        string? user, string? passkey, string? external, [FromQuery(Name = "return")] string? back, Visitor visitor, DevelopmentAccounts development, ExternalSignIn provider) =>
        visitor.Person is not null ? Results.LocalRedirect(Local.Path(back))
            : Page(user, back, null, development, provider, passkey is not null ? "signin.passkey.refused" : external is not null ? "signin.external.refused" : null);

    private static async Task<IResult> Enter(
        [FromForm] string? user, [FromForm] string? password, [FromForm(Name = "return")] string? back,
        HttpContext http, Accounts accounts, Sessions sessions, DevelopmentAccounts development, ExternalSignIn provider, IClock clock, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(user) || string.IsNullOrEmpty(password) || user.Length > 200 || password.Length > 1000)
            return Page(user, back, SignInOutcome.Refused, development, provider);
        var outcome = await accounts.Check(user, password, cancel);
        if (outcome != SignInOutcome.Welcome) return Page(user, back, outcome, development, provider);
        await SessionAuthentication.Begin(http, user, sessions, clock, cancel);
        return Results.LocalRedirect(Local.Path(back));
    }

    // The form parameter makes the antiforgery check apply.
    private static async Task<IResult> Leave(IFormCollection form, HttpContext http, Sessions sessions, CancellationToken cancel)
    {
        if (http.Request.Cookies[SessionAuthentication.Cookie] is { Length: > 0 } token) await sessions.Revoke(token, cancel);
        SessionAuthentication.Forget(http);
        return Results.LocalRedirect("/sign-in");
    }

    private static RazorComponentResult<SignInPage> Page(
        string? user, string? back, SignInOutcome? problem, DevelopmentAccounts development, ExternalSignIn provider, string? otherRefused = null) =>
        new(new Dictionary<string, object?>
        {
            [nameof(SignInPage.User)] = user,
            [nameof(SignInPage.Back)] = Local.Path(back),
            [nameof(SignInPage.Refused)] = problem is SignInOutcome.Refused,
            [nameof(SignInPage.Locked)] = problem is SignInOutcome.Locked,
            [nameof(SignInPage.OtherRefused)] = otherRefused,
            [nameof(SignInPage.Provider)] = provider.Name,
            [nameof(SignInPage.Known)] = development.Known,
        })
        { StatusCode = problem is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity };
}
