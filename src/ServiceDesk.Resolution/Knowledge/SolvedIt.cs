using System.Collections.Immutable;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Knowledge;

/// <summary>A requester found the answer in an article and needs no ticket. Counts once per person, article and day (UTC).</summary>
internal sealed record SolvedIt : IInput<SolvedIt>
{
    public static SolvedIt Read(Input input) => new();

    public static Decision Decide(HelpedPeople people, Guid id, Article article, Actor actor, Instant at)
    {
        if (!article.IsShownTo(actor)) return Decision.Missing;
        return people.Has(actor.Id) ? Decision.Nothing : Decision.Accept(new ArticleSolvedIt(id, article.Version, actor.Id, actor.Organization, at));
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/articles/{id:guid}/solved-it",
        async (Guid id, Body<SolvedIt> body, Act act, Journal journal, CancellationToken cancel) =>
        {
            var article = (await journal.Load<Article>(Streams.Article(id), cancel)).State;
            var outcome = await journal.Handle<HelpedPeople>(
                Streams.Helped(id, act.Now.InUtc().Date), null, people => Decide(people, id, article, act.Actor, act.Now), act.Meta(act.RequestId(act.IdempotencyKey), new { id }),
                act.Now, cancel);
            return outcome.ToProblem() ?? (IResult)TypedResults.Ok(new { id, Position = new LogPosition(journal.Log, outcome.Position).ToString() });
        })
        .For(Roles.Requester).Accepts<SolvedIt>("application/json").WithSummary("The article solved it: no ticket is needed.");
}

/// <summary>Those whom an article helped on one day.</summary>
internal sealed record HelpedPeople(ImmutableHashSet<string> People) : IState<HelpedPeople>
{
    public static HelpedPeople Initial { get; } = new([]);

    public bool Has(string person) => People.Contains(person);

    public HelpedPeople Evolve(object @event) => @event is ArticleSolvedIt solved ? new(People.Add(solved.By)) : this;
}
