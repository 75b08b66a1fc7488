using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Resolution.Knowledge;

namespace ServiceDesk.Resolution.Problems;

/// <summary>An article of the knowledge base tells about the problem.</summary>
internal sealed record LinkArticle(Guid Article, Instant? OccurredAt) : IInput<LinkArticle>
{
    private const int Most = 50;

    public static LinkArticle Read(Input input)
    {
        var text = input.RequiredText("article", 50);
        if (!Guid.TryParse(text, out var article) && text.Length > 0) input.Refuse("article", "must be the id of an article");
        return new LinkArticle(article, input.Instant("occurredAt"));
    }

    public static Decision Decide(Problem problem, Guid article, Actor actor, Instant at)
    {
        if (problem.Articles.Contains(article)) return Decision.Nothing;
        if (problem.Articles.Count >= Most) return Decision.Reject("too-many-articles", $"A problem has at most {Most} articles.");
        return problem.RootCause is null && problem.Workaround is null
            ? Decision.Reject("nothing-known", "There is neither a root cause nor a workaround to tell of yet.")
            : Decision.Accept(new ProblemArticleLinked(article, actor.Id, at));
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/problems/{id:guid}/article",
        async (Guid id, Body<LinkArticle> body, Act act, Journal journal, HttpResponse response, CancellationToken cancel) =>
        {
            var command = body.Value;
            var at = act.Occurred(command.OccurredAt);
            if (!(await journal.Load<Problem>(Problem.StreamOf(id), cancel)).State.IsVisibleTo(act.Actor)) return Hosting.Problem.NotFound;
            if (!(await journal.Load<Article>(Streams.Article(command.Article), cancel)).State.IsVisibleTo(act.Actor))
                return Hosting.Problem.Field("article", "is no article that you may see");
            var outcome = await ProblemCommand.Handle(
                id, new { id, verb = "article", command }, problem => Decide(problem, command.Article, act.Actor, at), act, at, journal, cancel);
            return outcome.ToHttp(response, id, journal.Log);
        })
        .For(ProblemCommand.Workers).Accepts<LinkArticle>("application/json").Produces<CommandAnswer>().WithSummary("Links an article of the knowledge base that tells about the problem.");
}
