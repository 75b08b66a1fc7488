using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Audit;

/// <summary>Open work as of any instant: a queue of it, or all of it.</summary>
internal static class QueueEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/audit/queues", Show).RequireAuthorization();

    private static async Task<IResult> Show(
        [AsParameters] QueueQuery query, HttpContext http, ServicesClient services, Visitor visitor, Phrases say, Names names, CancellationToken cancel)
    {
        var fragment = Fragments.Wanted(http);
        var end = say.Now;
        // The page that is open says where its slider begins; time passes meanwhile.
        var begin = AuditClient.Instant(query.Since) ?? Floor(end - query.Length, query.Step);
        var number = query.Stop;
        var at = number is { } stop ? At(stop, begin, end, query.Step) : query.Moment is { Length: > 0 } moment ? visitor.InstantOf(moment) : AuditClient.Instant(query.At);
        if (at >= end) at = null;
        if (fragment) http.Response.Headers["HX-Replace-Url"] = query.Address(at);
        else if (number is not null || query.Moment is { Length: > 0 }) return Results.LocalRedirect(query.Address(at));

        await names.Know(cancel);
        var age = services.Backlog(query.ToBacklog(at, null, null), cancel);
        var queue = await services.Queue(query.ToQueue(at, QueueQuery.PageSize), cancel);
        if (queue.Problem is { Hidden: true }) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var shown = new Dictionary<string, object?>
        {
            [nameof(PastQueueTable.Query)] = query,
            [nameof(PastQueueTable.At)] = at,
            [nameof(PastQueueTable.Queue)] = queue.Value,
            [nameof(PastQueueTable.Columns)] = query.InColumns && queue.Value is { } known ? await Columns(query, known, services, cancel) : null,
            [nameof(PastQueueTable.Backlog)] = (await age).Value,
            [nameof(PastQueueTable.Problem)] = queue.Problem,
        };
        if (fragment) return new RazorComponentResult<PastQueueTable>(shown);

        var curve = await services.Backlog(query.ToBacklog(null, begin, query.Step), cancel);
        var teams = services.Teams(cancel);
        var organizations = visitor.Person!.Organization is null ? await services.Organizations(cancel) : default;
        shown[nameof(QueuesPage.Curve)] = curve.Value?.Curve ?? [];
        shown[nameof(QueuesPage.Teams)] = (await teams).Value?.Items ?? [];
        shown[nameof(QueuesPage.Organizations)] = organizations.Value?.Items ?? [];
        return new RazorComponentResult<QueuesPage>(shown);
    }

    /// <summary>The first tickets of each status, all as of the instant of the queue.</summary>
    private static Task<PastColumn[]> Columns(QueueQuery query, PastQueue queue, ServicesClient services, CancellationToken cancel) =>
        Task.WhenAll(QueueQuery.Statuses.Where(status => string.IsNullOrEmpty(query.Status) || query.Status == status).Select(async status =>
        {
            var count = queue.Counts.GetValueOrDefault("status")?.GetValueOrDefault(status) ?? 0;
            var tickets = count == 0 ? default : await services.Queue((query with { Status = status, After = null }).ToQueue(queue.AsOf, QueueQuery.ColumnSize), cancel);
            return new PastColumn(status, count, tickets.Value?.Items ?? []);
        }));

    private static Instant Floor(Instant at, Duration step) => Instant.FromUnixTimeTicks(at.ToUnixTimeTicks() / step.BclCompatibleTicks * step.BclCompatibleTicks);

    private static Instant At(int stop, Instant begin, Instant end, Duration step) => Instant.Min(end, begin + (step * Math.Clamp(stop - 1, 0, 10_000)));
}
