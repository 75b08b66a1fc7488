using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Problems;

/// <summary>An article of the knowledge base tells about the problem.</summary>
internal sealed record LinkArticle(Guid Article, Instant? OccurredAt) : IProblemCommand<LinkArticle>
{
    private const int Most = 50;

    public static LinkArticle Read(Input input)
    {
        var text = input.RequiredText("article", 50);
        if (!Guid.TryParse(text, out var article) && text.Length > 0) input.Refuse("article", "must be the id of an article");
        return new LinkArticle(article, input.Instant("occurredAt"));
    }

    public Decision Decide(Problem problem, Actor actor, Instant at)
    {
        if (problem.Articles.Contains(Article)) return Decision.Nothing;
        if (problem.Articles.Count >= Most) return Decision.Reject("too-many-articles", $"A problem has at most {Most} articles.");
        return problem.RootCause is null && problem.Workaround is null
            ? Decision.Reject("nothing-known", "There is neither a root cause nor a workaround to tell of yet.")
            : Decision.Accept(new ProblemArticleLinked(Article, actor.Id, at));
    }
}
