using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Problems;

/// <summary>Something a person does with a problem: the request's body, and the rule.</summary>
internal interface IProblemCommand<TSelf> : IInput<TSelf> where TSelf : IProblemCommand<TSelf>
{
    /// <summary>When it was done; null = now.</summary>
    Instant? OccurredAt { get; }

    /// <summary>The rule. Pure.</summary>
    Decision Decide(Problem problem, Actor actor, Instant at);
}

/// <summary>Commands on problems, over HTTP; what they mean for linked tickets is recorded with them.</summary>
internal static class ProblemCommand
{
    public static readonly string[] Workers = [Roles.Agent, Roles.Lead, Roles.Admin];

    /// <summary>Problems tell of many people's tickets, so requesters and other systems do not see them.</summary>
    public static readonly string[] Readers = [Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin];

    /// <summary>Offers a command at <c>POST /problems/{id}/{verb}</c>.</summary>
    public static RouteHandlerBuilder Map<T>(IEndpointRouteBuilder routes, string verb) where T : class, IProblemCommand<T> =>
        routes.MapPost($"/problems/{{id:guid}}/{verb}",
            async (Guid id, Body<T> body, Act act, Journal journal, HttpResponse response, CancellationToken cancel) =>
            {
                var command = body.Value;
                var at = act.Occurred(command.OccurredAt);
                var outcome = await Handle(id, new { id, verb, command }, problem => command.Decide(problem, act.Actor, at), act, at, journal, cancel);
                return outcome.ToHttp(response, id, journal.Log);
            })
            .For(Workers).Accepts<T>("application/json").Produces<CommandAnswer>();

    /// <summary>What holds for every command on a problem that is there, then its own rule.</summary>
    public static Decision Decide(Problem problem, Actor actor, Instant at, Func<Problem, Decision> rule)
    {
        if (!problem.IsVisibleTo(actor)) return Decision.Missing;
        if (at < problem.Opened!.At) return Decision.Invalid("occurredAt", "lies before the problem was opened");
        return rule(problem);
    }

    public static Task<Outcome<Problem>> Handle(
        Guid id, object content, Func<Problem, Decision> rule, Act act, Instant at, Journal journal, CancellationToken cancel) =>
        Record(id, act.Meta(act.RequestId(act.IdempotencyKey), content), act.IfMatch, problem => Decide(problem, act.Actor, at, rule), at, journal, cancel);

    /// <summary>Decides on a problem and appends, together with what follows from it for the tickets concerned.</summary>
    public static Task<Outcome<Problem>> Record(
        Guid id, EventMeta meta, int? expected, Func<Problem, Decision> decide, Instant at, Journal journal, CancellationToken cancel)
    {
        var before = Problem.Initial;
        return journal.Handle<Problem>(
            Problem.StreamOf(id), expected,
            problem =>
            {
                before = problem;
                return decide(problem);
            },
            events => TicketNotes.Beside(id, before, events, meta, at, journal, cancel), meta, at, cancel);
    }

    /// <summary>The refusal of a change to a problem that is closed; null when it is not.</summary>
    public static Decision? Closed(Problem problem) =>
        problem.State == ProblemState.Closed ? Decision.Reject("closed", "The problem is closed; reopen it to go on.") : null;

    /// <summary>The opaque id of a person who works here and whom the caller may name; null when absent.</summary>
    public static string? ReadOwner(Input input, string name)
    {
        if (input.Text(name, 100) is not { } owner) return null;
        var person = input.Directory.Find(owner);
        if (person is null || !person.Roles.Any(Workers.Contains) || (input.Actor.Organization is { } bound && person.Organization is { } theirs && theirs != bound))
            input.Refuse(name, "must be the id of a person who works on tickets here");
        return owner;
    }

    /// <summary>Such a person, who must be named.</summary>
    public static string ReadRequiredOwner(Input input, string name)
    {
        var owner = ReadOwner(input, name);
        if (owner is null) input.Require(name);
        return owner ?? "";
    }

    /// <summary>An instant that must be there.</summary>
    public static Instant ReadRequiredInstant(Input input, string name)
    {
        var instant = input.Instant(name);
        if (instant is null) input.Require(name);
        return instant ?? default;
    }
}
