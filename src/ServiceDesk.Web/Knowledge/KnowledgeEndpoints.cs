using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;
using ServiceDesk.Web.Tickets;

namespace ServiceDesk.Web.Knowledge;

/// <summary>Articles for self-help and for the desk: search, read, and say that one solved it.</summary>
internal static class KnowledgeEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/articles", List).RequireAuthorization();
        routes.MapGet("/articles/{article:guid}", Show).RequireAuthorization();
        routes.MapForm("/articles/{article:guid}/solved-it", "/articles/{article}", Solved);
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

    private static Task<IResult> Show(Guid article, bool? solved, ServicesClient services, CancellationToken cancel) => Page(article, solved == true, null, services, cancel);

    // The form's parameter makes the antiforgery check apply.
    private static async Task<IResult> Solved(Guid article, IFormCollection form, ServicesClient services, CancellationToken cancel)
    {
        var done = await services.Solved(article, IdempotencyKey.New(), cancel);
        return done.Problem is { } problem ? await Page(article, false, problem, services, cancel) : Results.LocalRedirect($"/articles/{article}?solved=true");
    }

    private static async Task<IResult> Page(Guid article, bool solved, Problem? refused, ServicesClient services, CancellationToken cancel)
    {
        var found = await services.Article(article, cancel);
        if (found.Value is not { Content: not null } shown) return Results.StatusCode(found.Problem?.Status ?? StatusCodes.Status404NotFound);
        return new RazorComponentResult<ArticlePage>(new Dictionary<string, object?>
        {
            [nameof(ArticlePage.Article)] = shown,
            [nameof(ArticlePage.Solved)] = solved,
            [nameof(ArticlePage.Problem)] = refused,
        })
        { StatusCode = refused?.Status ?? StatusCodes.Status200OK };
    }
}
