using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;
using ServiceDesk.Web.Tickets;

namespace ServiceDesk.Web.Knowledge;

/// <summary>A refused link with a ticket, as it was typed.</summary>
public sealed record ArticleLinkDraft(Problem Problem, string Ticket, string Key);

/// <summary>Articles for self-help and for the desk: search, read, say that one solved it, and bring what is written through its review.</summary>
internal static class KnowledgeEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/articles", List).RequireAuthorization();
        routes.MapGet("/articles/{article:guid}", Show).RequireAuthorization();
        routes.MapForm("/articles/{article:guid}/solved-it", "/articles/{article}", Solved);
        foreach (var step in ArticleStep.All)
        {
            routes.MapForm($"/articles/{{article:guid}}/{step.Name}", "/articles/{article}", (Guid article, IFormCollection form, HttpContext http, Visitor visitor, ServicesClient services, CancellationToken cancel) =>
                Take(step, article, form, http, visitor, services, cancel));
        }
        routes.MapForm("/articles/{article:guid}/link", "/articles/{article}", Link);
        routes.MapForm("/articles/{article:guid}/unlink", "/articles/{article}", Unlink);
        ArticleWriting.Map(routes);
        StaleArticles.Map(routes);
    }

    private static async Task<IResult> List(string? q, string? language, string? state, string? after, HttpContext http, Visitor visitor, ServicesClient services, CancellationToken cancel)
    {
        var written = ArticleListPage.Languages.Contains(language) ? language : null;
        var stage = visitor.KeepsKnowledge && ArticleListPage.States.Skip(1).Contains(state) ? state : null;
        var found = await services.Articles(q, written, stage, after, cancel);
        var parameters = new Dictionary<string, object?>
        {
            [nameof(ArticleList.Q)] = q,
            [nameof(ArticleList.Language)] = written,
            [nameof(ArticleList.State)] = stage,
            // The best answers to a question come first in any language.
            [nameof(ArticleList.Articles)] = string.IsNullOrWhiteSpace(q) && found.Value is { } page ? page with { Items = OwnFirst(page.Items, visitor.Language[..2]) } : found.Value,
            [nameof(ArticleList.Problem)] = found.Problem,
        };
        return Fragments.Wanted(http) ? new RazorComponentResult<ArticleList>(parameters) : new RazorComponentResult<ArticleListPage>(parameters);
    }

    /// <summary>Those in the reader's language before the others, else as they were.</summary>
    internal static IReadOnlyList<ArticleRow> OwnFirst(IReadOnlyList<ArticleRow> articles, string language) => [.. articles.OrderBy(article => article.Language != language)];

    private static Task<IResult> Show(Guid article, bool? solved, int? version, bool? written, ServicesClient services, CancellationToken cancel) =>
        Page(article, version, new() { [nameof(ArticlePage.Solved)] = solved == true, [nameof(ArticlePage.Written)] = written == true }, null, services, cancel);

    // The form's parameter makes the antiforgery check apply.
    private static async Task<IResult> Solved(Guid article, IFormCollection form, ServicesClient services, CancellationToken cancel)
    {
        var done = await services.Solved(article, IdempotencyKey.New(), cancel);
        return done.Problem is { } problem ? await Page(article, null, [], problem, services, cancel) : Results.LocalRedirect($"/articles/{article}?solved=true");
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
        if (problem is not null) return await Page(article, null, new() { [nameof(ArticlePage.Problem)] = null, [nameof(ArticlePage.Link)] = new ArticleLinkDraft(problem, typed, key) }, problem, services, cancel);
        Flash.Set(http, "flash.register-done");
        return Results.LocalRedirect($"/articles/{article}");
    }

    private static async Task<IResult> Take(ArticleStep step, Guid article, IFormCollection form, HttpContext http, Visitor visitor, ServicesClient services, CancellationToken cancel)
    {
        if (!visitor.Works) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var reason = form["reason"].ToString().ReplaceLineEndings("\n").Trim();
        object command = step.Reason is null || reason.Length == 0 ? new { } : new { reason };
        var done = await services.Write<Done>(HttpMethod.Post, "Resolution", $"/articles/{article}/{step.Name}", command, IdempotencyKey.Of(form), form["tag"], cancel);
        if (done.Problem is { } problem)
        {
            var refused = new RefusedStep(step, reason, IdempotencyKey.After(problem, form), problem);
            return await Page(article, null, new() { [nameof(ArticlePage.Refused)] = refused, [nameof(ArticlePage.Written)] = true }, problem, services, cancel);
        }
        Flash.Set(http, "flash.article-" + step.Name);
        return Results.LocalRedirect(Local.Url($"/articles/{article}", ("written", step.Serves ? null : "true")));
    }

    private static async Task<IResult> Page(Guid article, int? version, Dictionary<string, object?> parameters, Problem? refused, ServicesClient services, CancellationToken cancel)
    {
        var ((found, problem), tag) = await services.ArticleToWrite(article, version, cancel);
        if (found is not { Content: not null } and not { Working: not null }) return Results.StatusCode(problem?.Status ?? StatusCodes.Status404NotFound);
        parameters[nameof(ArticlePage.Article)] = found;
        parameters[nameof(ArticlePage.Tag)] = tag;
        parameters[nameof(ArticlePage.Asked)] = version;
        parameters.TryAdd(nameof(ArticlePage.Problem), refused);
        return new RazorComponentResult<ArticlePage>(parameters) { StatusCode = refused?.Status ?? StatusCodes.Status200OK };
    }

    /// <summary>The article with the tag over which the next thing is done to it.</summary>
    public static Task<(Answer<Article> Answer, string? Tag)> ArticleToWrite(this ServicesClient services, Guid article, int? version, CancellationToken cancel) =>
        services.ReadTagged<Article>("Resolution", Local.Url($"/articles/{article}", ("version", $"{version}")), cancel);
}

/// <summary>A step on the way of an article.</summary>
/// <param name="Name">What follows the article in the address.</param>
/// <param name="Icon">Of its button.</param>
/// <param name="Colour">Of its button.</param>
/// <param name="Reason">Whether why must be told; null when it is not asked.</param>
/// <param name="Serves">Whether what is served changes by it.</param>
public sealed record ArticleStep(string Name, string Icon, string Colour, bool? Reason, bool Serves)
{
    public static readonly ArticleStep Submit = new("submit", "flag", "primary", null, false);
    public static readonly ArticleStep Publish = new("publish", "yes", "success", null, true);
    public static readonly ArticleStep Refuse = new("refuse", "no", "danger", true, false);
    public static readonly ArticleStep Retire = new("retire", "archive", "danger", false, true);

    public static readonly IReadOnlyList<ArticleStep> All = [Submit, Publish, Refuse, Retire];
}

/// <summary>A step that was refused, with the reason that was typed for it.</summary>
public sealed record RefusedStep(ArticleStep Step, string Reason, string Key, Problem Problem);
