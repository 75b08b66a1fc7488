using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;

namespace ServiceDesk.Web.Shell;

/// <summary>The switch between the languages, kept in a cookie that comes before what the browser asks for.</summary>
internal static class Language
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/language", Choose);

    public static void Apply(WebApplication app) => app.UseRequestLocalization(options =>
    {
        options.SetDefaultCulture(Visitor.Languages[0]);
        options.AddSupportedCultures([.. Visitor.Languages]);
        options.AddSupportedUICultures([.. Visitor.Languages]);
        options.RequestCultureProviders = [new CookieRequestCultureProvider(), new AnyChinese(), new AcceptLanguageHeaderRequestCultureProvider()];
    });

    private static IResult Choose([FromForm] string? language, [FromForm(Name = "return")] string? back, HttpContext http)
    {
        if (language is not null && Visitor.Languages.Contains(language))
        {
            Cookies.Keep(
                http, CookieRequestCultureProvider.DefaultCookieName, CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(language)), TimeSpan.FromDays(365));
        }

        return Results.LocalRedirect(back is not null && back.StartsWith("/sign-in", StringComparison.Ordinal) ? "/sign-in" : Local.Path(back));
    }

    /// <summary>A browser that prefers <c>zh</c>, <c>zh-Hans</c> or <c>zh-TW</c> gets our Chinese.</summary>
    private sealed class AnyChinese : RequestCultureProvider
    {
        public override Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext http)
        {
            var first = http.Request.GetTypedHeaders().AcceptLanguage.OrderByDescending(language => language.Quality ?? 1).FirstOrDefault();
            return Task.FromResult(first?.Value.StartsWith("zh", StringComparison.OrdinalIgnoreCase) == true ? new ProviderCultureResult("zh-CN") : null);
        }
    }
}
