namespace ServiceDesk.Web.Shell;

/// <summary>What the browser keeps for this site; scripts never read it.</summary>
internal static class Cookies
{
    /// <param name="http">The request whose answer sets it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">What to keep.</param>
    /// <param name="age">For how long.</param>
    /// <param name="sites">Whether it comes along when another site leads here.</param>
    public static void Keep(HttpContext http, string name, string value, TimeSpan age, SameSiteMode sites = SameSiteMode.Lax) => http.Response.Cookies.Append(name, value, new CookieOptions
    {
        HttpOnly = true,
        SameSite = sites,
        Secure = http.Request.IsHttps,
        Path = "/",
        MaxAge = age,
        IsEssential = true,
    });
}
