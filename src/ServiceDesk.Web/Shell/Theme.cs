using Microsoft.AspNetCore.Mvc;

namespace ServiceDesk.Web.Shell;

/// <summary>Dark or light, kept in a cookie; without one the browser's own wish counts.</summary>
internal static class Theme
{
    public const string Cookie = "theme";
    public static readonly IReadOnlyList<string> Choices = ["auto", "light", "dark"];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/theme", Choose);

    /// <summary>What was chosen: <c>light</c> or <c>dark</c>; null = as the browser wishes.</summary>
    public static string? Of(HttpContext? http) => http?.Request.Cookies[Cookie] is "light" or "dark" ? http.Request.Cookies[Cookie] : null;

    private static IResult Choose([FromForm] string? theme, [FromForm(Name = "return")] string? back, HttpContext http)
    {
        if (theme is not null && Choices.Contains(theme)) Cookies.Keep(http, Cookie, theme, TimeSpan.FromDays(365));
        return Results.LocalRedirect(back is not null && back.StartsWith("/sign-in", StringComparison.Ordinal) ? "/sign-in" : Local.Path(back));
    }
}
