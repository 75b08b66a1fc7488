using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDesk.Web.Registers;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Knowledge;

/// <summary>Published articles that should be looked at: nobody used them for long, or they mostly do not help.</summary>
internal static class StaleArticles
{
    /// <summary>For how many days nobody used an article.</summary>
    public static readonly IReadOnlyList<int> Days = [30, 90, 180, 365];

    private const int UsualDays = 180;

    public static string[] Readers => RegisterVerb.ReadersOf(RegisterVerb.Problems);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/articles/stale", async (int? days, Visitor visitor, ServicesClient services, CancellationToken cancel) =>
    {
        if (!visitor.Is(Readers)) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var chosen = days is { } asked && Days.Contains(asked) ? asked : UsualDays;
        return new RazorComponentResult<StaleArticlesPage>(new Dictionary<string, object?>
        {
            [nameof(StaleArticlesPage.Over)] = chosen,
            [nameof(StaleArticlesPage.Answer)] = await services.Read<Listing<StaleArticle>>("Resolution", Local.Url("/articles/stale", ("days", chosen.ToString(CultureInfo.InvariantCulture))), cancel),
        });
    }).RequireAuthorization();
}
