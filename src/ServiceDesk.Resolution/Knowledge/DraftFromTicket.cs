using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Knowledge;

/// <summary>Begins an article with what a ticket tells. A ticket has one such article: asking again names it.</summary>
internal sealed record DraftFromTicket(string? Title, string? Language, Audience Audience, string? Category) : IInput<DraftFromTicket>
{
    private static readonly Guid articles = new("4f6f0b53-8f0e-5b06-9c3f-6d6a4a0f7d21");

    public static DraftFromTicket Read(Input input) => new(
        input.Text("title", 300), WriteArticle.Language(input, "language"), input.Word<Audience>("audience") ?? Audience.Agent, input.Text("category", 100));

    /// <summary>The id of the article that comes from a ticket.</summary>
    public static Guid ArticleOf(Guid ticket) => NameBasedId.Create(articles, ticket.ToString());

    public static Decision Decide(Article article, string number, ArticleContent content, ArticleLinked link)
    {
        if (article.Retired) return Decision.Reject("retired", $"The article {article.Number} from this ticket was retired.");
        return article.Exists ? Decision.Nothing : Decision.Accept(new ArticleDrafted(number, content, link.By, link.At), link);
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/tickets/{id:guid}/draft-article",
        async (Guid id, Body<DraftFromTicket> body, Act act, Journal journal, AccessDirectory directory, CancellationToken cancel) =>
        {
            var events = await journal.ReadStreams([Streams.Ticket(id)], cancel);
            if (events is not [{ Body: CaseOpened opened }, ..] || !act.Actor.MaySee(opened.Organization, opened.Requester)) return Problem.NotFound;
            string[] people = [.. events.Select(e => directory.Find(e.Meta.Actor)).OfType<Person>().Where(person => !person.Roles.Contains(Roles.System)).Select(person => person.Name).Distinct()];
            var content = body.Value.Content(new TicketKnowledge([.. events.Select(e => e.Body).OfType<object>()], opened), people);
            var link = new ArticleLinked(id, opened.Number, opened.Organization, act.Actor.Id, act.Now);
            var number = await ArticleNumbers.Next(journal, cancel);
            var outcome = await journal.Create<Article>(
                Streams.Article(ArticleOf(id)), article => Decide(article, number, content, link), act.Meta(act.RequestId(act.IdempotencyKey), new { id, body.Value }), act.Now,
                waitForRoom: false, cancel);
            return outcome.ToProblem() ?? WriteArticle.Created(ArticleOf(id), outcome, journal.Log);
        })
        .For(KnowledgeAccess.Writers).RecordsReadsOf<Ticket>().Accepts<DraftFromTicket>("application/json").WithSummary("Drafts an article from a ticket, without the people in it, and links the two.");

    /// <summary>For the ticket's organisation until somebody widens it: what stands in a ticket may be that customer's own.</summary>
    internal ArticleContent Content(TicketKnowledge ticket, IReadOnlyList<string> people)
    {
        var language = Language ?? ticket.Language;
        return new ArticleContent(
            Title ?? Clean(ticket.Subject)!, language, Audience, Category ?? ticket.Category, ticket.Opened.Organization,
            new ArticleSections(Clean(ticket.Subject), Clean(ticket.Diagnosis), Clean(ticket.Steps), Clean(ticket.Cause), Clean(ticket.Precautions)));

        string? Clean(string? text) => PersonalTraces.Remove(text, ticket.Opened.RequesterName, people, language);
    }
}
