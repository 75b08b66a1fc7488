using System.Collections.Immutable;
using ServiceDesk.Contracts;

namespace ServiceDesk.Resolution.Solution;

/// <summary>A proposed solution as it was last written, and everybody who wrote at it.</summary>
internal sealed record Option(SolutionProposed Content, ImmutableHashSet<string> Authors)
{
    public int Number => Content.Option;
}

/// <summary>What is known of the ways to solve a ticket: the options in the order of their numbers, the plan, and the verification that stands.</summary>
internal sealed record SolutionState(ImmutableList<Option> Options, Plan? Plan, SolutionVerified? Verification)
{
    public static SolutionState Initial { get; } = new([], null, null);

    /// <summary>Whether a plan stands in the way of verifying: what was planned must be carried out first.</summary>
    public bool AwaitsImplementation => Plan is { State: not (PlanState.Implemented or PlanState.Failed) };

    public bool IsVerified => Verification is { Passed: true } && !AwaitsImplementation;

    public Option? Find(int number) => number >= 1 && number <= Options.Count ? Options[number - 1] : null;

    public SolutionState Evolve(object @event) => @event switch
    {
        SolutionProposed proposed => this with { Options = Written(proposed) },
        SolutionChosen chosen => this with { Plan = Plan.Of(chosen), Verification = null },
        SolutionRolledBack => this with { Plan = Plan?.Evolve(@event), Verification = null },
        SolutionVerified verified => this with { Plan = verified.Passed ? Plan : Plan?.Fail(), Verification = verified },
        // What the requester says outweighs every verification.
        SolutionRejected or CaseReopened => this with { Plan = Plan?.Fail(), Verification = null },
        PlanAccepted or PlanDeclined or SolutionApproved or SolutionRefused or ImplementationStarted or ImplementationStepDone or ImplementationFinished =>
            this with { Plan = Plan?.Evolve(@event) },
        _ => this,
    };

    private ImmutableList<Option> Written(SolutionProposed proposed) => Find(proposed.Option) is { } known
        ? Options.SetItem(proposed.Option - 1, new Option(proposed, known.Authors.Add(proposed.By)))
        : Options.Add(new Option(proposed, [proposed.By]));
}
