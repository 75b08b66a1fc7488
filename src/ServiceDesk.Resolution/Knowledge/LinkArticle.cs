using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Knowledge;

/// <summary>Says that an article belongs to a ticket.</summary>
internal sealed record LinkArticle(Guid Ticket) : IInput<LinkArticle>
{
    public static LinkArticle Read(Input input) => new(Id(input, "ticket"));

    /// <summary>An id that must be there.</summary>
    public static Guid Id(Input input, string name)
    {
        var text = input.RequiredText(name, 50);
        if (Guid.TryParseExact(text, "D", out var id)) return id;
        if (text.Length > 0) input.Refuse(name, "must be an id");
        return default;
    }

    public static Decision Decide(Article article, ArticleLinked link) => article.Links.Any(one => one.Ticket == link.Ticket) ? Decision.Nothing : Decision.Accept(link);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/articles/{id:guid}/links", async (Guid id, Body<LinkArticle> body, Act act, Journal journal, HttpResponse response, CancellationToken cancel) =>
        {
            var asked = body.Value.Ticket;
            if (await journal.ReadStreams([Streams.Ticket(asked)], cancel) is not [{ Body: CaseOpened opened }, ..] || !act.Actor.MaySee(opened.Organization, opened.Requester))
                return Problem.Field("ticket", "is no ticket that you may see");
            var link = new ArticleLinked(asked, opened.Number, opened.Organization, act.Actor.Id, act.Now);
            var outcome = await journal.Handle<Article>(
                Streams.Article(id), act.IfMatch, article => article.IsVisibleTo(act.Actor) ? Decide(article, link) : Decision.Missing,
                act.Meta(act.RequestId(act.IdempotencyKey), new { id, ticket = asked }), act.Now, cancel);
            return outcome.ToHttp(response, id, journal.Log);
        }).For(KnowledgeAccess.Writers).Accepts<LinkArticle>("application/json").Produces<CommandAnswer>().WithSummary("Says that an article belongs to a ticket.");

        routes.MapDelete("/articles/{id:guid}/links/{other:guid}", async (Guid id, Guid other, Act act, Journal journal, HttpResponse response, CancellationToken cancel) =>
        {
            var outcome = await journal.Handle<Article>(
                Streams.Article(id), act.IfMatch, article => Unlink(article, other, act.Actor, act.Now), act.Meta(null, new { id, other }), act.Now, cancel);
            return outcome.ToHttp(response, id, journal.Log);
        }).For(KnowledgeAccess.Writers).Produces<CommandAnswer>().WithSummary("Takes back that an article belongs to a ticket.");
    }

    public static Decision Unlink(Article article, Guid ticket, Actor actor, NodaTime.Instant at)
    {
        if (!article.IsVisibleTo(actor)) return Decision.Missing;
        return article.Links.Any(link => link.Ticket == ticket && actor.MayWriteFor(link.Organization))
            ? Decision.Accept(new ArticleUnlinked(ticket, actor.Id, at))
            : Decision.Nothing;
    }
}
