using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;
using ServiceDesk.Web.Tickets;

namespace ServiceDesk.Web.Work;

/// <summary>Somebody takes a ticket that waits in a team; who comes second hears who was first.</summary>
internal static class Claiming
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapForm("/work/claim/{ticket:guid}", "/tickets/{ticket}", Claim);
    }

    private static async Task<IResult> Claim(
        Guid ticket, IFormCollection form, HttpContext http, ServicesClient services, Colleagues colleagues, Visitor visitor, CancellationToken cancel)
    {
        if (!visitor.Works) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var (done, problem) = await services.Act("Routing", ticket, "claim", new { }, IdempotencyKey.Of(form), cancel);
        if (problem is null)
        {
            Flash.Set(http, "flash.work.claimed");
            return Results.LocalRedirect(Local.Url($"/tickets/{ticket}", ("position", done?.Position)));
        }
        if (problem.Status is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden or StatusCodes.Status404NotFound) return Results.StatusCode(problem.Status);
        await colleagues.Know(cancel);
        var team = form["team"].ToString();
        return new RazorComponentResult<NotClaimedPage>(new Dictionary<string, object?>
        {
            [nameof(NotClaimedPage.Ticket)] = (await services.Case(ticket, null, cancel)).Value,
            // Routing knows at once whose it is; Resolution hears of it a moment later.
            [nameof(NotClaimedPage.Holder)] = problem.Code == "assigned" && (await services.Routing(ticket, cancel)).Value?.Agent is { } agent ? colleagues.NameOf(agent) : null,
            [nameof(NotClaimedPage.Problem)] = problem,
            [nameof(NotClaimedPage.Back)] = team.Length > 0 ? Local.Url("/work/board", ("team", team)) : "/work",
        })
        { StatusCode = problem.Status };
    }
}
