using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Messaging;

namespace ServiceDesk.Hosting;

/// <summary>Which parked events to try again.</summary>
/// <param name="Subject">What they are about; null = all.</param>
internal sealed record ReplayParked(string? Subject) : IInput<ReplayParked>
{
    public static ReplayParked Read(Input input) => new(input.Text("subject", 300));
}

/// <summary>What every service offers besides its own: the feed, parked events, read models, health.</summary>
internal static class DeskEndpoints
{
    private const int MostEvents = 1000;
    private static readonly TimeSpan longestPoll = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan longestShowing = TimeSpan.FromMilliseconds(300);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/events", Feed).For(Roles.Auditor, Roles.Admin, Roles.System).WithSummary("The service's events in order, as a CloudEvents batch.");
        routes.MapGet("/head", Head).For(Roles.System, Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin)
            .WithSummary("How far the service's log and what it shows of it have come; with after, answers when it has grown, or after 20 seconds.");
        routes.MapGet("/parked", async (Parking parking, Actor actor, CancellationToken cancel) =>
        {
            RefuseBound(actor);
            return TypedResults.Json(new { items = (await parking.List(cancel)).Select(Show) }, HttpJson.Options);
        }).For(Roles.Auditor, Roles.Admin).WithSummary("Events that wait for operations, in order.");
        routes.MapPost("/parked/replay", async (Body<ReplayParked> body, Parking parking, Actor actor, CancellationToken cancel) =>
        {
            RefuseBound(actor);
            return TypedResults.Json(new { replaying = await parking.Replay(body.Value.Subject, cancel) }, HttpJson.Options);
        }).For(Roles.Admin).Accepts<ReplayParked>("application/json").WithSummary("Tries parked events again, with all that depends on them.");
        routes.MapPost("/read-models/{name}/rebuild", async (string name, ReadModels models, Actor actor, CancellationToken cancel) =>
        {
            RefuseBound(actor);
            return await models.Rebuild(name, cancel)
                ? TypedResults.Accepted("/health/ready")
                : (IResult)Problem.Of(StatusCodes.Status409Conflict, "not-rebuildable", "There is no such read model, or it is being rebuilt.");
        }).For(Roles.Admin).WithSummary("Builds a read model anew beside the one that is served, and switches when it has caught up.");
        routes.MapPost("/read-models/{name}/check", async (string name, DriftWatch drift, Actor actor, CancellationToken cancel) =>
        {
            RefuseBound(actor);
            return await drift.Check(name, cancel) is { } check ? TypedResults.Json(check, HttpJson.Options) : (IResult)Problem.NotFound;
        }).For(Roles.Admin).WithSummary("Reads a read model's log anew, compares every table with what is served, and builds it anew when they differ.");
        routes.MapGet("/progress", Progress).For(Roles.Lead, Roles.Auditor, Roles.Admin).WithSummary("How far read models and subscriptions have come in the logs that they follow.");
        routes.MapGet("/health/live", () => TypedResults.Text("live")).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/health/ready", Ready).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> Feed(HttpContext context, Journal log, Actor actor, CancellationToken cancel, long after = 0, int limit = 100)
    {
        RefuseBound(actor);
        if (after < 0) return Problem.Field("after", "must be a position, 0 or more");
        if (limit is < 1 or > MostEvents) return Problem.Field("limit", $"must be 1 to {MostEvents}");
        var previous = after == 0 ? 0 : await log.Before(after + 1, cancel);
        var events = await log.Read(after, limit, cancel);
        context.Response.ContentType = CloudEvents.Batch;
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        writer.WriteStartArray();
        foreach (var e in events)
        {
            CloudEvents.Write(writer, e, previous, sequence: 0);
            previous = e.Id.Position;
        }
        writer.WriteEndArray();
        return TypedResults.Empty;
    }

