namespace ServiceDesk.Web.Shell;

/// <summary>Requests by htmx for a part of a page that is already shown.</summary>
internal static class Fragments
{
    /// <summary>True for htmx, and marks the answer as one that differs from the page at the same address and is never stored.</summary>
    public static bool Wanted(HttpContext http)
    {
        http.Response.Headers.Vary = "HX-Request";
        // Exactly as the antiforgery token of a form in the page would ask for.
        http.Response.Headers.CacheControl = "no-cache, no-store";
        http.Response.Headers.Pragma = "no-cache";
        return http.Request.Headers.ContainsKey("HX-Request");
    }
}
