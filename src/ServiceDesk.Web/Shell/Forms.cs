namespace ServiceDesk.Web.Shell;

internal static class Forms
{
    /// <summary>
    /// Takes a form that another page shows. A refused form leaves its own address in the browser: who loads that again, or changes the language there, comes to
    /// the page that the form belongs to, with the same values in its path.
    /// </summary>
    public static RouteHandlerBuilder MapForm(this IEndpointRouteBuilder routes, string address, string page, Delegate take)
    {
        routes.MapGet(address, (HttpContext http) => Results.LocalRedirect(Filled(page, http.Request.RouteValues) + http.Request.QueryString)).RequireAuthorization();
        return routes.MapPost(address, take).RequireAuthorization();
    }

    private static string Filled(string page, RouteValueDictionary values) =>
        values.Aggregate(page, (path, one) => path.Replace($"{{{one.Key}}}", Uri.EscapeDataString($"{one.Value}"), StringComparison.Ordinal));
}
