using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Tickets;

internal static class TicketEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/tickets/{ticket:guid}", Show).RequireAuthorization();
        routes.MapPost("/tickets/{ticket:guid}/{action}", Act).RequireAuthorization();
        // A refused form leaves its own address in the browser; reloading there shows the ticket.
        routes.MapGet("/tickets/{ticket:guid}/{action}", (Guid ticket, string action) => Results.LocalRedirect($"/tickets/{ticket}")).RequireAuthorization();
    }

    private static async Task<IResult> Show(
        Guid ticket, string? position, string? have, HttpContext http, ServicesClient services, Phrases say, CancellationToken cancel)
    {
        var fragment = Fragments.Wanted(http);
        var (view, problem) = await TicketView.Load(services, ticket, position, cancel);
        if (view is null) return Missing(ticket, position, problem!, fragment, http);
        var mark = view.Mark(say);
        if (fragment && mark == have) return Results.NoContent();
        return fragment
            ? new RazorComponentResult<TicketBody>(Body(view, mark, null))
            : new RazorComponentResult<TicketPage>(Body(view, mark, null));
    }

    private static async Task<IResult> Act(
        Guid ticket, string action, IFormCollection form, ServicesClient services, Phrases say, CancellationToken cancel)
    {
        if (WorkAction.All.FirstOrDefault(known => known.Name == action) is not { } work) return Results.NotFound();
        var texts = work.Fields.ToDictionary(field => field.Name, field => form[field.Name].ToString().ReplaceLineEndings("\n").Trim());
        var key = IdempotencyKey.Of(form);
        var command = texts.Where(text => text.Value.Length > 0).ToDictionary();
        var done = await services.Act(ticket, action, command, key, cancel);
        if (done.Problem is not { } problem) return Results.LocalRedirect(Local.Url($"/tickets/{ticket}", ("position", done.Value?.Position)));

        var (view, missing) = await TicketView.Load(services, ticket, null, cancel);
        if (view is null) return Results.StatusCode(missing!.Status);
        // An unknown outcome is asked for again under the same key; a refusal starts afresh.
        var draft = new Draft(action, texts, problem.Temporary ? key : IdempotencyKey.New(), problem);
        return new RazorComponentResult<TicketPage>(Body(view, "", draft)) { StatusCode = problem.Status };
    }

    private static IResult Missing(Guid ticket, string? position, Problem problem, bool fragment, HttpContext http)
    {
        if (fragment) return Results.NoContent();
        if (problem.Hidden) return Results.StatusCode(problem.Status == StatusCodes.Status401Unauthorized ? StatusCodes.Status403Forbidden : problem.Status);
        if (!problem.NotYet) return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        http.Response.Headers["Refresh"] = "2; url=" + Local.Url($"/tickets/{ticket}", ("position", position));
        return new RazorComponentResult<TicketPendingPage>();
    }

    private static Dictionary<string, object?> Body(TicketView view, string mark, Draft? draft) => new()
    {
        [nameof(TicketBody.View)] = view,
        [nameof(TicketBody.Mark)] = mark,
        [nameof(TicketBody.Draft)] = draft,
    };
}
