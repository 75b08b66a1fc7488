using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.SignIn;

/// <summary>What everybody decides for their own account: password, passkeys, and which sessions go on.</summary>
internal static class AccountEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/account", Show).RequireAuthorization();
        routes.MapForm("/account/password", "/account", Change);
        routes.MapForm("/account/sessions/end", "/account", End);
    }

    private static Task<IResult> Show(string? passkey, HttpContext http, Visitor visitor, Sessions sessions, UserManager<Account> accounts, CancellationToken cancel) =>
        Page(null, passkey is not null, http, visitor, sessions, accounts, cancel);

    private static async Task<IResult> Change(
        [FromForm] string? old, [FromForm] string? password, [FromForm] string? again, HttpContext http, Visitor visitor, Accounts accounts, Sessions sessions,
        UserManager<Account> users, Microsoft.Extensions.Localization.IStringLocalizer<Texts> texts, CancellationToken cancel)
    {
        var wrong = (password ?? "").Length < Accounts.ShortestPassword ? Problem.Field("password", texts["account.password.short", Accounts.ShortestPassword])
            : password!.Length > Accounts.LongestPassword ? Problem.Field("password", texts["account.password.long"])
            : password != again ? Problem.Field("again", texts["account.password.differs"])
            : null;
        if (wrong is null)
        {
            wrong = await accounts.Check(visitor.Person!.User, old ?? "", cancel) switch
            {
                SignInOutcome.Welcome => null,
                SignInOutcome.Locked => Problem.Field("old", texts["signin.locked"]),
                _ => Problem.Field("old", texts["account.password.wrong"]),
            };
        }
        if (wrong is not null) return await Page(wrong, false, http, visitor, sessions, users, cancel);
        await accounts.SetPassword(visitor.Person!.User, password!, cancel);
        await sessions.End(visitor.Person.User, null, Token(http), cancel);
        Flash.Set(http, "flash.password-changed");
        return Results.LocalRedirect("/account");
    }

    private static async Task<IResult> End([FromForm] string? session, HttpContext http, Visitor visitor, Sessions sessions, CancellationToken cancel)
    {
        await sessions.End(visitor.Person!.User, string.IsNullOrEmpty(session) ? null : session, Token(http), cancel);
        Flash.Set(http, "flash.session-ended");
        return Results.LocalRedirect("/account");
    }

    private static async Task<IResult> Page(
        Problem? problem, bool refused, HttpContext http, Visitor visitor, Sessions sessions, UserManager<Account> accounts, CancellationToken cancel)
    {
        var user = visitor.Person!.User;
        var account = await accounts.FindByIdAsync(Accounts.Normalize(user));
        return new RazorComponentResult<AccountPage>(new Dictionary<string, object?>
        {
            [nameof(AccountPage.Sessions)] = await sessions.Of(user, Token(http), cancel),
            [nameof(AccountPage.Passkeys)] = account is null ? [] : await accounts.GetPasskeysAsync(account),
            [nameof(AccountPage.Refused)] = refused,
            [nameof(AccountPage.Problem)] = problem,
        })
        { StatusCode = problem?.Status ?? StatusCodes.Status200OK };
    }

    private static string Token(HttpContext http) => http.Request.Cookies[SessionAuthentication.Cookie] ?? "";
}
