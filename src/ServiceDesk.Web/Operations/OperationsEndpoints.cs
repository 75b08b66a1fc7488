using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;
using ServiceDesk.Web.Tickets;

namespace ServiceDesk.Web.Operations;

/// <summary>How the desk itself is doing, and what can be done about it.</summary>
internal static class OperationsEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/operations", Show).RequireAuthorization();
        routes.MapForm("/operations/replay", "/operations", Replay);
        routes.MapForm("/operations/read-models", "/operations", Tend);
    }

    private static async Task<IResult> Show(HttpContext http, ServicesClient services, Visitor visitor, CancellationToken cancel)
    {
        if (!visitor.Is("lead", "auditor", "admin")) return Results.StatusCode(StatusCodes.Status403Forbidden);
        if (!Fragments.Wanted(http)) return await Page(null, services, visitor, cancel);
        var states = await States(services, cancel);
        return new RazorComponentResult<ServiceStates>(new Dictionary<string, object?> { [nameof(ServiceStates.States)] = states });
    }

    private static async Task<IResult> Replay(IFormCollection form, HttpContext http, ServicesClient services, Visitor visitor, CancellationToken cancel)
    {
        if (!visitor.Is("admin")) return Results.StatusCode(StatusCodes.Status403Forbidden);
        if (Service(form["service"]) is not { } service) return Results.NotFound();
        var subject = form["subject"].ToString();
        var done = await services.Replay(service, subject.Length == 0 ? null : subject, IdempotencyKey.Of(form), cancel);
        return done.Problem is { } problem ? await Page(problem, services, visitor, cancel) : Told(http, "flash.ops.replaying", "parked");
    }

    private static async Task<IResult> Tend(IFormCollection form, HttpContext http, ServicesClient services, Visitor visitor, CancellationToken cancel)
    {
        if (!visitor.Is("admin")) return Results.StatusCode(StatusCodes.Status403Forbidden);
        if (form["model"].ToString().Split('/') is not [var name, var model] || Service(name) is not { } service) return Results.NotFound();
        if (form["do"] == "rebuild")
        {
            var refused = await services.Rebuild(service, model, cancel);
            return refused is not null ? await Page(refused, services, visitor, cancel) : Told(http, "flash.ops.rebuilding", "tend");
        }
        var check = await services.Check(service, model, cancel);
        if (check.Problem is { } problem) return await Page(problem, services, visitor, cancel);
        return Told(http, check.Value!.Drifted.Count == 0 ? "flash.ops.agrees" : "flash.ops.drifted", "tend");
    }

    private static IResult Told(HttpContext http, string text, string place)
    {
        Flash.Set(http, text);
        return Results.LocalRedirect("/operations#" + place);
    }

    private static async Task<IResult> Page(Problem? problem, ServicesClient services, Visitor visitor, CancellationToken cancel)
    {
        var states = States(services, cancel);
        var drills = services.Drills(cancel);
        var sees = visitor.Is("auditor", "admin");
        var parked = sees ? await Task.WhenAll(OperationsClient.Services.Select(async service => (Service: service, Answer: await services.Parked(service, cancel)))) : null;
        return new RazorComponentResult<OperationsPage>(new Dictionary<string, object?>
        {
            [nameof(OperationsPage.States)] = await states,
            [nameof(OperationsPage.Parked)] = parked is null || Array.TrueForAll(parked, one => one.Answer.Value is null)
                ? null
                : parked.SelectMany(one => (one.Answer.Value?.Items ?? []).Select(item => (one.Service.ToLowerInvariant(), item))).ToList(),
            [nameof(OperationsPage.Drills)] = (await drills).Value,
            [nameof(OperationsPage.Problem)] = problem,
        })
        { StatusCode = problem?.Status ?? StatusCodes.Status200OK };
    }

    private static async Task<IReadOnlyList<ServiceState>> States(ServicesClient services, CancellationToken cancel) =>
        await Task.WhenAll(OperationsClient.Services.Select(service => services.State(service, cancel)));

    private static string? Service(string? name) => OperationsClient.Services.FirstOrDefault(one => string.Equals(one, name, StringComparison.OrdinalIgnoreCase));
}
