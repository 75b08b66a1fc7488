using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using NodaTime.Text;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;
using ServiceDesk.Web.Tickets;

namespace ServiceDesk.Web.Administration;

/// <summary>
/// Documents are edited in a form that is looked at before it is saved: what it would change, and of promises what they would have been in the last month.
/// What somebody else changed meanwhile is brought together with it.
/// </summary>
internal static class DocumentEndpoints
{
    public const string Found = "found#";
    public const string Tag = "tag#";
    public const string Effective = "effectiveFrom#";
    public const string Running = "running#";
    public const string NewId = "id#";

    private const int MostValues = 50_000;
    private const string New = "new";

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var document in Documents.All)
        {
            var path = $"/administration/{document.Slug}" + (document.IsOneOfMany ? "/{id}" : "");
            routes.MapGet(path, (string? id, bool? saved, bool? history, HttpContext http, Visitor visitor, ServicesClient services, Phrases say, CancellationToken cancel) =>
                history == true ? Past(document, id, http, visitor, services, say, cancel) : Show(document, id, saved == true, visitor, services, say, cancel)).RequireAuthorization();
            routes.MapPost(path, (string? id, IFormCollection form, HttpContext http, Visitor visitor, ServicesClient services, Phrases say, CancellationToken cancel) =>
                Take(document, id, form, http, visitor, services, say, cancel)).RequireAuthorization().WithFormOptions(valueCountLimit: MostValues);
        }
    }

    private static async Task<IResult> Show(Document document, string? id, bool saved, Visitor visitor, ServicesClient services, Phrases say, CancellationToken cancel)
    {
        if (!visitor.Is([.. document.Roles])) return Results.StatusCode(StatusCodes.Status403Forbidden);
        if (id == New) return await Page(Empty(document), null, visitor, services, say, cancel);
        var (now, problem) = await Load(document, id, services, cancel);
        return now is null ? Failed(problem) : await Page(now with { Saved = saved }, null, visitor, services, say, cancel);
    }

    /// <summary>Who changed it before: alone for a script, else with the page.</summary>
    private static async Task<IResult> Past(
        Document document, string? id, HttpContext http, Visitor visitor, ServicesClient services, Phrases say, CancellationToken cancel)
    {
        if (!visitor.Is([.. document.Roles])) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var (now, problem) = await Load(document, id, services, cancel);
        if (now is null) return Failed(problem);
        var past = now with { Choices = await Choices.Load(document.Fields, services, say, cancel), History = await History(now, visitor, services, cancel) };
        var parameters = new Dictionary<string, object?> { [nameof(DocumentPage.View)] = past };
        return Fragments.Wanted(http) ? new RazorComponentResult<DocumentHistory>(parameters) : new RazorComponentResult<DocumentPage>(parameters);
    }

    private static async Task<IResult> Take(
        Document document, string? id, IFormCollection form, HttpContext http, Visitor visitor, ServicesClient services, Phrases say, CancellationToken cancel)
    {
        if (!visitor.Is([.. document.Roles])) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var typed = Typed(document, id, form, visitor);
        var asked = form["do"].ToString();
        if (asked.Contains(':', StringComparison.Ordinal))
        {
            DocumentForm.Change(typed.Shown, document.Fields, asked);
            return await Page(typed, Fragments.Wanted(http) ? http : null, visitor, services, say, cancel);
        }
        return asked == "save" ? await Save(typed, visitor, services, say, cancel) : await Page(await Review(typed, visitor, services, say, cancel), null, visitor, services, say, cancel);
    }

    /// <summary>What stands in the form that was sent.</summary>
    private static DocumentView Typed(Document document, string? id, IFormCollection form, Visitor visitor)
    {
        var found = DocumentJson.Parse(form[Found].ToString());
        return new(
            document, id == New ? null : id, DocumentForm.Read(form, document.Fields, visitor), DocumentJson.Of(found, document.Fields),
            form[Tag].ToString() is { Length: > 0 } tag ? tag : null, IdempotencyKey.Of(form))
        {
            IsNew = id == New,
            NewId = form[NewId].ToString().Trim(),
            EffectiveFrom = form[Effective].ToString(),
            Running = form.ContainsKey(Running),
        };
    }

    private static async Task<DocumentView> Review(DocumentView typed, Visitor visitor, ServicesClient services, Phrases say, CancellationToken cancel)
    {
        var reviewed = typed with { Changes = DocumentChanges.Between(typed.Found, typed.Shown, typed.Document.Fields) };
        if (reviewed.Changes.Count == 0 || Question(typed, visitor, say) is not { } question) return reviewed;
        var answer = await services.Preview(question, cancel);
        // What is wrong with the promises is found here already.
        return answer.Problem is { Errors.Count: > 0 } wrong ? reviewed with { Problem = wrong } : reviewed with { Preview = answer.Value, PreviewProblem = answer.Problem };
    }

    /// <summary>How the last month would have come out; null for what is no promise.</summary>
    private static object? Question(DocumentView typed, Visitor visitor, Phrases say)
    {
        var today = say.Now.InZone(visitor.Zone).Date;
        var until = today.With(DateAdjusters.StartOfMonth);
        var (from, to) = (Start(until.PlusMonths(-1)), Start(until));
        return typed.Document.Slug switch
        {
            "sla" => new { from, to, policies = typed.Shown["policies"] },
            "matrix" => new { from, to, matrix = new { cells = typed.Shown["cells"] } },
            "calendars" when typed.Id is { } name => new { from, to, calendars = new[] { Named(typed.Shown, name) } },
            _ => null,
        };

        string Start(LocalDate day) => InstantPattern.ExtendedIso.Format(day.AtStartOfDayInZone(visitor.Zone).ToInstant());
    }

    private static JsonObject Named(JsonObject shown, string name)
    {
        var named = (JsonObject)shown.DeepClone();
        named["name"] = name;
        return named;
    }

    private static async Task<IResult> Save(DocumentView typed, Visitor visitor, ServicesClient services, Phrases say, CancellationToken cancel)
    {
        var document = typed.Document;
        var created = typed.IsNew ? document.New : null;
        var id = typed.Id ?? typed.NewId;
        if (typed.IsNew && created is null && id.Length == 0)
            return await Page(typed with { Problem = Problem.Field(NewId, "is required"), Key = IdempotencyKey.New() }, null, visitor, services, say, cancel);
        if (typed.IsNew && created is null && (await Load(document, id, services, cancel)).View is not null)
            return await Page(typed with { Problem = Problem.Field(NewId, "is used twice"), Key = IdempotencyKey.New() }, null, visitor, services, say, cancel);
        var body = document.Sent?.Invoke(typed.Shown) ?? (JsonObject)typed.Shown.DeepClone();
        if (document.IsDated && visitor.InstantOf(typed.EffectiveFrom) is { } from) body["effectiveFrom"] = InstantPattern.ExtendedIso.Format(from);
        if (document.IsRunning && typed.Running) body["running"] = true;
        var answer = created is not null
            ? await services.Write<Defined>(created.Method, document.Service, created.Path, body, typed.Key, created.Tag, cancel)
            : await services.Define(document, id, body, typed.Key, typed.IsNew ? null : typed.Tag, cancel);
        if (answer.Problem is { } problem)
            return await Refused(typed, document.Named is { } named ? problem with { Errors = named(typed.Shown, problem.Errors) } : problem, visitor, services, say, cancel);
        var address = document.AddressOf(created is null ? document.IsOneOfMany ? id : null : answer.Value?.Id);
        return answer.Value?.Secret is { } secret ? Secret.Page(document.Slug, secret, address) : Results.LocalRedirect(Local.Url(address, ("saved", "true")));
    }

    /// <summary>The form with what is wrong; of a stale one with what the other changed, brought together with what was typed.</summary>
    private static async Task<IResult> Refused(DocumentView typed, Problem problem, Visitor visitor, ServicesClient services, Phrases say, CancellationToken cancel)
    {
        var refused = typed with { Problem = problem, Key = problem.Temporary ? typed.Key : IdempotencyKey.New() };
        if (problem.Status == StatusCodes.Status412PreconditionFailed && typed.IsNew) refused = refused with { Problem = problem with { Code = "there-already" } };
        if (problem.Status != StatusCodes.Status412PreconditionFailed || typed.IsNew) return await Page(refused, null, visitor, services, say, cancel);
        var (now, _) = await Load(typed.Document, typed.Id, services, cancel);
        if (now is null) return await Page(refused, null, visitor, services, say, cancel);
        var fields = typed.Document.Fields;
        // The version may be that of many things, of which another changed.
        if (DocumentJson.Same(typed.Found, now.Found) && typed.Tag != now.Tag) return await Save(typed with { Tag = now.Tag, Key = IdempotencyKey.New() }, visitor, services, say, cancel);
        var (theirs, mine) = (DocumentChanges.Between(typed.Found, now.Found, fields), DocumentChanges.Between(typed.Found, typed.Shown, fields).DistinctBy(one => one.Place).ToDictionary(one => one.Place));
        var merged = DocumentChanges.Merge(typed.Found, now.Found, typed.Shown, fields);
        return await Page(
            now with
            {
                Shown = merged,
                EffectiveFrom = typed.EffectiveFrom,
                Running = typed.Running,
                Problem = problem,
                Collisions = [.. theirs.Select(one => new Collision(one, mine.GetValueOrDefault(one.Place)))],
                Changes = DocumentChanges.Between(now.Found, merged, fields),
            },
            null, visitor, services, say, cancel);
    }

    private static DocumentView Empty(Document document)
    {
        var nothing = DocumentJson.Of(new JsonObject(), document.Fields);
        return new(document, null, nothing, (JsonObject)nothing.DeepClone(), null, IdempotencyKey.New()) { IsNew = true };
    }

    private static async Task<(DocumentView? View, Problem? Problem)> Load(Document document, string? id, ServicesClient services, CancellationToken cancel)
    {
        var (answer, tag) = await services.Document(document, id, cancel);
        if (answer.Value is not { } given) return (null, answer.Problem);
        if ((document.Within is { } within ? within(given, id ?? "") : given) is not { } one) return (null, Problem.Of(System.Net.HttpStatusCode.NotFound));
        var found = DocumentJson.Of(one, document.Fields);
        var version = document.IsDated ? new DocumentVersion(Number(given), At(given["effectiveFrom"]), DocumentJson.Text(given["byName"] ?? given["by"]), At(given["at"])) : null;
        return (new(document, id, (JsonObject)found.DeepClone(), found, tag, IdempotencyKey.New()) { Version = version }, null);
    }

    private static async Task<IResult> Page(DocumentView view, HttpContext? part, Visitor visitor, ServicesClient services, Phrases say, CancellationToken cancel)
    {
        var shown = view with { Choices = await Choices.Load(view.Document.Fields, services, say, cancel) };
        var parameters = new Dictionary<string, object?> { [nameof(DocumentPage.View)] = shown };
        var status = view.Problem?.Status ?? StatusCodes.Status200OK;
        return part is null ? new RazorComponentResult<DocumentPage>(parameters) { StatusCode = status } : new RazorComponentResult<DocumentBody>(parameters);
    }

    /// <summary>Who changed it before, and what.</summary>
    private static async Task<IReadOnlyList<DocumentEdit>> History(DocumentView view, Visitor visitor, ServicesClient services, CancellationToken cancel)
    {
        if (view.IsNew || !visitor.Is("admin", "auditor")) return [];
        var key = view.Document.EventKey;
        var name = view.Id?.Split('~')[0];
        var edits = ((await services.Edits(view.Document.Event, cancel)).Value?.Items ?? [])
            .Select(one => (Entry: one, Data: JsonObject.Create(one.Data)))
            .Where(one => key is null || DocumentJson.Text(one.Data?[key]) == name)
            .Where(one => view.Id?.Split('~') is not [_, var language] || DocumentJson.Text(one.Data?["language"]) == language)
            .Take(10).ToList();
        return [.. edits.Select((one, place) => new DocumentEdit(
            one.Entry.Id, one.Entry.ActorName ?? one.Entry.Actor ?? "", one.Entry.Recorded,
            place + 1 < edits.Count ? DocumentChanges.Between(Of(edits[place + 1].Data), Of(one.Data), view.Document.Fields) : null))];

        JsonObject Of(JsonObject? data) => DocumentJson.Of(data is null || view.Document.Recorded is not { } recorded ? data : recorded(data), view.Document.Fields);
    }

    private static IResult Failed(Problem? problem) => Results.StatusCode(problem?.Status is 401 ? StatusCodes.Status403Forbidden : problem?.Status ?? StatusCodes.Status503ServiceUnavailable);

    // The table of priorities names its versions.
    private static int? Number(JsonObject given) => (given["number"] ?? given["version"]) is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;

    private static Instant? At(JsonNode? value) => OffsetDateTimePattern.ExtendedIso.Parse(DocumentJson.Text(value)) is { Success: true } at ? at.Value.ToInstant() : null;
}
