namespace ServiceDesk.Web.Shell;

/// <summary>A word that the next page says once: that something was done, or was not.</summary>
internal static class Flash
{
    private const string Cookie = "flash";
    private const string Prefix = "flash.";
    private const string Refusal = "flash.not-";

    /// <summary>The next page says the text with this key, which begins with <c>flash.</c></summary>
    public static void Set(HttpContext http, string key) => Cookies.Keep(http, Cookie, key, TimeSpan.FromMinutes(1));

    /// <summary>Whether the text says that something was not done: its key begins with <c>flash.not-</c></summary>
    public static bool IsRefusal(string key) => key.StartsWith(Refusal, StringComparison.Ordinal);

    /// <summary>The key of the text to say, once; null when there is none.</summary>
    public static string? Take(HttpContext? http)
    {
        if (http?.Request.Cookies[Cookie] is not { Length: > 0 and < 60 } key || !key.StartsWith(Prefix, StringComparison.Ordinal) || http.Response.HasStarted) return null;
        http.Response.Cookies.Delete(Cookie, new CookieOptions { Path = "/" });
        return key;
    }
}
