using System.Collections.Immutable;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Knowledge;

/// <summary>An agent tells that an article was followed on a ticket, and whether it helped; what is told last counts.</summary>
internal sealed record UseArticle(Guid Article, int? Version, bool Helped, Instant? OccurredAt) : IInput<UseArticle>
{
    public static UseArticle Read(Input input)
    {
        var (article, version, helped) = (LinkArticle.Id(input, "article"), input.Whole("version", 1, int.MaxValue), input.Truth("helped"));
        if (helped is null && !input.Refuses("helped")) input.Refuse("helped", "is required");
        return new UseArticle(article, version, helped ?? false, input.Instant("occurredAt"));
    }

    public Decision Decide(Ticket ticket, Article article, Actor actor, Instant at)
    {
        if (!ticket.IsVisibleTo(actor)) return Decision.Missing;
        if (at < ticket.OpenedAt) return Decision.Invalid("occurredAt", "lies before the ticket was opened");
        if (ticket.HasEnded || ticket.Status == TicketStatus.Closed) return Work.NotOpen(ticket);
        if (!article.IsShownTo(actor)) return Decision.Invalid("article", "is no published article that you may see");
        if (article.Published!.Organization is { } only && only != ticket.Organization) return Decision.Invalid("article", "is for another organisation than the ticket");
        if (Version > article.Version) return Decision.Invalid("version", $"was never published; the newest is {article.Version}");
        var used = new ArticleUsed(Article, article.Number, article.Published.Title, Version ?? article.Version, Helped, actor.Id, at);
        return ticket.Articles.Has(used) ? Decision.Nothing : Decision.Accept(used);
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/tickets/{id:guid}/use-article",
        async (Guid id, Body<UseArticle> body, Act act, Journal journal, HttpResponse response, CancellationToken cancel) =>
        {
            var command = body.Value;
            var at = act.Occurred(command.OccurredAt);
            var article = (await journal.Load<Article>(Streams.Article(command.Article), cancel)).State;
            var outcome = await journal.Handle<Ticket>(
                Streams.Ticket(id), act.IfMatch, ticket => command.Decide(ticket, article, act.Actor, at), act.Meta(act.RequestId(act.IdempotencyKey), new { id, command }), at, cancel);
            return outcome.ToHttp(response, id, journal.Log);
        })
        .For(KnowledgeAccess.Writers).Accepts<UseArticle>("application/json").Produces<CommandAnswer>().WithSummary("Records that an article was followed on a ticket, and whether it helped.");
}

/// <summary>The articles that were followed on a ticket: of each what was told last.</summary>
internal sealed record ArticlesUsed(ImmutableSortedDictionary<Guid, ArticleUsed> ByArticle)
{
    public static ArticlesUsed None { get; } = new(ImmutableSortedDictionary<Guid, ArticleUsed>.Empty);

    public ArticlesUsed With(ArticleUsed used) => new(ByArticle.SetItem(used.Article, used));

    public bool Has(ArticleUsed used) => ByArticle.GetValueOrDefault(used.Article) is { } told && (told.Version, told.Helped) == (used.Version, used.Helped);
}

/// <summary>An article that was followed on a ticket.</summary>
internal sealed record UsedArticleView(Guid Id, string Number, string Title, int Version, bool Helped, string By, string ByName, Instant At)
{
    public static IReadOnlyList<UsedArticleView> Of(Ticket ticket, Func<string, string> nameOf) =>
    [
        .. ticket.Articles.ByArticle.Values.OrderBy(one => one.At).Select(one => new UsedArticleView(
            one.Article, one.Number, one.Title, one.Version, one.Helped, one.By, nameOf(one.By), one.At)),
    ];
}
