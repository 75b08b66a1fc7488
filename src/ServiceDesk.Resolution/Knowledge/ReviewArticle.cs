using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Knowledge;

/// <summary>What is written is ready to be looked at by somebody else.</summary>
internal sealed record SubmitArticle : IArticleCommand<SubmitArticle>
{
    public static SubmitArticle Read(Input input) => new();

    public Decision Decide(Article article, Actor actor, Instant at)
    {
        if (article.Working is not { } working) return Decision.Reject("nothing-written", "Nothing was written since the article was published.");
        if (article.InReview) return Decision.Nothing;
        string[] missing = [.. from section in ((string Name, string? Text)[])[("symptom", working.Sections.Symptom), ("steps", working.Sections.Steps)] where section.Text is null select section.Name];
        return missing.Length > 0
            ? Decision.Reject("incomplete", $"An article says at least what is seen and what to do; missing: {string.Join(", ", missing)}.")
            : Decision.Accept(new ArticleSubmitted(actor.Id, at));
    }
}

/// <summary>The reviewer does not agree.</summary>
internal sealed record RefuseArticle(string Reason) : IArticleCommand<RefuseArticle>
{
    public static RefuseArticle Read(Input input) => new(input.RequiredText("reason", 10_000));

    public Decision Decide(Article article, Actor actor, Instant at) => Review.Refusal(article, actor) ?? Decision.Accept(new ArticleRefused(actor.Id, Reason, at));
}

/// <summary>The reviewer agrees: the next version is served from now on.</summary>
internal sealed record PublishArticle : IArticleCommand<PublishArticle>
{
    public static PublishArticle Read(Input input) => new();

    public Decision Decide(Article article, Actor actor, Instant at) => article.Working is { } working
        ? Review.Refusal(article, actor) ?? Decision.Accept(new ArticlePublished(article.Number, article.Version + 1, working, actor.Id, at))
        : Decision.Nothing;
}

/// <summary>Nobody is to follow the article any more.</summary>
internal sealed record RetireArticle(string? Reason) : IArticleCommand<RetireArticle>
{
    public static RetireArticle Read(Input input) => new(input.Text("reason", 10_000));

    public Decision Decide(Article article, Actor actor, Instant at) => article.Retired ? Decision.Nothing : Decision.Accept(new ArticleRetired(actor.Id, Reason, at));
}

internal static class Review
{
    /// <summary>Why this person cannot review the article now; null = can.</summary>
    public static Decision? Refusal(Article article, Actor reviewer)
    {
        if (!article.InReview) return Decision.Reject("not-in-review", "The article is not submitted for review.");
        return article.Writers.Contains(reviewer.Id) ? Decision.Reject("own-article", "Somebody else reviews what you wrote.") : null;
    }
}
