using Microsoft.AspNetCore.Mvc;
using ServiceDesk.Web.Services;

namespace ServiceDesk.Web.Tickets;

/// <summary>Files go to Intake and come from it in the visitor's name; nothing of them stays here.</summary>
internal static class AttachmentEndpoints
{
    // Ten files of 25 MB, as Intake takes them, and the form around them.
    public const long LargestForm = 10L * ((25 << 20) + 65_536);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/tickets/{ticket:guid}/attachments", Attach)
            .RequireAuthorization()
            .WithMetadata(new RequestSizeLimitAttribute(LargestForm))
            .WithFormOptions(multipartBodyLengthLimit: LargestForm);
        routes.MapGet("/tickets/{ticket:guid}/attachments/{attachment}", Download).RequireAuthorization();
    }

    private static async Task<IResult> Attach(Guid ticket, IFormCollection form, ServicesClient services, TicketPages pages, CancellationToken cancel)
    {
        var key = IdempotencyKey.Of(form);
        var done = await services.Attach(ticket, form.Files.Where(file => file.FileName.Length > 0), key, cancel);
        return await pages.After(done, ticket, new Draft("attachments", new Dictionary<string, string>(), key, null!), cancel);
    }

    private static async Task<IResult> Download(Guid ticket, string attachment, HttpContext http, ServicesClient services, CancellationToken cancel)
    {
        var answer = await services.Download(ticket, attachment, cancel);
        if (answer is null) return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        http.Response.RegisterForDispose(answer);
        if (!answer.IsSuccessStatusCode) return Results.StatusCode((int)answer.StatusCode);
        var (content, sent) = (answer.Content, answer.Content.Headers.ContentDisposition);
        // Whatever it is, a browser saves it and does not show it as a page of the desk.
        http.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        http.Response.Headers.CacheControl = "private, no-store";
        http.Response.ContentLength = content.Headers.ContentLength;
        return Results.Stream(await content.ReadAsStreamAsync(cancel), content.Headers.ContentType?.MediaType, sent?.FileNameStar ?? sent?.FileName?.Trim('"') ?? "file");
    }
}
