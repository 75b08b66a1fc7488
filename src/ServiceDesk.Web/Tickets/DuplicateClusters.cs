using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Tickets;

/// <summary>Groups of tickets that seem to report one fault.</summary>
internal static class DuplicateClusters
{
    /// <summary>Who looks for the matter behind many tickets.</summary>
    public static readonly string[] Readers = ["agent", "lead", "analyst", "admin"];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/tickets/duplicates", Show).RequireAuthorization();

    private static async Task<IResult> Show(string? after, ServicesClient services, Names names, Visitor visitor, CancellationToken cancel)
    {
        if (!visitor.Is(Readers)) return Results.StatusCode(StatusCodes.Status403Forbidden);
        await names.Know(cancel);
        return new RazorComponentResult<DuplicatesPage>(new Dictionary<string, object?>
        {
            [nameof(DuplicatesPage.Answer)] = await services.Clusters(after, cancel),
            [nameof(DuplicatesPage.After)] = after,
        });
    }
}
