using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;
using ServiceDesk.Web.Tickets;

namespace ServiceDesk.Web.Portal;

/// <summary>Where requesters start, and what only they do: answer, agree to a plan, see who read their ticket.</summary>
internal static class PortalEndpoints
{
    /// <summary>So many of the latest articles are offered.</summary>
    private const int Articles = 6;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/portal", Home).RequireAuthorization();
        routes.MapGet("/portal/tickets/{ticket:guid}/readers", Readers).RequireAuthorization();
        MapAction(routes, "answer", ["answer"]);
        MapAction(routes, "accept", ["comment", "option", "revision"]);
        MapAction(routes, "decline-plan", ["reason", "option", "revision"]);
    }

    private static void MapAction(IEndpointRouteBuilder routes, string action, string[] fields)
    {
        // The form's parameter makes the antiforgery check apply.
        routes.MapForm($"/portal/tickets/{{ticket:guid}}/{action}", "/tickets/{ticket}", async (Guid ticket, IFormCollection form, ServicesClient services, TicketPages pages, CancellationToken cancel) =>
        {
            var typed = fields.ToDictionary(field => field, field => form[field].ToString().ReplaceLineEndings("\n").Trim());
            var key = IdempotencyKey.Of(form);
            var done = await services.Act("Resolution", ticket, action, Command(typed), key, cancel);
            return await pages.After(done, ticket, new Draft(action, typed, key, null!), cancel);
        });
    }

    private static Dictionary<string, object> Command(Dictionary<string, string> typed) => typed.Where(one => one.Value.Length > 0)
        .ToDictionary(one => one.Key, one => one.Key is "option" or "revision" && int.TryParse(one.Value, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : (object)one.Value);

    private static async Task<IResult> Home(ServicesClient services, Visitor visitor, CancellationToken cancel)
    {
        if (!visitor.MaySubmit) return Results.LocalRedirect("/");
        var (tickets, catalogue, articles) = (services.Tickets("?limit=50", cancel), services.Catalogue(cancel), services.Articles(null, visitor.Language[..2], null, null, cancel));
        var mine = await tickets;
        return new RazorComponentResult<PortalPage>(new Dictionary<string, object?>
        {
            [nameof(PortalPage.Tickets)] = mine.Value?.Items,
            [nameof(PortalPage.Problem)] = mine.Problem,
            [nameof(PortalPage.Types)] = (await catalogue).Value?.Items ?? [],
            [nameof(PortalPage.Articles)] = (await articles).Value?.Items.Take(Articles).ToList() ?? [],
        });
    }

    private static async Task<IResult> Readers(Guid ticket, string? after, ServicesClient services, CancellationToken cancel)
    {
        var (known, readers) = (services.Case(ticket, null, cancel), services.Readers(ticket, after, cancel));
        var (shown, read) = (await known, await readers);
        if (shown.Value is not { } found) return Results.StatusCode(shown.Problem?.Status ?? StatusCodes.Status503ServiceUnavailable);
        return new RazorComponentResult<ReadersPage>(new Dictionary<string, object?>
        {
            [nameof(ReadersPage.Case)] = found,
            [nameof(ReadersPage.Readers)] = read.Value,
            [nameof(ReadersPage.Problem)] = read.Problem,
        });
    }
}
