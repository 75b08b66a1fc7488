using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Solution;

/// <summary>
/// An agent carries out the plan: begins, or ticks a step, or notes what was done beside the plan. Whatever deviates from the plan has a note.
/// The last step finishes it; a plan without steps is finished when it is begun.
/// </summary>
internal sealed record Implement(int? Step, StepOutcome Outcome, string? Note, Instant? OccurredAt) : ITicketCommand<Implement>
{
    public static Implement Read(Input input)
    {
        var (step, outcome, note) = (input.Whole("step", 1, ProposedOption.MostSteps), input.Word<StepOutcome>("outcome"), input.Text("note", 10_000));
        var isAdded = step is null && note is not null;
        if (outcome is not null && step is null && (outcome != StepOutcome.Added || !isAdded)) input.Require(outcome == StepOutcome.Added ? "note" : "step");
        if (outcome == StepOutcome.Added && step is not null) input.Refuse("outcome", "belongs to what is no step of the plan");
        if (outcome is StepOutcome.Changed or StepOutcome.Skipped && note is null) input.Refuse("note", "is required for a deviation from the plan");
        return new Implement(step, outcome ?? (isAdded ? StepOutcome.Added : StepOutcome.Done), note, input.Instant("occurredAt"));
    }

    public Decision Decide(Ticket ticket, Actor actor, Instant at)
    {
        if (!ticket.IsOpen) return Work.NotOpen(ticket);
        if (ticket.Solution.Plan is not { State: PlanState.Chosen or PlanState.Implementing or PlanState.Implemented } plan) return Plans.None(ticket.Solution.Plan);
        var steps = ticket.Solution.Find(plan.Chosen.Option)!.Content.Steps.Count;
        if (Refusal(plan, steps, actor) is { } refusal) return refusal;

        object[] begun = plan.State == PlanState.Chosen ? [new ImplementationStarted(plan.Chosen.Option, actor.Id, at)] : [];
        object[] done = Step is null && Outcome != StepOutcome.Added ? [] : [new ImplementationStepDone(plan.Chosen.Option, Step, Outcome, IsEarly(plan), actor.Id, ticket.Requester, Note, at)];
        var left = steps - plan.Done.Count(one => one.Step is not null) - (Step is null ? 0 : 1);
        object[] finished = left == 0 && plan.State != PlanState.Implemented ? [new ImplementationFinished(plan.Chosen.Option, actor.Id, at)] : [];
        return Decision.Accept([.. Plans.GoesOn(ticket, actor, at), .. begun, .. done, .. finished]);
    }

    private Decision? Refusal(Plan plan, int steps, Actor actor)
    {
        if (Step > steps) return Decision.Invalid("step", steps == 0 ? "must be left out: the plan has no steps" : $"must be at most {steps}");
        if (Step is { } step && plan.Find(step) is { } known)
            return known.Outcome == Outcome && known.Note == Note ? Decision.Nothing : Decision.Reject("step-done", $"Step {step} is behind: {Words.Of(known.Outcome)}.");
        if (Step is null && Note is null && plan.State != PlanState.Chosen) return Decision.Nothing;
        if (plan.State == PlanState.Implemented) return Decision.Reject("implemented", "Every step of the plan is behind.");
        if (plan.State == PlanState.Chosen && plan.Missing is { Count: > 0 } missing)
            return Decision.Reject(plan.NextApproval is null ? "not-accepted" : "not-approved", $"Missing: {string.Join("; ", missing.Values)}.", missing);
        if (plan.IsApprovedBy(actor.Id)) return Plans.ApproverIsImplementer;
        return Note is null && IsEarly(plan) ? Decision.Reject("deviation-needs-note", "An earlier step is still open; a note must say why this one came first.") : null;
    }

    private bool IsEarly(Plan plan) => Step is { } step && Enumerable.Range(1, step - 1).Any(earlier => plan.Find(earlier) is null);
}
