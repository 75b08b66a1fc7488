using System.Net.Http.Headers;
using System.Text.Json;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Services;

/// <summary>The four services, asked in the name of the person who is signed in.</summary>
public sealed class ServicesClient(HttpClient http, PersonTokens tokens, IConfiguration configuration, Visitor visitor, ILogger<ServicesClient> log)
{
    public Task<Answer<Listing<TicketRow>>> Tickets(string query, CancellationToken cancel) =>
        Read<Listing<TicketRow>>("Resolution", "/tickets" + query, cancel);

    public Task<Answer<Case>> Case(Guid ticket, string? position, CancellationToken cancel) =>
        Read<Case>("Resolution", Local.Url($"/tickets/{ticket}", ("position", position)), cancel);

    public Task<Answer<Submission>> Submission(Guid ticket, string? position, CancellationToken cancel) =>
        Read<Submission>("Intake", Local.Url($"/tickets/{ticket}", ("position", position)), cancel);

    public Task<Answer<RoutingState>> Routing(Guid ticket, CancellationToken cancel) =>
        Read<RoutingState>("Routing", $"/tickets/{ticket}/routing", cancel);

    public Task<Answer<AuditTrail>> Audit(Guid ticket, string? position, CancellationToken cancel) =>
        Read<AuditTrail>("Analytics", Local.Url($"/audit/tickets/{ticket}", ("position", position)), cancel);

    public Task<Answer<Listing<Organization>>> Organizations(CancellationToken cancel) => Read<Listing<Organization>>("Intake", "/organizations", cancel);

    public Task<Answer<Listing<KnownSystem>>> Systems(CancellationToken cancel) => Read<Listing<KnownSystem>>("Intake", "/systems?limit=500", cancel);

    public Task<Answer<Listing<KnownRequester>>> Requesters(string q, int limit, CancellationToken cancel) =>
        Read<Listing<KnownRequester>>("Intake", Local.Url("/requesters", ("q", q), ("limit", $"{limit}")), cancel);

    public Task<Answer<Listing<Team>>> Teams(CancellationToken cancel) => Read<Listing<Team>>("Routing", "/teams", cancel);

    public Task<Answer<Submitted>> Submit(object ticket, string idempotencyKey, CancellationToken cancel) =>
        Ask<Submitted>(HttpMethod.Post, "Intake", "/tickets", ticket, idempotencyKey, cancel);

    public Task<Answer<Done>> Act(string service, Guid ticket, string action, object command, string idempotencyKey, CancellationToken cancel) =>
        Ask<Done>(HttpMethod.Post, service, $"/tickets/{ticket}/{action}", command, idempotencyKey, cancel);

    public Task<Answer<ServiceCatalogue>> Catalogue(CancellationToken cancel) => Read<ServiceCatalogue>("Intake", "/request-types", cancel);

    public Task<Answer<RequestType>> RequestType(string id, CancellationToken cancel) =>
        Read<RequestType>("Intake", $"/request-types/{Uri.EscapeDataString(id)}", cancel);

    public Task<Answer<Listing<Attachment>>> Attachments(Guid ticket, CancellationToken cancel) =>
        Read<Listing<Attachment>>("Intake", $"/tickets/{ticket}/attachments", cancel);

    public Task<Answer<Listing<Mail>>> Mails(Guid ticket, CancellationToken cancel) => Read<Listing<Mail>>("Intake", $"/tickets/{ticket}/mails", cancel);

    public Task<Answer<ChannelsHealth>> Channels(CancellationToken cancel) => Read<ChannelsHealth>("Intake", "/channels", cancel);

    public Task<Answer<Listing<HeldMail>>> HeldMails(CancellationToken cancel) => Read<Listing<HeldMail>>("Intake", "/channels/email/held", cancel);

    public Task<Answer<Done>> Decide(Guid heldMail, string decision, object command, string idempotencyKey, CancellationToken cancel) =>
        Ask<Done>(HttpMethod.Post, "Intake", $"/channels/email/held/{heldMail}/{decision}", command, idempotencyKey, cancel);

    public Task<Answer<Listing<ArticleRow>>> Articles(string? q, string? language, string? state, string? after, CancellationToken cancel) =>
        Read<Listing<ArticleRow>>("Resolution", Local.Url("/articles", ("q", q), ("language", language), ("state", state), ("after", after)), cancel);

    public Task<Answer<Article>> Article(Guid article, CancellationToken cancel) => Read<Article>("Resolution", $"/articles/{article}", cancel);

    public Task<Answer<Listing<ArticleRow>>> Suggestions(string text, CancellationToken cancel) =>
        Ask<Listing<ArticleRow>>(HttpMethod.Post, "Resolution", "/articles/suggest", new { text }, null, cancel);

    public Task<Answer<Done>> Solved(Guid article, string idempotencyKey, CancellationToken cancel) =>
        Ask<Done>(HttpMethod.Post, "Resolution", $"/articles/{article}/solved-it", new { }, idempotencyKey, cancel);

    /// <summary>The id of the ticket with exactly this number; null when the visitor sees none.</summary>
    public async Task<Answer<TicketRow>> TicketByNumber(string number, CancellationToken cancel)
    {
        var found = await Tickets(Local.Url("", ("q", number), ("limit", "100")), cancel);
        return new(found.Value?.Items.FirstOrDefault(ticket => string.Equals(ticket.Number, number, StringComparison.OrdinalIgnoreCase)), found.Problem);
    }

