namespace ServiceDesk.Web.Shell;

/// <summary>A word that the next page says once: that something was done.</summary>
internal static class Flash
{
    private const string Cookie = "flash";
    private const string Prefix = "flash.";

    /// <summary>The next page says the text with this key, which begins with <c>flash.</c></summary>
    public static void Set(HttpContext http, string key) => http.Response.Cookies.Append(Cookie, key, new CookieOptions
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps,
        Path = "/",
        MaxAge = TimeSpan.FromMinutes(1),
        IsEssential = true,
    });

    /// <summary>The key of the text to say, once; null when there is none.</summary>
    public static string? Take(HttpContext? http)
    {
        if (http?.Request.Cookies[Cookie] is not { Length: > 0 and < 60 } key || !key.StartsWith(Prefix, StringComparison.Ordinal) || http.Response.HasStarted) return null;
        http.Response.Cookies.Delete(Cookie, new CookieOptions { Path = "/" });
        return key;
    }
}
