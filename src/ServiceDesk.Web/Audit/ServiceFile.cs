using ServiceDesk.Web.Services;

namespace ServiceDesk.Web.Audit;

/// <summary>What a service answers, byte for byte, as a file to keep.</summary>
internal static class ServiceFile
{
    public static async Task<IResult> Send(string service, string path, string type, string name, HttpContext http, ServicesClient services, CancellationToken cancel)
    {
        var answer = await services.Download(service, path, cancel);
        if (answer is null) return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        http.Response.RegisterForDispose(answer);
        if (!answer.IsSuccessStatusCode) return Results.StatusCode((int)answer.StatusCode);
        http.Response.Headers.CacheControl = "private, no-store";
        return Results.Stream(await answer.Content.ReadAsStreamAsync(cancel), type, name);
    }
}
