using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Knowledge;

/// <summary>A version of an article as it was published.</summary>
internal sealed record ArticleVersionView(int Version, string By, string ByName, Instant At);

/// <summary>What is written for the next version. MayReview: whether who asks may publish or refuse it now.</summary>
internal sealed record WorkingView(ArticleContent Content, bool InReview, bool MayReview, IReadOnlyList<string> Writers, string? Refusal);

/// <summary>A ticket that an article belongs to.</summary>
internal sealed record ArticleTicketView(Guid Id, string Number);

/// <summary>An article. Content is the served version, or the asked one; null when it was never published. Working, tickets and versions are for the people of the desk.</summary>
internal sealed record ArticleView(
    Guid Id, string Number, string State, int Version, ArticleContent? Content, Instant? PublishedAt, WorkingView? Working, IReadOnlyList<ArticleTicketView> Tickets,
    IReadOnlyList<ArticleVersionView> Versions, string Position);

internal static class GetArticle
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/articles/{id:guid}",
        async (Guid id, int? version, Actor actor, Journal journal, AccessDirectory directory, ArticleViews views, IClock clock, HttpResponse response, CancellationToken cancel) =>
        {
            var events = await journal.ReadStreams([Streams.Article(id)], cancel);
            var article = events.Select(e => e.Body).OfType<object>().Aggregate(Article.Initial, (state, body) => state.Evolve(body));
            if (!article.IsVisibleTo(actor)) return Problem.NotFound;
            var published = events.Select(e => e.Body).OfType<ArticlePublished>().Where(one => actor.MayRead(one.Content)).ToList();
            var shown = version is { } asked ? published.Find(one => one.Version == asked) : published.LastOrDefault(one => one.Version == article.Version);
            if (version is not null && (shown is null || (!actor.KeepsKnowledge() && shown.Version != article.Version))) return Problem.NotFound;
            if (article.IsShownTo(actor) && !actor.KeepsKnowledge()) views.Saw(id, clock.GetCurrentInstant().InUtc().Date);
            response.Headers.ETag = OutcomeHttp.ETag(events[^1].Version);
            var view = new ArticleView(id, article.Number, StateOf(article), shown?.Version ?? 0, shown?.Content, shown?.At, null, [], [], events[^1].Id.ToString());
            return (IResult)TypedResults.Ok(actor.KeepsKnowledge() ? Inside(view, article, published, events, actor, directory.NameOf) : view);
        })
        .For([.. Roles.All]).Produces<ArticleView>().WithSummary("An article; a requester's look at it is counted.");

    /// <summary>What only the people of the desk see.</summary>
    private static ArticleView Inside(
        ArticleView view, Article article, IReadOnlyList<ArticlePublished> published, IReadOnlyList<RecordedEvent> events, Actor actor, Func<string, string> nameOf) => view with
        {
            Working = article.Working is { } working && actor.MayRead(working)
                ? new WorkingView(working, article.InReview, actor.Is(KnowledgeAccess.Writers) && Review.Refusal(article, actor) is null, [.. article.Writers.Select(nameOf).Order(StringComparer.Ordinal)], Refusal(events))
                : null,
            Tickets = [.. article.Links.Where(link => actor.Organization is null || actor.Organization == link.Organization).Select(link => new ArticleTicketView(link.Ticket, link.TicketNumber))],
            Versions = [.. published.Select(one => new ArticleVersionView(one.Version, one.By, nameOf(one.By), one.At))],
        };

    /// <summary>What the reviewer wanted changed, until it is submitted again.</summary>
    private static string? Refusal(IReadOnlyList<RecordedEvent> events) => events.Select(e => e.Body).Aggregate((string?)null, (last, body) => body switch
    {
        ArticleRefused refused => refused.Reason,
        ArticleSubmitted or ArticlePublished => null,
        _ => last,
    });

    private static string StateOf(Article article) => article switch
    {
        { Retired: true } => "retired",
        { Published: not null } => ListArticles.Published,
        { InReview: true } => "review",
        _ => "draft",
    };
}
