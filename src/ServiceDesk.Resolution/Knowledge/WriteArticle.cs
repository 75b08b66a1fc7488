using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Knowledge;

/// <summary>What somebody writes, complete: the beginning of an article, or its next version while the published one stays served.</summary>
internal sealed record WriteArticle(ArticleContent Content) : IArticleCommand<WriteArticle>
{
    private const int LongestSection = 50_000;

    public static WriteArticle Read(Input input)
    {
        var organization = input.Text("organization", 63) ?? input.Actor.Organization;
        if (!input.Actor.MayWriteFor(organization)) input.Refuse("organization", $"must be {input.Actor.Organization}: you act for that organisation only");
        else if (organization is not null && !input.Directory.HasOrganization(organization)) input.Refuse("organization", "is not a registered organisation");
        var sections = input.Object("sections", one => new ArticleSections(
            one.Text("symptom", LongestSection), one.Text("diagnosis", LongestSection), one.Text("steps", LongestSection), one.Text("cause", LongestSection),
            one.Text("precautions", LongestSection)));
        return new WriteArticle(new ArticleContent(
            input.RequiredText("title", 300), Language(input, "language") ?? Required(input, "language"), input.Word<Audience>("audience") ?? Audience.Agent,
            input.Text("category", 100), organization, sections ?? new ArticleSections(null, null, null, null, null)));
    }

    /// <summary>A language in which articles are written; null when absent.</summary>
    public static string? Language(Input input, string name)
    {
        var language = input.Text(name, 50);
        if (language is null or "zh" or "en") return language;
        input.Refuse(name, "must be zh or en");
        return "";
    }

    public static Decision Begin(Article article, string number, ArticleContent content, Actor actor, Instant at) =>
        article.Exists ? Decision.Nothing : Decision.Accept(new ArticleDrafted(number, content, actor.Id, at));

    public Decision Decide(Article article, Actor actor, Instant at) => Content == (article.Working ?? article.Published)
        ? Decision.Nothing
        : Decision.Accept(new ArticleRevised(article.Number, Content, actor.Id, at));

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/articles", async (Body<WriteArticle> body, Act act, Journal journal, CancellationToken cancel) =>
        {
            var command = body.Value;
            var request = act.RequestId(act.IdempotencyKey);
            var id = request ?? Guid.CreateVersion7();
            var number = await ArticleNumbers.Next(journal, cancel);
            var outcome = await journal.Create<Article>(
                Streams.Article(id), article => Begin(article, number, command.Content, act.Actor, act.Now), act.Meta(request, command), act.Now, waitForRoom: false, cancel);
            return outcome.ToProblem() ?? Created(id, outcome, journal.Log);
        }).For(KnowledgeAccess.Writers).Accepts<WriteArticle>("application/json").WithSummary("Begins to write an article.");

        routes.MapPut("/articles/{id:guid}", (Guid id, Body<WriteArticle> body, Act act, Journal journal, HttpResponse response, CancellationToken cancel) =>
            ArticleCommand.Handle(id, "revise", body.Value, act, journal, response, cancel))
        .For(KnowledgeAccess.Writers).Accepts<WriteArticle>("application/json").Produces<CommandAnswer>()
        .WithSummary("Writes the next version of an article; the published one is served until it is published.");
    }

    public static IResult Created(Guid id, Outcome<Article> outcome, string log) =>
        TypedResults.Created($"/articles/{id}", new { id, outcome.State.Number, Position = new LogPosition(log, outcome.Position).ToString() });

    private static string Required(Input input, string name)
    {
        if (!input.Refuses(name)) input.Refuse(name, "is required");
        return "";
    }
}

/// <summary>Numbers for people: <c>KB-000012</c>. A refused or repeated request leaves a gap.</summary>
internal static class ArticleNumbers
{
    public static async Task<string> Next(Journal journal, CancellationToken cancel)
    {
        await using var command = journal.Database.CreateCommand("select nextval('public.article_numbers')");
        return $"KB-{(long)(await command.ExecuteScalarAsync(cancel))!:000000}";
    }
}
