using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Problems;

/// <summary>The answer to a new problem: how many incidents were linked, and how many of its candidate were too many for once.</summary>
internal sealed record ProblemAnswer(Guid Id, string Number, string Position, int Linked, int Left);

/// <summary>Opens a problem, by itself or for incidents, which are linked at once.</summary>
internal sealed record OpenProblem(
    string? Title, string? Details, Priority? Priority, string? Owner, string? Organization, bool SpansOrganizations, IncidentsToLink Incidents, Instant? OccurredAt) : IInput<OpenProblem>
{
    private const Priority UsualPriority = Contracts.Priority.P3;

    public static OpenProblem Read(Input input)
    {
        var command = new OpenProblem(
            input.Text("title", 500), input.Text("details", 100_000), input.Word<Priority>("priority"), ProblemCommand.ReadOwner(input, "owner"),
            input.Text("organization", 100), input.Truth("spansOrganizations") ?? false, IncidentsToLink.Read(input), input.Instant("occurredAt"));
        if (command.Title is null && command.Incidents.Candidate is null) input.Require("title");
        if (command.Organization is { } named && (!input.Directory.HasOrganization(named) || (input.Actor.Organization ?? named) != named))
            input.Refuse("organization", "is no organisation that you may see");
        if (command.SpansOrganizations && (input.Actor.Organization is not null || command.Organization is not null))
            input.Refuse("spansOrganizations", "is for the provider's own problems");
        return command;
    }

    /// <summary>
    /// What it is about if nobody said: the one organisation of all incidents. Whoever is bound to one opens problems of that.
    /// </summary>
    public Decision Decide(Problem problem, string number, IReadOnlyList<LinkedIncident> incidents, FoundRepeat? repeat, string? repeatTitle, Actor actor, Instant at)
    {
        if (problem.Opened is not null) return Decision.Nothing;
        var theirs = incidents.Select(one => one.Organization).Distinct().ToList();
        var organization = SpansOrganizations ? null : actor.Organization ?? Organization ?? (theirs.Count == 1 ? theirs[0] : null);
        if (organization is not null && theirs.Exists(one => one != organization)) return Decision.Invalid("incidents", "are of other organisations than the problem");
        var opened = new ProblemOpened(number, Title ?? repeatTitle ?? number, Details, organization, Priority ?? UsualPriority, Owner, repeat, actor.Id, at);
        return incidents.Count == 0 ? Decision.Accept(opened) : Decision.Accept(opened, new IncidentsLinked(incidents, actor.Id, at));
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/problems",
        async (Body<OpenProblem> body, Act act, Journal journal, ProblemNumbers numbers, RepeatCandidates candidates, HttpResponse response, CancellationToken cancel) =>
        {
            var command = body.Value;
            var at = act.Occurred(command.OccurredAt);
            var request = act.RequestId(act.IdempotencyKey);
            var (id, meta) = (request ?? Guid.CreateVersion7(), act.Meta(request, command));
            var known = request is null ? Problem.Initial : (await journal.Load<Problem>(Problem.StreamOf(id), cancel)).State;
            // What was opened under this key has its incidents; its candidate is none any more.
            var (incidents, found) = known.Opened is null ? await command.Incidents.Find(act.Actor, journal, candidates, cancel) : ([], null);
            var number = known.Opened is null ? await numbers.Next(cancel) : known.Number;
            var outcome = await ProblemCommand.Record(
                id, meta, null, problem => command.Decide(problem, number, incidents, found?.AsFound(), found?.Title, act.Actor, at), at, journal, cancel);
            if (outcome.ToProblem() is { } refused) return refused;
            response.Headers.ETag = OutcomeHttp.ETag(outcome.Version);
            return (IResult)TypedResults.Created($"/problems/{id}", new ProblemAnswer(
                id, outcome.State.Number, new LogPosition(journal.Log, outcome.Position).ToString(), outcome.State.Incidents.Count, (found?.Open.Count ?? incidents.Count) - incidents.Count));
        })
        .For(ProblemCommand.Workers).Accepts<OpenProblem>("application/json").Produces<ProblemAnswer>(StatusCodes.Status201Created)
        .WithSummary("Opens a problem, and links the incidents of a candidate or those named.");
}
