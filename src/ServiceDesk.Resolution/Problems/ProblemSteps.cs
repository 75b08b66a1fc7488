using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Problems;

/// <summary>Somebody begins to look for the cause.</summary>
internal sealed record Investigate(Instant? OccurredAt) : IProblemCommand<Investigate>
{
    public static Investigate Read(Input input) => new(input.Instant("occurredAt"));

    public Decision Decide(Problem problem, Actor actor, Instant at) => problem.State switch
    {
        ProblemState.New => Decision.Accept(new InvestigationBegun(actor.Id, at)),
        ProblemState.Investigating => Decision.Nothing,
        _ => Decision.Reject("not-new", "The problem was investigated before; reopen it to go on."),
    };
}

/// <summary>The cause is known and not removed yet.</summary>
internal sealed record DeclareKnownError(Instant? OccurredAt) : IProblemCommand<DeclareKnownError>
{
    public static DeclareKnownError Read(Input input) => new(input.Instant("occurredAt"));

    public Decision Decide(Problem problem, Actor actor, Instant at) => problem.State switch
    {
        ProblemState.KnownError => Decision.Nothing,
        ProblemState.Investigating when problem.RootCause is null => Decision.Reject("no-root-cause", "Record the root cause first."),
        ProblemState.Investigating => Decision.Accept(new KnownErrorDeclared(actor.Id, at)),
        _ => Decision.Reject("not-investigating", "The problem is not being investigated."),
    };
}

/// <summary>The cause is removed: every planned change was made.</summary>
internal sealed record ResolveProblem(string Outcome, Instant? OccurredAt) : IProblemCommand<ResolveProblem>
{
    public static ResolveProblem Read(Input input) => new(input.RequiredText("outcome", 10_000), input.Instant("occurredAt"));

    public Decision Decide(Problem problem, Actor actor, Instant at) => problem.State switch
    {
        ProblemState.Resolved => Decision.Nothing,
        ProblemState.KnownError when problem.Actions.Values.Any(action => action.State == ActionState.Open) =>
            Decision.Reject("open-actions", $"Not made yet: {string.Join(", ", problem.Actions.Where(one => one.Value.State == ActionState.Open).Select(one => one.Key))}."),
        ProblemState.KnownError => Decision.Accept(new ProblemResolved(Outcome, actor.Id, at)),
        _ => Decision.Reject("no-known-error", "Only a known error is resolved."),
    };
}

/// <summary>The problem is finished: every change had the effect that it was made for.</summary>
internal sealed record CloseProblem(Instant? OccurredAt) : IProblemCommand<CloseProblem>
{
    public static CloseProblem Read(Input input) => new(input.Instant("occurredAt"));

    public Decision Decide(Problem problem, Actor actor, Instant at) => problem.State switch
    {
        ProblemState.Closed => Decision.Nothing,
        ProblemState.Resolved when problem.Actions.Values.Any(action => action.State != ActionState.Verified) =>
            Decision.Reject("unverified-actions", $"Not verified yet: {string.Join(", ", problem.Actions.Where(one => one.Value.State != ActionState.Verified).Select(one => one.Key))}."),
        ProblemState.Resolved => Decision.Accept(new ProblemClosed(actor.Id, at)),
        _ => Decision.Reject("not-resolved", "Only a resolved problem is closed."),
    };
}

/// <summary>The search goes on, as when incidents come back.</summary>
internal sealed record ReopenProblem(string Why, Instant? OccurredAt) : IProblemCommand<ReopenProblem>
{
    public static ReopenProblem Read(Input input) => new(input.RequiredText("why", 10_000), input.Instant("occurredAt"));

    public Decision Decide(Problem problem, Actor actor, Instant at) => problem.State is ProblemState.Resolved or ProblemState.Closed
        ? Decision.Accept(new ProblemReopened(Why, actor.Id, at))
        : Decision.Reject("not-resolved", "The problem was not resolved, so it is not reopened.");
}
