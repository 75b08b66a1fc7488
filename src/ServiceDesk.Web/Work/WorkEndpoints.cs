using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Work;

/// <summary>The workbench of those who give help.</summary>
internal static class WorkEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        MyWork.Map(routes);
        TeamBoard.Map(routes);
        TeamWork.Map(routes);
        Claiming.Map(routes);
        routes.MapGet("/work/articles/{article:guid}/text", ArticleText).RequireAuthorization();
    }

    /// <summary>What of an article can be told in a message, as plain text.</summary>
    private static async Task<IResult> ArticleText(Guid article, ServicesClient services, Visitor visitor, CancellationToken cancel)
    {
        if (!visitor.Works) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var (found, problem) = await services.Article(article, cancel);
        if (found?.Content is not { } content) return Results.StatusCode(problem?.Status ?? StatusCodes.Status404NotFound);
        var sections = content.Sections;
        return Results.Text(string.Join("\n\n", ((string?[])[sections.Steps, sections.Precautions]).Where(text => !string.IsNullOrWhiteSpace(text))));
    }
}
