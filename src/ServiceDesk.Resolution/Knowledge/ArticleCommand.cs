using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Knowledge;

/// <summary>Something a person does with an article: the request's body, and the rule.</summary>
internal interface IArticleCommand<TSelf> : IInput<TSelf> where TSelf : IArticleCommand<TSelf>
{
    Decision Decide(Article article, Actor actor, Instant at);
}

internal static class ArticleCommand
{
    /// <summary>Offers a command at <c>POST /articles/{id}/{verb}</c>.</summary>
    public static RouteHandlerBuilder Map<T>(IEndpointRouteBuilder routes, string verb) where T : class, IArticleCommand<T> =>
        routes.MapPost($"/articles/{{id:guid}}/{verb}", (Guid id, Body<T> body, Act act, Journal journal, HttpResponse response, CancellationToken cancel) =>
            Handle(id, verb, body.Value, act, journal, response, cancel))
        .For(KnowledgeAccess.Writers).Accepts<T>("application/json").Produces<CommandAnswer>();

    public static async Task<IResult> Handle<T>(Guid id, string verb, T command, Act act, Journal journal, HttpResponse response, CancellationToken cancel)
        where T : class, IArticleCommand<T>
    {
        var meta = act.Meta(act.RequestId(act.IdempotencyKey), new { id, verb, command });
        var outcome = await journal.Handle<Article>(Streams.Article(id), act.IfMatch, article => Decide(article, command, act.Actor, act.Now), meta, act.Now, cancel);
        return outcome.ToHttp(response, id, journal.Log);
    }

    /// <summary>What holds for every command, then the command's own rule.</summary>
    public static Decision Decide<T>(Article article, T command, Actor actor, Instant at) where T : IArticleCommand<T>
    {
        if (!article.IsVisibleTo(actor)) return Decision.Missing;
        // What is published and what is written may be for different organisations, and a command may touch both.
        if (new[] { article.Published, article.Working }.Any(content => content is not null && !actor.MayWriteFor(content.Organization)))
            return Decision.Reject("other-organization", "The article is for others, too, as it is published or as it is written; who acts for one organisation cannot change it.");
        if (article.Retired && command is not RetireArticle) return Decision.Reject("retired", "The article was retired.");
        return command.Decide(article, actor, at);
    }
}
