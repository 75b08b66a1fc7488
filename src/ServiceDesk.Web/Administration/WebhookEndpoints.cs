using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;
using ServiceDesk.Web.Tickets;

namespace ServiceDesk.Web.Administration;

/// <summary>What a webhook sent, and what can be done about it.</summary>
internal static class WebhookEndpoints
{
    public static readonly IReadOnlyList<string> States = ["waiting", "delivered", "given-up"];

    private const string Deliveries = "/administration/webhooks/{webhook}/deliveries";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/administration/webhooks/{webhook:guid}/deliveries", (Guid webhook, string? state, string? after, Visitor visitor, ServicesClient services, CancellationToken cancel) =>
            Page(webhook, state, after, "", null, visitor, services, cancel)).RequireAuthorization();
        routes.MapForm("/administration/webhooks/{webhook:guid}/rotate", Deliveries, Rotate);
        routes.MapForm("/administration/webhooks/{webhook:guid}/redeliver", Deliveries, Redeliver);
        routes.MapForm("/administration/webhooks/{webhook:guid}/end", Deliveries, End);
    }

    // The form's parameter makes the antiforgery check apply.
    private static async Task<IResult> Rotate(Guid webhook, IFormCollection form, Visitor visitor, ServicesClient services, CancellationToken cancel)
    {
        var done = await services.Ask<Defined>(HttpMethod.Post, "Intake", $"/webhooks/{webhook}/rotate", null, IdempotencyKey.Of(form), cancel);
        return done.Value?.Secret is { } secret ? Secret.Page("webhooks", secret, Address(webhook)) : await Page(webhook, null, null, "", done.Problem, visitor, services, cancel);
    }

    private static async Task<IResult> Redeliver(Guid webhook, IFormCollection form, Visitor visitor, ServicesClient services, CancellationToken cancel)
    {
        var from = form["from"].ToString().Trim();
        var done = await services.Ask<Defined>(HttpMethod.Post, "Intake", $"/webhooks/{webhook}/redeliver", new { from }, IdempotencyKey.Of(form), cancel);
        return done.Problem is { } problem ? await Page(webhook, null, null, from, problem, visitor, services, cancel) : Results.LocalRedirect(Address(webhook));
    }

    private static async Task<IResult> End(Guid webhook, IFormCollection form, Visitor visitor, ServicesClient services, CancellationToken cancel)
    {
        var done = await services.Write<Defined>(HttpMethod.Delete, "Intake", $"/webhooks/{webhook}", null, null, null, cancel);
        return done.Problem is { } problem ? await Page(webhook, null, null, "", problem, visitor, services, cancel) : Results.LocalRedirect("/administration/webhooks");
    }

    private static string Address(Guid webhook) => $"/administration/webhooks/{webhook}/deliveries";

    private static async Task<IResult> Page(Guid webhook, string? state, string? after, string from, Problem? refused, Visitor visitor, ServicesClient services, CancellationToken cancel)
    {
        if (AdministrationEndpoints.Allowed(visitor, "admin") is { } denied) return denied;
        var wanted = States.Contains(state) ? state : null;
        var (known, deliveries) = (services.Webhooks(cancel), services.Deliveries($"{webhook}", wanted, after, cancel));
        if ((await known).Value?.Items.FirstOrDefault(one => one.Id == $"{webhook}") is not { } found) return Results.StatusCode((await known).Problem?.Status ?? StatusCodes.Status404NotFound);
        return new RazorComponentResult<DeliveriesPage>(new Dictionary<string, object?>
        {
            [nameof(DeliveriesPage.Webhook)] = found,
            [nameof(DeliveriesPage.State)] = wanted,
            [nameof(DeliveriesPage.Deliveries)] = (await deliveries).Value,
            [nameof(DeliveriesPage.Missing)] = (await deliveries).Problem,
            [nameof(DeliveriesPage.From)] = from,
            [nameof(DeliveriesPage.Problem)] = refused,
        })
        { StatusCode = refused?.Status ?? StatusCodes.Status200OK };
    }
}
