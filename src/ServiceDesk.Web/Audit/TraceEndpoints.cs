using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDesk.Web.Services;

namespace ServiceDesk.Web.Audit;

/// <summary>All that was recorded in one trace, and all that one event led to, as trees of causes.</summary>
internal static class TraceEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/audit/traces/{trace}", async (string trace, ServicesClient services, Names names, StaffNames staff, CancellationToken cancel) =>
        {
            await Task.WhenAll(names.Know(cancel), staff.Know(cancel));
            var found = await services.Trace(trace, cancel);
            return Page(found.Value?.Roots, found.Value?.IsWhole == false, found.Problem, trace, null);
        }).RequireAuthorization();
        routes.MapGet("/audit/events/{log}/{position:long}", async (string log, long position, ServicesClient services, Names names, StaffNames staff, CancellationToken cancel) =>
        {
            await Task.WhenAll(names.Know(cancel), staff.Know(cancel));
            var found = await services.Effects(log, position, cancel);
            return Page(found.Value is { } effects ? [effects.Event] : null, found.Value?.IsWhole == false, found.Problem, found.Value?.Event.Entry.TraceId, $"{log}/{position}");
        }).RequireAuthorization();
    }

    private static IResult Page(IReadOnlyList<CauseNode>? roots, bool isCut, Problem? problem, string? trace, string? id)
    {
        if (problem is { Hidden: true }) return Results.StatusCode(problem.Status);
        return new RazorComponentResult<TracePage>(new Dictionary<string, object?>
        {
            [nameof(TracePage.Roots)] = roots ?? [],
            [nameof(TracePage.IsCut)] = isCut,
            [nameof(TracePage.Problem)] = problem,
            [nameof(TracePage.Trace)] = trace,
            [nameof(TracePage.Event)] = id,
        });
    }
}
