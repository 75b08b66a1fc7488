using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;
using ServiceDesk.Web.Tickets;

namespace ServiceDesk.Web.Knowledge;

/// <summary>A refused link with a ticket, as it was typed.</summary>
public sealed record ArticleLinkDraft(Problem Problem, string Ticket, string Key);

/// <summary>Articles for self-help and for the desk: search, read, and say that one solved it.</summary>
internal static class KnowledgeEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/articles", List).RequireAuthorization();
        routes.MapGet("/articles/{article:guid}", Show).RequireAuthorization();
        routes.MapForm("/articles/{article:guid}/solved-it", "/articles/{article}", Solved);
        routes.MapForm("/articles/{article:guid}/link", "/articles/{article}", Link);
        routes.MapForm("/articles/{article:guid}/unlink", "/articles/{article}", Unlink);
        StaleArticles.Map(routes);
    }

    private static async Task<IResult> List(string? q, string? language, string? after, HttpContext http, ServicesClient services, CancellationToken cancel)
    {
        var written = ArticleListPage.Languages.Contains(language) ? language : null;
        var found = await services.Articles(q, written, after, cancel);
        var parameters = new Dictionary<string, object?>
        {
            [nameof(ArticleList.Q)] = q,
            [nameof(ArticleList.Language)] = written,
            [nameof(ArticleList.Articles)] = found.Value,
            [nameof(ArticleList.Problem)] = found.Problem,
        };
        return Fragments.Wanted(http) ? new RazorComponentResult<ArticleList>(parameters) : new RazorComponentResult<ArticleListPage>(parameters);
    }

    private static Task<IResult> Show(Guid article, bool? solved, ServicesClient services, CancellationToken cancel) => Page(article, solved == true, null, null, services, cancel);

    // The form's parameter makes the antiforgery check apply.
    private static async Task<IResult> Solved(Guid article, IFormCollection form, ServicesClient services, CancellationToken cancel)
    {
        var done = await services.Solved(article, IdempotencyKey.New(), cancel);
        return done.Problem is { } problem ? await Page(article, false, problem, null, services, cancel) : Results.LocalRedirect($"/articles/{article}?solved=true");
    }

    private static async Task<IResult> Link(Guid article, IFormCollection form, HttpContext http, Visitor visitor, ServicesClient services, CancellationToken cancel)
    {
        if (!visitor.Works) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var number = form["ticket"].ToString().Trim();
        var found = number.Length == 0 ? default : await services.TicketByNumber(number, cancel);
        var problem = number.Length == 0 ? Problem.Field("ticket", "is required") : found.Problem ?? (found.Value is null ? Problem.Field("ticket", "is not known by this number") : null);
        problem ??= (await services.Ask<Done>(HttpMethod.Post, "Resolution", $"/articles/{article}/links", new { ticket = found.Value!.Id }, IdempotencyKey.Of(form), cancel)).Problem;
        return await Linked(article, problem, number, IdempotencyKey.After(problem, form), http, services, cancel);
    }

    private static async Task<IResult> Unlink(Guid article, IFormCollection form, HttpContext http, Visitor visitor, ServicesClient services, CancellationToken cancel)
    {
        if (!visitor.Works) return Results.StatusCode(StatusCodes.Status403Forbidden);
        if (!Guid.TryParse(form["ticket"], out var ticket)) return Results.NotFound();
        var done = await services.Ask<Done>(HttpMethod.Delete, "Resolution", $"/articles/{article}/links/{ticket}", null, IdempotencyKey.Of(form), cancel);
        return await Linked(article, done.Problem, "", IdempotencyKey.New(), http, services, cancel);
    }

    private static async Task<IResult> Linked(Guid article, Problem? problem, string typed, string key, HttpContext http, ServicesClient services, CancellationToken cancel)
    {
        if (problem is not null) return await Page(article, false, null, new ArticleLinkDraft(problem, typed, key), services, cancel);
        Flash.Set(http, "flash.register-done");
        return Results.LocalRedirect($"/articles/{article}");
    }

    private static async Task<IResult> Page(Guid article, bool solved, Problem? refused, ArticleLinkDraft? link, ServicesClient services, CancellationToken cancel)
    {
        var found = await services.Article(article, cancel);
        if (found.Value is not { Content: not null } shown) return Results.StatusCode(found.Problem?.Status ?? StatusCodes.Status404NotFound);
        return new RazorComponentResult<ArticlePage>(new Dictionary<string, object?>
        {
            [nameof(ArticlePage.Article)] = shown,
            [nameof(ArticlePage.Solved)] = solved,
            [nameof(ArticlePage.Problem)] = refused,
            [nameof(ArticlePage.Link)] = link,
        })
        { StatusCode = (refused ?? link?.Problem)?.Status ?? StatusCodes.Status200OK };
    }
}
