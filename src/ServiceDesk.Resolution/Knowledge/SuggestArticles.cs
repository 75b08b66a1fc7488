using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Knowledge;

/// <summary>Asks for articles that may answer what somebody is writing. Nothing is recorded.</summary>
internal sealed record SuggestArticles(string Text, string? Language, string? Organization, int? Limit) : IInput<SuggestArticles>
{
    private const int UsualLimit = 5;
    private const int MostLimit = 20;

    /// <summary>An article that shares less than this part of a text's telling tokens is hardly about it.</summary>
    private const double Share = 0.2;

    public static SuggestArticles Read(Input input) => new(
        input.RequiredText("text", 100_000), WriteArticle.Language(input, "language"), input.Text("organization", 63), input.Whole("limit", 1, MostLimit));

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/articles/suggest", async (Body<SuggestArticles> body, Actor actor, ArticleSearch search, CancellationToken cancel) =>
        {
            var asked = body.Value;
            var filter = new ArticleFilter(actor, ListArticles.Published, asked.Language, null, null, asked.Organization);
            return TypedResults.Ok(new ArticlePage(await search.Find(ArticleSearch.Told(asked.Text), Share, filter, null, asked.Limit ?? UsualLimit, cancel), null));
        })
        .For(Roles.System, Roles.Requester, Roles.Agent, Roles.Lead, Roles.Admin).Accepts<SuggestArticles>("application/json").Produces<ArticlePage>()
        .WithSummary("Articles that may answer what somebody is writing; nothing is recorded.");

        routes.MapGet("/tickets/{id:guid}/suggestions", async (Guid id, Actor actor, Journal journal, ArticleSearch search, CancellationToken cancel) =>
        {
            var events = await journal.ReadStreams([Streams.Ticket(id)], cancel);
            if (events is not [{ Body: CaseOpened opened }, ..] || !actor.MaySee(opened.Organization, opened.Requester)) return Problem.NotFound;
            var ticket = new TicketKnowledge([.. events.Select(e => e.Body).OfType<object>()], opened);
            // What is for another customer is no answer for this one.
            var filter = new ArticleFilter(actor, ListArticles.Published, null, null, null, opened.Organization);
            return (IResult)TypedResults.Ok(new ArticlePage(
                await search.Find(ArticleSearch.Told($"{ticket.Subject}\n{ticket.Diagnosis}"), Share, filter, null, UsualLimit, cancel), null));
        })
        .For([.. KnowledgeAccess.Writers]).RecordsReadsOf<Ticket>().Produces<ArticlePage>().WithSummary("Articles that may help to solve a ticket.");
    }
}
