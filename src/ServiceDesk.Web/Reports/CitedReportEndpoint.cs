using ServiceDesk.Web.Services;

namespace ServiceDesk.Web.Reports;

/// <summary>A report by its id, as a file: where mails about scheduled reports lead.</summary>
internal static class CitedReportEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/reports/cited/{id}", Download).RequireAuthorization();

    private static async Task<IResult> Download(string id, string? format, HttpContext http, ServicesClient services, CancellationToken cancel)
    {
        var answer = await services.DownloadReport(id, format, cancel);
        if (answer is null) return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        http.Response.RegisterForDispose(answer);
        if (!answer.IsSuccessStatusCode) return Results.StatusCode((int)answer.StatusCode);
        var (content, sent) = (answer.Content, answer.Content.Headers.ContentDisposition);
        http.Response.Headers.CacheControl = "private, no-store";
        return Results.Stream(await content.ReadAsStreamAsync(cancel), content.Headers.ContentType?.MediaType, sent?.FileNameStar ?? sent?.FileName?.Trim('"') ?? "report.json");
    }
}
