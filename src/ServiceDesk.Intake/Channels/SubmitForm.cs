using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Channels;

/// <summary>A ticket from a form of the portal, with files.</summary>
internal static class SubmitForm
{
    public const string Channel = "portal";
    private const int MostFields = 200, LongestValue = 100_000, MostFiles = 10;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/portal/tickets", Post)
        .For(Roles.Requester, Roles.Agent, Roles.Lead, Roles.Admin).ReportsHealth(Channel)
        .Produces<SubmissionAnswer>(StatusCodes.Status201Created).Produces(StatusCodes.Status303SeeOther)
        .WithSummary("Submits a form: the fields of a submission by name, type for requestType, fields[name], requester.name and so on; returnTo, a path here, answers 303.");

    /// <summary>A path on this host, and nothing that a browser takes for another.</summary>
    public static bool IsLocal(string path) =>
        path is ['/', ..] && (path.Length == 1 || path[1] is not ('/' or '\\')) && path.All(character => character is > ' ' and < '\x7f' and not '\\');

    /// <summary>The form as the JSON of a submission; blank fields were not filled in.</summary>
    public static byte[] ToJson(IReadOnlyDictionary<string, string> form)
    {
        var (plain, nested) = (new SortedDictionary<string, string>(StringComparer.Ordinal), new SortedDictionary<string, SortedDictionary<string, string>>(StringComparer.Ordinal));
        foreach (var (name, value) in form)
        {
            if (string.IsNullOrWhiteSpace(value) || name == "returnTo") continue;
            var (parent, child) = Split(name);
            if (parent is null) { plain[child] = value; continue; }
            if (!nested.TryGetValue(parent, out var group)) nested[parent] = group = new SortedDictionary<string, string>(StringComparer.Ordinal);
            group[child] = value;
        }
        plain["channel"] = Channel;
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in plain) writer.WriteString(name, value);
            foreach (var (parent, group) in nested.Where(one => !plain.ContainsKey(one.Key)))
            {
                writer.WriteStartObject(parent);
                foreach (var (name, value) in group) writer.WriteString(name, value);
                writer.WriteEndObject();
            }
            writer.WriteEndObject();
        }
        return json.ToArray();
    }

    private static (string? Parent, string Child) Split(string name)
    {
        if (name == "type") return (null, "requestType");
        if (name.EndsWith(']') && name.IndexOf('[', StringComparison.Ordinal) is > 0 and var open) return (name[..open], name[(open + 1)..^1]);
        return name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? (name[..dot], name[(dot + 1)..]) : (null, name);
    }

    private static async Task<IResult> Post(
        HttpContext context, Act act, Submissions submissions, AttachmentFiles files, CancellationToken cancel)
    {
        var request = act.RequestId(act.IdempotencyKey);
        var id = request ?? Guid.CreateVersion7();
        var (form, kept) = await Read(context, id, files, cancel);
        var returnTo = form.GetValueOrDefault("returnTo");
        if (!string.IsNullOrEmpty(returnTo) && !IsLocal(returnTo)) return Problem.Field("returnTo", "must be a path on this host, such as /tickets");
        var command = Input.Parse<SubmitTicket>(new ReadOnlySequence<byte>(ToJson(form)), act.Actor, context.RequestServices);
        var attached = kept.Select((file, index) => (Id: NameBasedId.Create(id, $"file {index}").ToString(), File: file)).ToList();
        var meta = act.Meta(request, new { command, files = kept.Select(file => new { file.FileName, file.Sha256 }) });
        var answer = await submissions.Submit(
            command, (complete, ticket, number, requester, at) => WithFiles(complete.Decide(ticket, number, requester, at), attached, act.Actor.Id, at), act, id, meta,
            waitForRoom: false, canAskBack: true, cancel);
        if (answer.Problem is { } refused) return refused;
        if (string.IsNullOrEmpty(returnTo)) return answer;
        context.Response.Headers.Location = returnTo.Replace("{id}", answer.Id.ToString(), StringComparison.Ordinal);
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }

    /// <summary>The ticket and its files, all or nothing.</summary>
    private static Decision WithFiles(Decision decision, List<(string Id, StoredFile File)> files, string by, Instant at) =>
        files.Count == 0 || decision is not Decision.Accepted { Events: [TicketSubmitted ticket] } ? decision : Decision.Accept(
        [
            ticket with { Attachments = [.. files.Select(one => one.Id)] },
            .. files.Select(one => new AttachmentAdded(
                one.Id, by, ticket.Requester, one.File.FileName, one.File.MediaType, one.File.Size, one.File.Sha256, one.File.Scan, at)),
        ]);

    private static async Task<(Dictionary<string, string> Form, List<StoredFile> Files)> Read(HttpContext context, Guid ticket, AttachmentFiles files, CancellationToken cancel)
    {
        var (form, kept) = (new Dictionary<string, string>(StringComparer.Ordinal), new List<StoredFile>());
        MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type);
        try
        {
            if (type?.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true)
            {
                foreach (var (name, values) in await context.Request.ReadFormAsync(cancel))
                {
                    foreach (var value in values) Add(form, name, value ?? "");
                }
                return (form, kept);
            }
            if (type?.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase) != true)
                throw new RefusedException(Problem.Of(StatusCodes.Status415UnsupportedMediaType, "not-a-form", "Send application/x-www-form-urlencoded or multipart/form-data."));
            context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = (files.Largest + 65_536) * MostFiles;
            var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
            if (string.IsNullOrEmpty(boundary) || boundary.Length > 70) throw Malformed("The form has no boundary.");
            var reader = new MultipartReader(boundary, context.Request.Body) { HeadersCountLimit = 16, HeadersLengthLimit = 16_384 };
            while (await reader.ReadNextSectionAsync(cancel) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var part)) continue;
                if (!part.IsFileDisposition()) { Add(form, HeaderUtilities.RemoveQuotes(part.Name).ToString(), await Text(section.Body, cancel)); continue; }
                if (kept.Count == MostFiles) throw new RefusedException(Problem.Field("file", $"may be given {MostFiles} times in one request"));
                var sent = part.FileNameStar.HasValue ? part.FileNameStar : HeaderUtilities.RemoveQuotes(part.FileName);
                kept.Add(await files.Keep(ticket, sent.ToString(), section.Body, cancel));
            }
            return (form, kept);
        }
        catch (Exception cut) when (cut is InvalidDataException || (cut is IOException && cut is not BadHttpRequestException))
        {
            throw Malformed("The form ends in the middle, or cannot be read.");
        }
    }

    private static void Add(Dictionary<string, string> form, string name, string value)
    {
        if (form.Count >= MostFields) throw Malformed($"The form has more than {MostFields} fields.");
        if (name.Length is 0 or > 200) throw Malformed("A field of the form has no name, or one of more than 200 characters.");
        if (value.Length > LongestValue) throw new RefusedException(Problem.Field(name, $"is longer than {LongestValue} characters"));
        if (!form.TryAdd(name, value)) throw new RefusedException(Problem.Field(name, "must be sent once"));
    }

    /// <summary>A field's text, read one byte beyond what may be sent and no further.</summary>
    private static async Task<string> Text(Stream section, CancellationToken cancel)
    {
        var bytes = new byte[(4 * LongestValue) + 1];
        var length = await section.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel);
        if (length == bytes.Length) throw Malformed($"A field of the form is longer than {LongestValue} characters.");
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            throw Malformed("A field of the form is no UTF-8.");
        }
    }

    private static RefusedException Malformed(string detail) => new(Problem.Of(StatusCodes.Status400BadRequest, "malformed", detail));
}
