using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Problems;

/// <summary>Links incidents with the problem behind them; those that are linked already stay so.</summary>
internal sealed record LinkIncidents(IncidentsToLink Incidents, Instant? OccurredAt) : IInput<LinkIncidents>
{
    /// <summary>Whatever is told to all of them is one append.</summary>
    public const int Most = 1000;

    public static LinkIncidents Read(Input input)
    {
        var command = new LinkIncidents(IncidentsToLink.Read(input), input.Instant("occurredAt"));
        if (command.Incidents is { Candidate: null, Tickets.Count: 0 }) input.Require("incidents");
        return command;
    }

    public static Decision Decide(Problem problem, IReadOnlyList<LinkedIncident> incidents, Actor actor, Instant at)
    {
        if (ProblemCommand.Closed(problem) is { } closed) return closed;
        LinkedIncident[] added = [.. incidents.Where(one => !problem.Incidents.ContainsKey(one.Ticket))];
        if (added.Length == 0) return Decision.Nothing;
        if (problem.Organization is { } only && added.FirstOrDefault(one => one.Organization != only) is { } foreign)
            return Decision.Invalid("incidents", $"holds {foreign.Number}, which is of another organisation than the problem");
        if (problem.Incidents.Count + added.Length > Most) return Decision.Reject("too-many-incidents", $"A problem has at most {Most} incidents.");
        return Decision.Accept(new IncidentsLinked(added, actor.Id, at));
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/problems/{id:guid}/incidents",
        async (Guid id, Body<LinkIncidents> body, Act act, Journal journal, RepeatCandidates candidates, HttpResponse response, CancellationToken cancel) =>
        {
            var command = body.Value;
            var at = act.Occurred(command.OccurredAt);
            if (!(await journal.Load<Problem>(Problem.StreamOf(id), cancel)).State.IsVisibleTo(act.Actor)) return Hosting.Problem.NotFound;
            IReadOnlyList<LinkedIncident> incidents;
            try
            {
                (incidents, _) = await command.Incidents.Find(act.Actor, journal, candidates, cancel);
            }
            catch (RefusedException refused) when (command.Incidents.Candidate is not null && act.IdempotencyKey is not null)
            {
                // A candidate that was linked under this key is none any more; the repetition gets the first answer.
                var first = await Handle(_ => Decision.Reject("no-candidate", refused.Message));
                return first.Kind == OutcomeKind.Rejected ? refused.Problem : first.ToHttp(response, id, journal.Log);
            }
            return (await Handle(problem => Decide(problem, incidents, act.Actor, at))).ToHttp(response, id, journal.Log);

            Task<Outcome<Problem>> Handle(Func<Problem, Decision> rule) => ProblemCommand.Handle(id, new { id, verb = "link", command }, rule, act, at, journal, cancel);
        })
        .For(ProblemCommand.Workers).Accepts<LinkIncidents>("application/json").Produces<CommandAnswer>().WithSummary("Links incidents, named or of a candidate, with the problem.");
}

/// <summary>Takes the link with an incident back.</summary>
internal static class UnlinkIncident
{
    public static Decision Decide(Problem problem, Guid ticket, Actor actor, Instant at)
    {
        if (!problem.Incidents.TryGetValue(ticket, out var linked)) return Decision.Nothing;
        return ProblemCommand.Closed(problem) ?? Decision.Accept(new IncidentUnlinked(ticket, linked.Number, actor.Id, at));
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapDelete("/problems/{id:guid}/incidents/{other:guid}",
        async (Guid id, Guid other, Act act, Journal journal, HttpResponse response, CancellationToken cancel) =>
        {
            var outcome = await ProblemCommand.Handle(
                id, new { id, verb = "unlink", other }, problem => Decide(problem, other, act.Actor, act.Now), act, act.Now, journal, cancel);
            return outcome.ToHttp(response, id, journal.Log);
        })
        .For(ProblemCommand.Workers).Produces<CommandAnswer>().WithSummary("Takes the link with an incident back.");
}
