using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;
using ServiceDesk.Web.Tickets;

namespace ServiceDesk.Web.Knowledge;

/// <summary>Writing articles: alone, from a ticket, and the next version of one.</summary>
internal static class ArticleWriting
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/articles/new", (Visitor visitor, ServicesClient services, CancellationToken cancel) => visitor.Works
            ? Page(new ArticleEdit(ArticleForm.Begin(visitor.Language[..2]), IdempotencyKey.New()), visitor, services, cancel)
            : Task.FromResult(Results.StatusCode(StatusCodes.Status403Forbidden))).RequireAuthorization();
        routes.MapPost("/articles/new", Begin).RequireAuthorization();
        routes.MapGet("/articles/{article:guid}/edit", Edit).RequireAuthorization();
        routes.MapPost("/articles/{article:guid}/edit", Revise).RequireAuthorization();
        routes.MapForm("/tickets/{ticket:guid}/draft-article", "/tickets/{ticket}", FromTicket);
    }

    /// <summary>Whether the visitor may write the next version of the article, whose versions may be for several organisations.</summary>
    public static bool MayWrite(this Visitor visitor, Article article) => visitor.Works && article.State != "retired"
        && (visitor.Person!.Organization is not { } own || new[] { article.Content, article.Working?.Content }.All(content => content is null || content.Organization == own));

    private static async Task<IResult> Begin(IFormCollection form, HttpContext http, Visitor visitor, ServicesClient services, CancellationToken cancel)
    {
        if (!visitor.Works) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var typed = ArticleForm.Read(form);
        var done = await services.Ask<Done>(HttpMethod.Post, "Resolution", "/articles", typed.ToArticle(), IdempotencyKey.Of(form), cancel);
        if (done.Problem is { } problem) return await Page(new ArticleEdit(typed, IdempotencyKey.After(problem, form)) { Problem = problem }, visitor, services, cancel);
        Flash.Set(http, "flash.article-saved");
        return Results.LocalRedirect($"/articles/{done.Value!.Id}");
    }

    private static async Task<IResult> Edit(Guid article, Visitor visitor, ServicesClient services, CancellationToken cancel)
    {
        var ((found, problem), tag) = await services.ArticleToWrite(article, null, cancel);
        if (found is null) return Results.StatusCode(problem?.Status ?? StatusCodes.Status404NotFound);
        if (!visitor.MayWrite(found)) return Results.StatusCode(StatusCodes.Status403Forbidden);
        return await Page(new ArticleEdit(FormOf(found), IdempotencyKey.New()) { Article = found, Tag = tag }, visitor, services, cancel);
    }

    private static async Task<IResult> Revise(Guid article, IFormCollection form, HttpContext http, Visitor visitor, ServicesClient services, CancellationToken cancel)
    {
        if (!visitor.Works) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var typed = ArticleForm.Read(form);
        var sent = form["tag"].ToString();
        var done = await services.Write<Done>(HttpMethod.Put, "Resolution", $"/articles/{article}", typed.ToArticle(), IdempotencyKey.Of(form), sent, cancel);
        if (done.Problem is not { } problem)
        {
            Flash.Set(http, "flash.article-saved");
            return Results.LocalRedirect($"/articles/{article}?written=true");
        }
        if (problem.Hidden) return Results.StatusCode(problem.Status);
        var ((found, _), now) = await services.ArticleToWrite(article, null, cancel);
        // Who read the conflict and saves again writes over what the other wrote.
        var isStale = problem.Status == StatusCodes.Status412PreconditionFailed && found is not null;
        return await Page(
            new ArticleEdit(typed, IdempotencyKey.After(problem, form))
            {
                Article = found,
                Id = article,
                Tag = isStale ? now : sent,
                Problem = problem,
                Theirs = isStale ? FormOf(found!) : null,
            },
            visitor, services, cancel);
    }

    /// <summary>The draft from a solved ticket is written on at once; a ticket has one such article.</summary>
    private static async Task<IResult> FromTicket(Guid ticket, IFormCollection form, Visitor visitor, ServicesClient services, TicketPages pages, CancellationToken cancel)
    {
        if (!visitor.Works) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var key = IdempotencyKey.Of(form);
        var done = await services.Ask<Done>(HttpMethod.Post, "Resolution", $"/tickets/{ticket}/draft-article", new { }, key, cancel);
        return done.Value is { Id: { } article }
            ? Results.LocalRedirect($"/articles/{article}/edit")
            : await pages.After(done, ticket, new Draft(ArticleFromTicket.Action, new Dictionary<string, string>(), key, null!), cancel);
    }

    private static ArticleForm FormOf(Article article) => ArticleForm.Of((article.Working?.Content ?? article.Content)!);

    private static async Task<IResult> Page(ArticleEdit edit, Visitor visitor, ServicesClient services, CancellationToken cancel)
    {
        var organizations = visitor.Person!.Organization is null ? services.Organizations(cancel) : Task.FromResult(default(Answer<Listing<Organization>>));
        var catalogue = await services.Catalogue(cancel);
        return new RazorComponentResult<ArticleFormPage>(new Dictionary<string, object?>
        {
            [nameof(ArticleFormPage.Edit)] = edit,
            [nameof(ArticleFormPage.Categories)] = catalogue.Value?.Categories ?? [],
            [nameof(ArticleFormPage.Organizations)] = (await organizations).Value?.Items ?? [],
        })
        { StatusCode = edit.Problem?.Status ?? StatusCodes.Status200OK };
    }
}

/// <summary>An article that is being written, with what was refused.</summary>
public sealed record ArticleEdit(ArticleForm Form, string Key)
{
    /// <summary>Null while it is new, or when it cannot be had just now.</summary>
    public Article? Article { get; init; }

    /// <summary>Null while it is new.</summary>
    public Guid? Id { get => field ?? Article?.Id; init; }

    /// <summary>Over which version it is written.</summary>
    public string? Tag { get; init; }

    public Problem? Problem { get; init; }

    /// <summary>What somebody else wrote meanwhile; null when nobody did.</summary>
    public ArticleForm? Theirs { get; init; }
}
