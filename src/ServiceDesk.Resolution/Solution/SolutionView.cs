using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Solution;

/// <summary>A person who did something.</summary>
internal sealed record DoneBy(string By, string ByName, string? Text, Instant At);

/// <summary>A proposed solution as it was last written.</summary>
internal sealed record OptionView(
    int Option, int Revision, string Title, string Text, SolutionType Type, IReadOnlyList<string> Steps, SolutionRisk Risk, IReadOnlyList<string> CriticalSystems,
    string? RollbackPlan, bool NeedsAcceptance, IReadOnlyList<string> Guides, string By, string ByName, Instant At);

/// <summary>One criterion over all options, in their order; null = nobody has said.</summary>
internal sealed record CriterionView(string Criterion, IReadOnlyList<string?> Values);

/// <summary>An approval that the plan needs, and who gave it.</summary>
internal sealed record ApprovalView(int Step, string Name, int Quorum, IReadOnlyList<string> Roles, IReadOnlyList<string> Approvers, IReadOnlyList<DoneBy> Given);

/// <summary>A step of the plan; outcome is null while it is open.</summary>
internal sealed record StepView(int? Step, string? Text, StepOutcome? Outcome, bool OutOfOrder, DoneBy? Done);

/// <summary>The chosen option on its way. Missing = what must be there before it may be carried out.</summary>
internal sealed record PlanView(
    int Option, int Revision, PlanState State, string ChosenBy, string ChosenByName, Instant ChosenAt, int RulesVersion, IReadOnlyList<string> Rules,
    IReadOnlyList<ApprovalView> Approvals, bool AcceptanceNeeded, DoneBy? Accepted, IReadOnlyList<string> Missing, IReadOnlyList<StepView> Steps);

/// <summary>The verification that stands.</summary>
internal sealed record VerificationView(bool Passed, string Checks, string? SideEffects, string By, string ByName, Instant At);

/// <summary>The ways to solve a ticket: the options side by side, the plan, and the verification.</summary>
internal sealed record SolutionView(IReadOnlyList<OptionView> Options, IReadOnlyList<CriterionView> Comparison, PlanView? Plan, VerificationView? Verification)
{
    /// <summary>Null when nothing was proposed or verified.</summary>
    public static SolutionView? Of(SolutionState state, Func<string, string> nameOf)
    {
        if (state.Options.IsEmpty && state.Verification is null) return null;
        return new SolutionView(
            [.. state.Options.Select(option => View(option.Content, nameOf))], Compare([.. state.Options.Select(option => option.Content)]),
            state.Plan is { } plan ? View(plan, state.Find(plan.Chosen.Option)!.Content, nameOf) : null,
            state.Verification is { } one ? new VerificationView(one.Passed, one.Checks, one.SideEffects, one.By, nameOf(one.By), one.At) : null);
    }

    /// <summary>A requester reads the plan, and neither what else was thought of nor what the approvers said.</summary>
    public SolutionView? For(Actor actor)
    {
        if (!actor.SeesOnlyOwn) return this;
        if (Plan is null) return Verification is null ? null : this with { Options = [], Comparison = [] };
        var chosen = Options[Plan.Option - 1];
        return this with
        {
            Options = [chosen],
            Comparison = [.. Comparison.Select(one => new CriterionView(one.Criterion, [one.Values[Plan.Option - 1]]))],
            Plan = Plan with { Approvals = [.. Plan.Approvals.Select(approval => approval with { Given = [.. approval.Given.Select(given => given with { Text = null })] })] },
        };
    }

    private static OptionView View(SolutionProposed one, Func<string, string> nameOf) => new(
        one.Option, one.Revision, one.Title, one.Text, one.Type, one.Steps, one.Risk, one.CriticalSystems, one.RollbackPlan, one.NeedsAcceptance, one.Guides, one.By, nameOf(one.By), one.At);

    private static IReadOnlyList<CriterionView> Compare(IReadOnlyList<SolutionProposed> options)
    {
        return
        [
            Row("effectiveness", one => one.Effectiveness), Row("feasibility", one => one.Feasibility), Row("safety", one => one.Safety), Row("cost", one => one.Cost),
            Row("risk", one => Words.Of(one.Risk)), Row("difficulty", one => one.Difficulty), Row("effect", one => one.Effect),
        ];

        CriterionView Row(string criterion, Func<SolutionProposed, string?> value) => new(criterion, [.. options.Select(value)]);
    }

    private static PlanView View(Plan plan, SolutionProposed option, Func<string, string> nameOf)
    {
        var approvals = plan.Chosen.Approvals.Select((step, index) => new ApprovalView(
            index + 1, step.Name, step.Quorum, step.Roles, step.Approvers,
            [.. plan.Approvals.Where(one => one.Step == index + 1).Select(one => new DoneBy(one.By, nameOf(one.By), one.Comment, one.At))]));
        var planned = option.Steps.Select((text, index) => Step(plan.Find(index + 1), index + 1, text));
        var added = plan.Done.Where(one => one.Step is null).Select(one => Step(one, null, null));
        return new PlanView(
            plan.Chosen.Option, plan.Chosen.Revision, plan.State, plan.Chosen.By, nameOf(plan.Chosen.By), plan.Chosen.At, plan.Chosen.RulesVersion, plan.Chosen.Rules,
            [.. approvals], plan.Chosen.AcceptanceNeeded,
            plan.Acceptance is { } accepted ? new DoneBy(accepted.By, nameOf(accepted.By), accepted.Comment, accepted.At) : null,
            [.. plan.State == PlanState.Chosen ? plan.Missing.Values : []], [.. planned, .. added]);

        StepView Step(ImplementationStepDone? done, int? number, string? text) => new(
            number, text, done?.Outcome, done?.OutOfOrder == true, done is null ? null : new DoneBy(done.By, nameOf(done.By), done.Note, done.At));
    }
}
