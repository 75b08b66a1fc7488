using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ServiceDesk.Web.Shell;

/// <summary>Refused, unknown and failed requests get a page that says so.</summary>
internal static class Failures
{
    public static void Show(WebApplication app)
    {
        app.UseExceptionHandler(failed => failed.Run(http => Page(http, StatusCodes.Status500InternalServerError)));
        app.UseStatusCodePages(context => IsPage(context.HttpContext) ? Page(context.HttpContext, context.HttpContext.Response.StatusCode) : Task.CompletedTask);
    }

    // Fragments and health answers stay bare.
    private static bool IsPage(HttpContext http) => !http.Request.Headers.ContainsKey("HX-Request") && !http.Request.Path.StartsWithSegments("/health");

    private static Task Page(HttpContext http, int status) =>
        new RazorComponentResult<StatusPage>(new Dictionary<string, object?>
        {
            [nameof(StatusPage.Status)] = status,
            [nameof(StatusPage.Trace)] = status >= 500 ? Activity.Current?.TraceId.ToString() : null,
        })
        { StatusCode = status }.ExecuteAsync(http);
}
