using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Resolution.Knowledge;

namespace ServiceDesk.Resolution.Problems;

/// <summary>Begins an article with what is known of a problem, for its incidents. A problem has one such article: asking again names it.</summary>
internal sealed record DraftArticle(string? Title, string? Language, Audience Audience) : IInput<DraftArticle>
{
    private const int MostLinks = 50;
    private static readonly Guid articles = new("0d9b1f0c-2f0a-5d49-9b51-8a0f6d1c7e33");

    public static DraftArticle Read(Input input) => new(input.Text("title", 300), WriteArticle.Language(input, "language"), input.Word<Audience>("audience") ?? Audience.Agent);

    /// <summary>The id of the article that comes from a problem.</summary>
    public static Guid ArticleOf(Guid problem) => NameBasedId.Create(articles, problem.ToString());

    /// <summary>What the article says, without the people who are named; for the problem's organisation until somebody widens it.</summary>
    public ArticleContent Content(Problem problem, IReadOnlyList<string> people)
    {
        var described = problem.Described!;
        var language = Language ?? (described.Title.Any(character => character is >= '\u3400' and <= '\u9FFF') ? "zh" : "en");
        return new ArticleContent(
            Title ?? Clean(described.Title)!, language, Audience, problem.Opened!.Repeat?.Category, described.Organization,
            new ArticleSections(
                Clean(described.Details ?? described.Title), Clean(Diagnosis(problem.RootCause)), Clean(problem.Workaround?.Workaround), Clean(problem.RootCause?.Statement),
                Clean(Joined(problem.Actions.Values.Where(action => action.Plan.Purpose == ActionPurpose.Preventive).Select(action => action.Plan.What)))));

        string? Clean(string? text) => PersonalTraces.Remove(text, "", people, language);
    }

    /// <summary>What is recorded in the article, which does not exist yet.</summary>
    public static IReadOnlyList<object> Drafted(Problem problem, string number, ArticleContent content, string by, Instant at) =>
    [
        new ArticleDrafted(number, content, by, at),
        .. problem.Incidents.Values.OrderByDescending(one => one.Number, StringComparer.Ordinal).Take(MostLinks).Select(one => new ArticleLinked(one.Ticket, one.Number, one.Organization, by, at)),
    ];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/problems/{id:guid}/draft-article",
        async (Guid id, Body<DraftArticle> body, Act act, Journal journal, AccessDirectory directory, CancellationToken cancel) =>
        {
            var (article, known) = (ArticleOf(id), (await journal.Load<Problem>(Problem.StreamOf(id), cancel)).State);
            if (!known.IsVisibleTo(act.Actor)) return Hosting.Problem.NotFound;
            var number = await ArticleNumbers.Next(journal, cancel);
            var meta = act.Meta(act.RequestId(act.IdempotencyKey), new { id, verb = "draft-article", body.Value });
            var before = Problem.Initial;
            var outcome = await journal.Handle<Problem>(
                Problem.StreamOf(id), act.IfMatch,
                problem => ProblemCommand.Decide(before = problem, act.Actor, act.Now, one => LinkArticle.Decide(one, article, act.Actor, act.Now)),
                async _ =>
                {
                    var drafted = Drafted(before, number, body.Value.Content(before, People(before, directory)), act.Actor.Id, act.Now);
                    var version = (await journal.Load<Article>(Streams.Article(article), cancel)).Version;
                    return version > 0 ? [] : [new StreamAppend(Streams.Article(article), 0, [.. drafted.Select(one => new NewEvent(one, meta with { Request = null, Fingerprint = null }, act.Now))])];
                },
                meta, act.Now, cancel);
            if (outcome.ToProblem() is { } refused) return refused;
            var there = (await journal.Load<Article>(Streams.Article(article), cancel)).State;
            return (IResult)TypedResults.Created($"/articles/{article}", new { id = article, there.Number, Position = new LogPosition(journal.Log, await journal.Head(cancel)).ToString() });
        })
        .For(ProblemCommand.Workers).Accepts<DraftArticle>("application/json").WithSummary("Drafts an article from the problem, without the people in it, and links the two.");

    private static IReadOnlyList<string> People(Problem problem, AccessDirectory directory) =>
    [
        .. new[] { problem.Opened!.By, problem.Described!.Owner, problem.Described.By, problem.RootCause?.By, problem.Workaround?.By }
            .Concat(problem.Actions.Values.Select(action => action.Plan.Owner)).OfType<string>().Select(directory.Find).OfType<Person>().Select(person => person.Name).Distinct(),
    ];

    private static string? Diagnosis(RootCauseFound? cause) => cause is null ? null : Joined(
        cause.Whys.Concat(cause.Branches.Select(branch => $"{branch.Name}: {string.Join("; ", branch.Causes)}")));

    private static string? Joined(IEnumerable<string> texts) => string.Join("\n", texts) is { Length: > 0 } all ? all : null;
}