    private static async Task<IResult> Head(Journal log, ReadModels models, CancellationToken cancel, long? after = null)
    {
        if (after < 0) return Problem.Field("after", "must be a position, 0 or more");
        var ends = Stopwatch.StartNew();
        // Asked for and not only known: what was recorded and not announced is seen at the next look.
        var position = await log.Head(cancel);
        while (position <= after && ends.Elapsed < longestPoll)
        {
            await log.Changed(after.Value, cancel);
            position = await log.Head(cancel);
        }
        // Whoever asks again because of this finds it there, unless a read model takes its time.
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        enough.CancelAfter(longestShowing);
        await Task.WhenAny(models.Until(log.Log, position, enough.Token));
        cancel.ThrowIfCancellationRequested();
        return TypedResults.Json(new { log = log.Log, position }, HttpJson.Options);
    }

    private static async Task<IResult> Ready(
        Journal log, ReadModels models, IReadOnlyList<Subscription> subscriptions, DriftWatch drift, IEnumerable<Concern> concerns, IEnumerable<Reminder> reminders,
        CancellationToken cancel)
    {
        var failures = models.Failures.Concat(subscriptions.SelectMany(one => one.Failures)).Concat(drift.Failures)
            .Concat(concerns.Select(one => (one.Name, Reason: one.Reason())).Where(one => one.Reason is not null).Select(one => new Standstill(one.Name, null, one.Reason!))).ToList();
        try
        {
            await log.Head(cancel);
        }
        catch (Npgsql.NpgsqlException lost)
        {
            failures.Add(new Standstill("log", null, lost.Message));
        }
        var parked = subscriptions.Sum(one => one.ParkedCount);
        return TypedResults.Json(
            new
            {
                status = failures.Count == 0 ? "ready" : "failing",
                failures = failures.Select(one => new { one.Name, Event = one.Event?.ToString(), one.Reason }),
                parked,
                reminders = reminders.Select(one => new { one.Name, Text = one.Text() }).Where(one => one.Text is not null),
            },
            HttpJson.Options, statusCode: failures.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> Progress(
        Journal log, ReadModels models, IReadOnlyList<Subscription> subscriptions, Feeds feeds, Actor actor, CancellationToken cancel)
    {
        RefuseBound(actor);
        var heads = new Dictionary<string, long>();
        foreach (var name in subscriptions.SelectMany(one => one.Passed.Keys).Concat(models.Progress.Select(run => run.Log)).Append(log.Log).Distinct())
            heads[name] = await feeds.Of(name).Head(cancel);
        return TypedResults.Json(
            new
            {
                log.Log,
                Head = heads[log.Log],
                readModels = models.Progress.OrderBy(run => run.Name, StringComparer.Ordinal)
                    .Select(run => new { run.Name, run.Log, run.Position, Lag = Math.Max(0, heads[run.Log] - run.Position) }),
                subscriptions = subscriptions.SelectMany(one => one.Passed.OrderBy(log => log.Key, StringComparer.Ordinal)
                    .Select(log => new { one.Name, Log = log.Key, Position = log.Value, Lag = Math.Max(0, heads[log.Key] - log.Value) })),
            },
            HttpJson.Options);
    }

    /// <summary>The feed and the parked events span all organisations.</summary>
    private static void RefuseBound(Actor actor)
    {
        if (actor.Organization is not null)
            throw new RefusedException(Problem.Of(StatusCodes.Status403Forbidden, "forbidden", "This spans all organisations; yours is one."));
    }

    private static object Show(ParkedEvent parked) =>
        new { parked.Subscription, Event = parked.Event.ToString(), parked.Stream, parked.Subject, parked.Cause, parked.Reason, parked.Replay };
}

/// <summary>Who may call an endpoint.</summary>
public static class Authorization
{
    /// <summary>Allows an endpoint to these roles and to nobody else.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="roles">The roles.</param>
    public static RouteHandlerBuilder For(this RouteHandlerBuilder endpoint, params string[] roles) =>
        endpoint.RequireAuthorization(policy => policy.RequireRole(roles));
}
