using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>An attachment as it is shown.</summary>
internal sealed record AttachmentView(string Id, string Name, string MediaType, long Size, string Sha256, string Scan, string By, Instant At)
{
    public static AttachmentView Of(AttachmentAdded added) =>
        new(added.Attachment, added.FileName, added.MediaType, added.Size, added.Sha256, added.Scan, added.By, added.At);
}

/// <summary>Files are added to a ticket: one as the body, or several as a form.</summary>
internal static class AttachFiles
{
    private const int MostInRequest = 10;

    /// <summary>How many files a ticket holds.</summary>
    public const int MostOfTicket = 100;

    /// <summary>The rule: the ticket stands for itself and is not full.</summary>
    public static Decision Decide(Ticket ticket, Actor actor, IReadOnlyList<(string Id, StoredFile File)> files, Instant at)
    {
        if (!ticket.IsVisibleTo(actor)) return Decision.Missing;
        if (ticket.End is not null) return Ended.Refuse(ticket);
        if (ticket.Attachments.Count + files.Count > MostOfTicket) return Decision.Reject("too-many-attachments", $"A ticket holds {MostOfTicket} attachments at most.");
        return Decision.Accept([.. files.Select(one => new AttachmentAdded(
            one.Id, actor.Id, ticket.Submitted!.Requester, one.File.FileName, one.File.MediaType, one.File.Size, one.File.Sha256, one.File.Scan, at))]);
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/tickets/{id:guid}/attachments", Post)
            .For(Roles.System, Roles.Requester, Roles.Agent, Roles.Lead, Roles.Admin)
            .WithSummary("Adds files: one as the body (its name in Content-Disposition or ?name=), or several as multipart/form-data.");
        routes.MapGet("/tickets/{id:guid}/attachments", async (Guid id, Actor actor, Journal journal, CancellationToken cancel) =>
        {
            var ticket = (await journal.Load<Ticket>(Streams.Ticket(id), cancel)).State;
            return ticket.IsVisibleTo(actor)
                ? TypedResults.Ok(new { items = ticket.Attachments.Values.OrderBy(one => one.At).ThenBy(one => one.Attachment, StringComparer.Ordinal).Select(AttachmentView.Of) })
                : (IResult)Problem.NotFound;
        }).For([.. Roles.All]).RecordsReadsOf<Ticket>().WithSummary("The files of a ticket.");
        routes.MapGet("/tickets/{id:guid}/attachments/{attachment}", Get).For([.. Roles.All]).RecordsReadsOf<Ticket>().WithSummary("The bytes of a file.");
    }

    private static async Task<IResult> Post(
        Guid id, HttpContext context, Act act, Journal journal, AttachmentFiles files, HttpResponse response, CancellationToken cancel)
    {
        if (!(await journal.Load<Ticket>(Streams.Ticket(id), cancel)).State.IsVisibleTo(act.Actor)) return Problem.NotFound;
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = (files.Largest + 65_536) * MostInRequest;
        var request = act.RequestId(act.IdempotencyKey);
        var kept = new List<(string Id, StoredFile File)>();
        await foreach (var file in Read(context.Request, id, files, cancel))
            kept.Add(((request is { } key ? NameBasedId.Create(key, $"{kept.Count}") : Guid.CreateVersion7()).ToString(), file));
        if (kept.Count == 0) return Problem.Field("file", "is required");

        var meta = act.Meta(request, new { id, files = kept.Select(one => new { one.File.FileName, one.File.Sha256 }) });
        var outcome = await journal.Handle<Ticket>(Streams.Ticket(id), act.IfMatch, ticket => Decide(ticket, act.Actor, kept, act.Now), meta, act.Now, cancel);
        if (outcome.ToProblem() is { } problem) return problem;
        response.Headers.ETag = OutcomeHttp.ETag(outcome.Version);
        return TypedResults.Json(
            new { items = kept.Select(one => AttachmentView.Of(outcome.State.Attachments[one.Id])), position = new LogPosition(journal.Log, outcome.Position).ToString() },
            HttpJson.Options, statusCode: StatusCodes.Status201Created);
    }

    /// <summary>The files of a request, each kept as soon as it has arrived.</summary>
    private static async IAsyncEnumerable<StoredFile> Read(
        HttpRequest request, Guid ticket, AttachmentFiles files, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var isForm = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);
        if (!isForm)
        {
            ContentDispositionHeaderValue.TryParse(request.Headers.ContentDisposition.ToString(), out var sent);
            yield return await files.Keep(ticket, NameOf(sent) ?? request.Query["name"].FirstOrDefault() ?? "file", request.Body, cancel);
            yield break;
        }
        var boundary = HeaderUtilities.RemoveQuotes(type!.Boundary).Value;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > 70) throw new RefusedException(Problem.Of(StatusCodes.Status400BadRequest, "malformed", "The form has no boundary."));
        var reader = new MultipartReader(boundary, request.Body) { HeadersCountLimit = 16, HeadersLengthLimit = 16_384 };
        for (var count = 0; await Next(reader, cancel) is { } section;)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var part) || !part.IsFileDisposition()) continue;
            if (++count > MostInRequest) throw new RefusedException(Problem.Field("file", $"may be given {MostInRequest} times in one request"));
            yield return await files.Keep(ticket, NameOf(part) ?? "file", section.Body, cancel);
        }
    }

    private static async Task<MultipartSection?> Next(MultipartReader reader, CancellationToken cancel)
    {
        try
        {
            return await reader.ReadNextSectionAsync(cancel);
        }
        catch (Exception broken) when (broken is InvalidDataException || (broken is IOException and not BadHttpRequestException))
        {
            throw new RefusedException(Problem.Of(StatusCodes.Status400BadRequest, "malformed", "The form is cut or broken."));
        }
    }

    private static string? NameOf(ContentDispositionHeaderValue? disposition)
    {
        var name = disposition?.FileNameStar.Value ?? HeaderUtilities.RemoveQuotes(disposition?.FileName ?? default).Value;
        return string.IsNullOrWhiteSpace(name) ? null : name;
    }

    private static async Task<IResult> Get(
        Guid id, string attachment, Actor actor, Journal journal, AttachmentFiles files, HttpResponse response, CancellationToken cancel)
    {
        var ticket = (await journal.Load<Ticket>(Streams.Ticket(id), cancel)).State;
        if (!ticket.IsVisibleTo(actor) || !ticket.Attachments.TryGetValue(attachment, out var added)) return Problem.NotFound;
        var path = files.PathOf(id, added.Sha256);
        if (!File.Exists(path)) return Problem.Of(StatusCodes.Status503ServiceUnavailable, "attachment-unavailable", "The bytes of this attachment cannot be reached now.");
        // Whatever it is, a browser saves it and does not show it as a page of the desk.
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        return TypedResults.PhysicalFile(path, added.MediaType, added.FileName, entityTag: new EntityTagHeaderValue($"\"{added.Sha256}\""), enableRangeProcessing: true);
    }
}
