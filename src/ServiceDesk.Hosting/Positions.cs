using Microsoft.AspNetCore.Http;
using ServiceDesk.EventStore;
using ServiceDesk.Messaging;

namespace ServiceDesk.Hosting;

/// <summary>Read your writes: a request with <c>?position=log/4711</c> waits until this service shows that event's effect.</summary>
internal sealed class Positions(Journal log, ReadModels models, IReadOnlyList<Subscription> subscriptions)
{
    private static readonly TimeSpan longest = TimeSpan.FromSeconds(5);

    public Task Await(HttpContext context, RequestDelegate next) =>
        context.Request.QueryString.HasValue && context.Request.Query["position"] is [{ } text] ? Await(text, context, next) : next(context);

    private async Task Await(string text, HttpContext context, RequestDelegate next)
    {
        if (!LogPosition.TryParse(text, out var position)) throw new RefusedException(Problem.Field("position", "must be an event id such as intake/4711"));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(longest);
        try
        {
            await Until(position, limit.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            throw new RefusedException(Problem.Of(StatusCodes.Status503ServiceUnavailable, "not-yet", $"This service has not reached {position} yet."));
        }
        await next(context);
    }

    private async Task Until(LogPosition position, CancellationToken cancel)
    {
        if (position.Log == log.Log)
        {
            await models.Until(log.Log, position.Position, cancel);
            return;
        }
        foreach (var subscription in subscriptions) await subscription.Until(position.Log, position.Position, cancel);
        await models.Until(position.Log, position.Position, cancel);
        await models.Until(log.Log, await log.Head(cancel), cancel);
    }
}
