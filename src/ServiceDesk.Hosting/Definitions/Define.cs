using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Hosting.Definitions;

/// <summary>Defines the next version of something, complete.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
/// <typeparam name="THistory">The fold of all versions.</typeparam>
public interface IDefine<TSelf, THistory> : IInput<TSelf> where TSelf : IDefine<TSelf, THistory>
{
    /// <summary>The rule. Pure.</summary>
    /// <param name="history">All versions so far.</param>
    /// <param name="by">Who defines.</param>
    /// <param name="now">When.</param>
    Decision Decide(THistory history, string by, Instant now);
}

/// <summary>Definitions over HTTP.</summary>
public static class Define
{
    /// <summary>Offers a definition at <c>PUT {path}</c>; only for those who are bound to no organisation, because it holds for all.</summary>
    /// <typeparam name="TCommand">The definition.</typeparam>
    /// <typeparam name="THistory">The fold of all versions.</typeparam>
    /// <typeparam name="TDefined">One version.</typeparam>
    /// <typeparam name="TBook">The versions in memory.</typeparam>
    /// <param name="routes">Where.</param>
    /// <param name="path">The path.</param>
    /// <param name="ofAll">Says to somebody bound to one organisation that this spans all.</param>
    /// <param name="roles">Who may do it.</param>
    public static RouteHandlerBuilder Map<TCommand, THistory, TDefined, TBook>(IEndpointRouteBuilder routes, string path, string ofAll, params string[] roles)
        where TCommand : class, IDefine<TCommand, THistory>
        where THistory : IDefinitionHistory<THistory, TDefined>
        where TDefined : IDefinition
        where TBook : class, IDefinitionBook =>
        routes.MapPut(path, async (Body<TCommand> body, Act act, Journal journal, TBook book, HttpResponse response, CancellationToken cancel) =>
        {
            if (act.Actor.Organization is not null) return Problem.Of(StatusCodes.Status403Forbidden, "forbidden", ofAll);
            var command = body.Value;
            var outcome = await journal.Handle<THistory>(
                THistory.Stream, act.IfMatch, history => command.Decide(history, act.Actor.Id, act.Now), act.Meta(act.RequestId(act.IdempotencyKey), command), act.Now, cancel);
            if (outcome.ToProblem() is { } problem) return problem;
            await book.Refresh(cancel);
            response.Headers.ETag = OutcomeHttp.ETag(outcome.Version);
            var defined = outcome.State.Versions[outcome.Version];
            return (IResult)TypedResults.Ok(new { defined.Version, defined.EffectiveFrom, Position = new LogPosition(journal.Log, outcome.Position).ToString() });
        }).For(roles).Accepts<TCommand>("application/json");
}
