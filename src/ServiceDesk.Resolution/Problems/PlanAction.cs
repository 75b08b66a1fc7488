using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Problems;

/// <summary>Plans a change because of a problem; under the number of an open one, another plan for that.</summary>
internal sealed record PlanAction(int? Action, ActionKind Kind, ActionPurpose Purpose, string What, string Owner, Instant Due, Instant? OccurredAt) : IProblemCommand<PlanAction>
{
    private const int Most = 100;

    public static PlanAction Read(Input input) => new(
        input.Whole("action", 1, Most), input.RequiredWord<ActionKind>("kind"), input.Word<ActionPurpose>("purpose") ?? ActionPurpose.Corrective, input.RequiredText("what", 10_000),
        ProblemCommand.ReadRequiredOwner(input, "owner"), ProblemCommand.ReadRequiredInstant(input, "due"), input.Instant("occurredAt"));

    public Decision Decide(Problem problem, Actor actor, Instant at)
    {
        if (ProblemCommand.Closed(problem) is { } closed) return closed;
        if (Due < at) return Decision.Invalid("due", "lies in the past");
        if (Action is { } number && !problem.Actions.ContainsKey(number)) return Decision.Invalid("action", "is no action of this problem");
        if (Action is null && problem.Actions.Count >= Most) return Decision.Reject("too-many-actions", $"A problem has at most {Most} actions.");
        var planned = new ActionPlanned(Action ?? (problem.Actions.Count + 1), Kind, Purpose, What, Owner, Due, actor.Id, at);
        if (Action is not { } changed) return Decision.Accept(planned);
        if (problem.Actions[changed].State != ActionState.Open) return Decision.Reject("action-done", "The action was done.");
        return problem.Actions[changed].Plan == planned with { By = problem.Actions[changed].Plan.By, At = problem.Actions[changed].Plan.At } ? Decision.Nothing : Decision.Accept(planned);
    }
}

/// <summary>A planned change was made; from that instant on its effect is measured.</summary>
internal sealed record DoAction(string? Outcome, Instant? OccurredAt) : IInput<DoAction>
{
    public static DoAction Read(Input input) => new(input.Text("outcome", 10_000), input.Instant("occurredAt"));

    public Decision Decide(Problem problem, int number, Actor actor, Instant at)
    {
        if (!problem.Actions.TryGetValue(number, out var action)) return Decision.Missing;
        if (ProblemCommand.Closed(problem) is { } closed) return closed;
        if (action.State != ActionState.Open) return Decision.Nothing;
        return at < action.Plan.At && action.Verified is null
            ? Decision.Invalid("occurredAt", "lies before the action was planned")
            : Decision.Accept(new ActionDone(number, Outcome, actor.Id, at));
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/problems/{id:guid}/actions/{number:int}/done",
        async (Guid id, int number, Body<DoAction> body, Act act, Journal journal, HttpResponse response, CancellationToken cancel) =>
        {
            var command = body.Value;
            var at = act.Occurred(command.OccurredAt);
            var outcome = await ProblemCommand.Handle(
                id, new { id, verb = "done", number, command }, problem => command.Decide(problem, number, act.Actor, at), act, at, journal, cancel);
            return outcome.ToHttp(response, id, journal.Log);
        })
        .For(ProblemCommand.Workers).Accepts<DoAction>("application/json").Produces<CommandAnswer>().WithSummary("A planned change was made.");
}

/// <summary>Judges whether a change had its effect, by the incidents before and after it; one without effect is open again.</summary>
internal sealed record VerifyAction(bool Effective, string? Note) : IInput<VerifyAction>
{
    public static VerifyAction Read(Input input)
    {
        var effective = input.Truth("effective");
        if (effective is null) input.Require("effective");
        return new VerifyAction(effective ?? false, input.Text("note", 10_000));
    }

    public Decision Decide(Problem problem, int number, MeasuredEffect effect, Actor actor, Instant at)
    {
        if (!problem.Actions.TryGetValue(number, out var action)) return Decision.Missing;
        if (ProblemCommand.Closed(problem) is { } closed) return closed;
        return action.State switch
        {
            ActionState.Open => Decision.Reject("not-done", "The action was not done yet."),
            ActionState.Verified => Effective ? Decision.Nothing : Decision.Reject("verified", "The action was verified."),
            _ => Decision.Accept(new ActionVerified(number, Effective, effect, Note, actor.Id, at)),
        };
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/problems/{id:guid}/actions/{number:int}/verify",
        async (Guid id, int number, Body<VerifyAction> body, Act act, Journal journal, ProblemEffects effects, HttpResponse response, CancellationToken cancel) =>
        {
            var command = body.Value;
            var known = (await journal.Load<Problem>(Problem.StreamOf(id), cancel)).State;
            if (!known.IsVisibleTo(act.Actor)) return Hosting.Problem.NotFound;
            // An action that is not done is refused, whatever was measured.
            var effect = known.Actions.TryGetValue(number, out var action) && action.Done is { } done
                ? await effects.Measure(known, done.At, act.Now, cancel)
                : new MeasuredEffect(0, 0, ProblemEffects.Days, 0);
            var outcome = await ProblemCommand.Handle(
                id, new { id, verb = "verify", number, command }, problem => command.Decide(problem, number, effect, act.Actor, act.Now), act, act.Now, journal, cancel);
            return outcome.ToHttp(response, id, journal.Log);
        })
        .For(ProblemCommand.Workers).Accepts<VerifyAction>("application/json").Produces<CommandAnswer>().WithSummary("Judges whether a change had its effect.");
}
