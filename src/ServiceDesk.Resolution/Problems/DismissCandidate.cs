using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Problems;

/// <summary>A candidate is no problem; it comes back when it has grown by so many incidents.</summary>
internal sealed record DismissCandidate(string? Reason, int? Growth) : IInput<DismissCandidate>
{
    private const int MostGrowth = 10_000;

    public static DismissCandidate Read(Input input) => new(input.Text("reason", 10_000), input.Whole("growth", 1, MostGrowth));

    public Decision Decide(RepeatDismissals before, RepeatCandidate candidate, Actor actor, Instant at)
    {
        Guid[] tickets = [.. candidate.Open.Select(one => one.Ticket).Order()];
        var growth = Growth ?? candidate.Rules.Repeats.Regrowth;
        if (before.Last is { } last && last.Growth == growth && last.Incidents.SequenceEqual(tickets)) return Decision.Nothing;
        return Decision.Accept(new RepeatDismissed(candidate.Id, candidate.Group.Kind, candidate.Group.Organization, tickets, growth, Reason, actor.Id, at));
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/problems/candidates/{name}/dismiss",
        async (string name, Body<DismissCandidate> body, Act act, Journal journal, RepeatCandidates candidates, CancellationToken cancel) =>
        {
            var command = body.Value;
            if (await candidates.Find(name, act.Actor, cancel) is not { } candidate) return Hosting.Problem.NotFound;
            var outcome = await journal.Handle<RepeatDismissals>(
                $"repeat-{candidate.Id}", act.IfMatch, before => command.Decide(before, candidate, act.Actor, act.Now), act.Meta(act.RequestId(act.IdempotencyKey), new { name, command }),
                act.Now, cancel);
            return outcome.ToProblem() is { } problem
                ? problem
                : (IResult)TypedResults.Ok(new { candidate.Id, Position = new LogPosition(journal.Log, outcome.Position).ToString() });
        })
        .For(ProblemCommand.Workers).Accepts<DismissCandidate>("application/json").WithSummary("Dismisses a candidate until it has grown.");
}

/// <summary>How often a candidate was dismissed: the last time.</summary>
internal sealed record RepeatDismissals(RepeatDismissed? Last) : IState<RepeatDismissals>
{
    public static RepeatDismissals Initial { get; } = new((RepeatDismissed?)null);

    public RepeatDismissals Evolve(object @event) => @event is RepeatDismissed dismissed ? new(dismissed) : this;
}