    public async Task<Answer<Done>> Attach(Guid ticket, IEnumerable<IFormFile> files, string idempotencyKey, CancellationToken cancel)
    {
        using var form = new MultipartFormDataContent();
        foreach (var file in files) form.Add(new StreamContent(file.OpenReadStream()), "file", file.FileName);
        return await Send<Done>(HttpMethod.Post, "Intake", $"/tickets/{ticket}/attachments", form, idempotencyKey, cancel);
    }

    /// <summary>The answer with the bytes of a file still to be read; null when the service cannot be reached.</summary>
    public Task<HttpResponseMessage?> Download(Guid ticket, string attachment, CancellationToken cancel) =>
        Download("Intake", $"/tickets/{ticket}/attachments/{Uri.EscapeDataString(attachment)}", cancel);

    public Task<HttpResponseMessage?> Download(string service, string path, CancellationToken cancel) => Open(HttpMethod.Get, service, path, null, null, cancel);

    /// <summary>The answer to a file, which is still to be read; null when the service cannot be reached.</summary>
    public Task<HttpResponseMessage?> Upload(string service, string path, HttpContent file, string? idempotencyKey, CancellationToken cancel) =>
        Open(HttpMethod.Post, service, path, file, idempotencyKey, cancel);

    private async Task<HttpResponseMessage?> Open(HttpMethod method, string service, string path, HttpContent? content, string? idempotencyKey, CancellationToken cancel)
    {
        using var request = Request(method, service, path, idempotencyKey);
        request.Content = content;
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        }
        catch (Exception broken) when (broken is HttpRequestException || (broken is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            log.LogWarning(broken, "{Service} gave no usable answer to {Method} {Path}", service, method, path);
            return null;
        }
    }

    public Task<Answer<T>> Read<T>(string service, string path, CancellationToken cancel)
        where T : class => Ask<T>(HttpMethod.Get, service, path, null, null, cancel);

    /// <summary>What is there, with the tag of its version, over which the next one is written.</summary>
    public async Task<(Answer<T> Answer, string? Tag)> ReadTagged<T>(string service, string path, CancellationToken cancel)
        where T : class
    {
        using var response = await Download(service, path, cancel);
        if (response is null) return (new(null, Problem.Unreachable(service)), null);
        try
        {
            if (!response.IsSuccessStatusCode) return (new(null, await ProblemOf(response, cancel)), null);
            return (new(await response.Content.ReadFromJsonAsync<T>(Json.Options, cancel), null), response.Headers.ETag?.ToString());
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or JsonException)
        {
            log.LogWarning(broken, "{Service} gave no usable answer to {Method} {Path}", service, HttpMethod.Get, path);
            return (new(null, Problem.Unreachable(service)), null);
        }
    }

    public async Task<Answer<T>> Ask<T>(HttpMethod method, string service, string path, object? body, string? idempotencyKey, CancellationToken cancel)
        where T : class
    {
        using var content = body is null ? null : JsonContent.Create(body, body.GetType(), options: Json.Options);
        return await Send<T>(method, service, path, content, idempotencyKey, cancel, null);
    }

    /// <summary>The same, refused with 412 when what it is written over is not the tagged version any more.</summary>
    public async Task<Answer<T>> Write<T>(HttpMethod method, string service, string path, object? body, string? idempotencyKey, string? tag, CancellationToken cancel)
        where T : class
    {
        using var content = body is null ? null : JsonContent.Create(body, body.GetType(), options: Json.Options);
        return await Send<T>(method, service, path, content, idempotencyKey, cancel, tag);
    }

    private HttpRequestMessage Request(HttpMethod method, string service, string path, string? idempotencyKey)
    {
        var request = new HttpRequestMessage(method, configuration[$"Services:{service}"] + path);
        if (visitor.Person is { } person) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.For(person));
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        return request;
    }

    /// <summary>Sends what is no JSON.</summary>
    public Task<Answer<T>> Send<T>(HttpMethod method, string service, string path, HttpContent content, string? idempotencyKey, CancellationToken cancel)
        where T : class => Send<T>(method, service, path, content, idempotencyKey, cancel, null);

    private async Task<Answer<T>> Send<T>(
        HttpMethod method, string service, string path, HttpContent? content, string? idempotencyKey, CancellationToken cancel, string? tag)
        where T : class
    {
        using var request = Request(method, service, path, idempotencyKey);
        request.Content = content;
        if (tag is not null) request.Headers.TryAddWithoutValidation("If-Match", tag);
        try
        {
            using var response = await http.SendAsync(request, cancel);
            if (response.StatusCode == System.Net.HttpStatusCode.NoContent) return default;
            return response.IsSuccessStatusCode
                ? new(await response.Content.ReadFromJsonAsync<T>(Json.Options, cancel), null)
                : new(null, await ProblemOf(response, cancel));
        }
        catch (Exception broken) when (broken is HttpRequestException or JsonException || (broken is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            log.LogWarning(broken, "{Service} gave no usable answer to {Method} {Path}", service, method, path);
            return new(null, Problem.Unreachable(service));
        }
    }

    /// <summary>What a refusal says.</summary>
    public static async Task<Problem> ProblemOf(HttpResponseMessage response, CancellationToken cancel)
    {
        if (response.Content.Headers.ContentType?.MediaType is not "application/problem+json") return Problem.Of(response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<ProblemDocument>(Json.Options, cancel))?.Of((int)response.StatusCode) ?? Problem.Of(response.StatusCode);
    }
}
