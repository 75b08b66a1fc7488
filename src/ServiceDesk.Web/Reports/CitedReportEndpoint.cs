using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Reports;

/// <summary>A report by its id: where mails about scheduled reports lead. With a format it is a file, without one a page.</summary>
internal static class CitedReportEndpoint
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/reports/cited/{id}", Show).RequireAuthorization();
        routes.MapGet("/reports/cited/{id}/manifest", (string id, HttpContext http, ServicesClient services, CancellationToken cancel) =>
            File($"/reports/cited/{Uri.EscapeDataString(id)}/manifest", "manifest.json", http, services, cancel)).RequireAuthorization();
    }

    private static async Task<IResult> Show(string id, string? format, HttpContext http, ReportReader reports, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        if (format is not null) return await File(Local.Url($"/reports/cited/{Uri.EscapeDataString(id)}", ("format", format)), "report.json", http, services, cancel);
        var answer = await reports.Read<Report>($"/reports/cited/{Uri.EscapeDataString(id)}", cancel);
        if (answer.Problem is { Hidden: true, Status: var status }) return Results.StatusCode(status);
        await words.Know(cancel);
        return new RazorComponentResult<CitedReportPage>(new Dictionary<string, object?> { [nameof(CitedReportPage.Answer)] = answer });
    }

    private static async Task<IResult> File(string path, string usualName, HttpContext http, ServicesClient services, CancellationToken cancel)
    {
        var answer = await services.Download("Analytics", path, cancel);
        if (answer is null) return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        http.Response.RegisterForDispose(answer);
        if (!answer.IsSuccessStatusCode) return Results.StatusCode((int)answer.StatusCode);
        var (content, sent) = (answer.Content, answer.Content.Headers.ContentDisposition);
        http.Response.Headers.CacheControl = "private, no-store";
        return Results.Stream(await content.ReadAsStreamAsync(cancel), content.Headers.ContentType?.MediaType, sent?.FileNameStar ?? sent?.FileName?.Trim('"') ?? usualName);
    }
}
