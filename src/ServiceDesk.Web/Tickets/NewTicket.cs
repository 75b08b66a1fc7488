using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using ServiceDesk.Web.Knowledge;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Tickets;

/// <summary>The portal's form: a request type and a template stand in its address, so that choosing them needs no script.</summary>
internal static class NewTicket
{
    /// <summary>Two Chinese characters may say something already.</summary>
    private const int ShortestText = 2;

    private const int MostRequesters = 6;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/tickets/new", Show).RequireAuthorization();
        routes.MapPost("/tickets/new", Submit).RequireAuthorization()
            .WithMetadata(new RequestSizeLimitAttribute(AttachmentEndpoints.LargestForm)).WithFormOptions(multipartBodyLengthLimit: AttachmentEndpoints.LargestForm);
        routes.MapGet("/tickets/new/requesters", Requesters).RequireAuthorization();
        routes.MapForm("/tickets/new/suggest", "/tickets/new", Suggest)
            .WithMetadata(new RequestSizeLimitAttribute(AttachmentEndpoints.LargestForm)).WithFormOptions(multipartBodyLengthLimit: AttachmentEndpoints.LargestForm);
    }

    private static async Task<IResult> Show(string? type, string? template, string? subject, Visitor visitor, ServicesClient services, Names names, CancellationToken cancel)
    {
        if (!visitor.MaySubmit) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var catalogue = await services.Catalogue(cancel);
        var chosen = Find(catalogue, type);
        var prepared = chosen?.Templates.FirstOrDefault(one => one.Id == template);
        var form = TicketForm.Begin(visitor.Person!, chosen, prepared).About(subject);
        var found = form["subject"].Length < ShortestText ? null : (await services.Suggestions(form["subject"], cancel)).Value?.Items;
        return await Page(form, IdempotencyKey.New(), null, catalogue, visitor, services, names, cancel, found);
    }

    private static async Task<IResult> Submit(string? type, IFormCollection form, Visitor visitor, ServicesClient services, Names names, CancellationToken cancel)
    {
        var catalogue = await services.Catalogue(cancel);
        var typed = TicketForm.Read(form, Find(catalogue, type));
        var key = IdempotencyKey.Of(form);
        // Without its type the ticket would lose the extra fields.
        var answer = type is not null && typed.Type is null
            ? new(null, catalogue.Problem ?? Problem.Of(System.Net.HttpStatusCode.UnprocessableEntity))
            : await services.Submit(typed.For(visitor.Person!).ToTicket(visitor), key, cancel);
        if (answer.Value is { } submitted)
        {
            // The ticket stands; what is wrong with its files is told there.
            var files = form.Files.Where(file => file.FileName.Length > 0).ToList();
            var refused = files.Count == 0 ? null : (await services.Attach(submitted.Id, files, IdempotencyKey.Of(key, "files"), cancel)).Problem;
            return Results.LocalRedirect(Local.Url($"/tickets/{submitted.Id}", ("position", submitted.Position), ("files", refused is null ? null : refused.Code ?? "refused")));
        }
        var problem = answer.Problem ?? Problem.Unreachable("Intake");
        // An unknown outcome is asked for again under the same key; a refusal starts afresh.
        return await Page(typed, problem.Temporary ? key : IdempotencyKey.New(), problem, catalogue, visitor, services, names, cancel);
    }

    /// <summary>Articles that may answer what is being typed: alone for a script, else the page with what was typed.</summary>
    private static async Task<IResult> Suggest(string? type, IFormCollection form, HttpContext http, Visitor visitor, ServicesClient services, Names names, CancellationToken cancel)
    {
        if (!visitor.MaySubmit) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var text = $"{form["subject"]}\n{form["description"]}".Trim();
        // Suggestions are a help: when they cannot be had, the form stays as it is.
        var found = text.Length < ShortestText ? [] : (await services.Suggestions(text, cancel)).Value?.Items ?? [];
        if (Fragments.Wanted(http))
        {
            return new RazorComponentResult<ArticleSuggestions>(new Dictionary<string, object?>
            {
                [nameof(ArticleSuggestions.Articles)] = found,
                [nameof(ArticleSuggestions.Address)] = Local.Url("/tickets/new/suggest", ("type", type)),
            });
        }
        var catalogue = await services.Catalogue(cancel);
        return await Page(TicketForm.Read(form, Find(catalogue, type)), IdempotencyKey.Of(form), null, catalogue, visitor, services, names, cancel, found);
    }

    /// <summary>Whom the desk knows by a name, an e-mail address or a phone number: a part of the form, for scripts only.</summary>
    private static async Task<IResult> Requesters(string? q, HttpContext http, Visitor visitor, ServicesClient services, Names names, CancellationToken cancel)
    {
        if (!visitor.Works) return Results.StatusCode(StatusCodes.Status403Forbidden);
        if (!Fragments.Wanted(http)) return Results.LocalRedirect("/tickets/new");
        var known = names.Know(cancel);
        var word = q?.Trim() ?? "";
        var found = word.Length == 0 ? null : (await services.Requesters(word, MostRequesters, cancel)).Value?.Items;
        await known;
        return new RazorComponentResult<RequesterSuggestions>(new Dictionary<string, object?> { [nameof(RequesterSuggestions.Requesters)] = found });
    }

    private static RequestType? Find(Answer<ServiceCatalogue> catalogue, string? id) => catalogue.Value?.Items.FirstOrDefault(type => type.Id == id);

    private static async Task<IResult> Page(
        TicketForm form, string key, Problem? problem, Answer<ServiceCatalogue> catalogue, Visitor visitor, ServicesClient services, Names names, CancellationToken cancel,
        IReadOnlyList<ArticleRow>? suggestions = null)
    {
        var known = names.Know(cancel);
        var organizations = visitor.Person!.Organization is null ? await services.Organizations(cancel) : default;
        await known;
        return new RazorComponentResult<NewTicketPage>(new Dictionary<string, object?>
        {
            [nameof(NewTicketPage.Form)] = form,
            [nameof(NewTicketPage.Key)] = key,
            [nameof(NewTicketPage.Problem)] = problem,
            [nameof(NewTicketPage.Organizations)] = organizations.Value?.Items ?? [],
            [nameof(NewTicketPage.Suggestions)] = suggestions,
            [nameof(NewTicketPage.Catalogue)] = catalogue.Value ?? new ServiceCatalogue([], []),
        })
        { StatusCode = problem?.Status ?? StatusCodes.Status200OK };
    }
}
