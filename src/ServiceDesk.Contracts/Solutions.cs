using NodaTime;

namespace ServiceDesk.Contracts;

/// <summary>What kind of help a solution is.</summary>
public enum SolutionType
{
    /// <summary>Somebody of the desk changes something.</summary>
    Technical,

    /// <summary>The requester is told what to do.</summary>
    Guide,
}

/// <summary>How much can go wrong when a solution is carried out.</summary>
public enum SolutionRisk
{
    /// <summary>Little.</summary>
    Low,

    /// <summary>Something that is noticed.</summary>
    Medium,

    /// <summary>Something that hurts the business.</summary>
    High,
}

/// <summary>What became of a step of a plan.</summary>
public enum StepOutcome
{
    /// <summary>It was done as planned.</summary>
    Done,

    /// <summary>It was done in another way.</summary>
    Changed,

    /// <summary>It was left out.</summary>
    Skipped,

    /// <summary>It was done although no step of the plan says so.</summary>
    Added,
}

/// <summary>A way to solve the ticket was proposed, or its proposal was written anew; holds every value from now on.</summary>
/// <param name="Option">Its number within the ticket, counted from 1.</param>
/// <param name="Revision">1 for the first text, one more for each later one.</param>
/// <param name="By">Who.</param>
/// <param name="Requester">Whom the texts are about.</param>
/// <param name="Title">One line.</param>
/// <param name="Text">What would be done.</param>
/// <param name="Type">Something technical, or a guide.</param>
/// <param name="Steps">What would be done one after another; may be empty.</param>
/// <param name="Effectiveness">How well it would help.</param>
/// <param name="Feasibility">What is needed for it.</param>
/// <param name="Safety">What it means for people and data.</param>
/// <param name="Cost">What it would cost.</param>
/// <param name="Risk">How much can go wrong.</param>
/// <param name="Difficulty">How hard it is.</param>
/// <param name="Effect">What running systems would notice.</param>
/// <param name="CriticalSystems">The critical systems that it touches.</param>
/// <param name="RollbackPlan">How it would be undone.</param>
/// <param name="NeedsAcceptance">Whether the requester must agree, whatever the rules say.</param>
/// <param name="Guides">Ids of attachments that hold a guide.</param>
/// <param name="At">When.</param>
[StoredName("resolution.solution-proposed.v1")]
public sealed record SolutionProposed(
    int Option,
    int Revision,
    string By,
    string Requester,
    [property: Personal(nameof(SolutionProposed.Requester))] string Title,
    [property: Personal(nameof(SolutionProposed.Requester))] string Text,
    SolutionType Type,
    [property: Personal(nameof(SolutionProposed.Requester))] IReadOnlyList<string> Steps,
    [property: Personal(nameof(SolutionProposed.Requester))] string? Effectiveness,
    [property: Personal(nameof(SolutionProposed.Requester))] string? Feasibility,
    [property: Personal(nameof(SolutionProposed.Requester))] string? Safety,
    [property: Personal(nameof(SolutionProposed.Requester))] string? Cost,
    SolutionRisk Risk,
    [property: Personal(nameof(SolutionProposed.Requester))] string? Difficulty,
    [property: Personal(nameof(SolutionProposed.Requester))] string? Effect,
    IReadOnlyList<string> CriticalSystems,
    [property: Personal(nameof(SolutionProposed.Requester))] string? RollbackPlan,
    bool NeedsAcceptance,
    IReadOnlyList<string> Guides,
    Instant At);

/// <summary>A step of an approval: so many different people of these roles, or of these persons, must agree.</summary>
/// <param name="Name">What people see.</param>
/// <param name="Quorum">How many must agree.</param>
/// <param name="Roles">Whoever has one of these roles may agree.</param>
/// <param name="Approvers">Opaque ids of people who may agree whatever their role.</param>
public sealed record ApprovalStep(string Name, int Quorum, IReadOnlyList<string> Roles, IReadOnlyList<string> Approvers);

/// <summary>What a solution needs before it may be carried out, when every condition that the rule names holds.</summary>
/// <param name="Id">A lower-case word.</param>
/// <param name="Risks">Condition: the risk is one of these; empty = any.</param>
/// <param name="Systems">Condition: it touches one of these critical systems, <c>*</c> = any critical system; empty = whatever it touches.</param>
/// <param name="Categories">Condition: the ticket's category is one of these; empty = any.</param>
/// <param name="Steps">The approvals, in their order.</param>
/// <param name="RequesterAccepts">Whether the requester must agree.</param>
/// <param name="RollbackPlan">Whether there must be a plan to undo it.</param>
public sealed record ApprovalRule(
    string Id,
    IReadOnlyList<SolutionRisk> Risks,
    IReadOnlyList<string> Systems,
    IReadOnlyList<string> Categories,
    IReadOnlyList<ApprovalStep> Steps,
    bool RequesterAccepts,
    bool RollbackPlan);

/// <summary>A version of the approval rules was defined, complete. Stream <c>approval-rules</c>; version 1 is shipped and stands in no log.</summary>
/// <param name="Version">Counts up by one.</param>
/// <param name="EffectiveFrom">From when choices are measured by it, until the next version takes effect.</param>
/// <param name="Rules">All rules, in the order of their approvals.</param>
/// <param name="By">Who defined it.</param>
/// <param name="At">When it was defined.</param>
[StoredName("resolution.approval-rules-defined.v1")]
public sealed record ApprovalRulesDefined(int Version, Instant EffectiveFrom, IReadOnlyList<ApprovalRule> Rules, string By, Instant At) : IDefinition;

/// <summary>An option became the plan. What was agreed to before counts no more, also when it is the same option again.</summary>
/// <param name="Option">The option.</param>
/// <param name="Revision">Its text.</param>
/// <param name="By">Who chose it.</param>
/// <param name="RulesVersion">The version of the approval rules by which it was measured.</param>
/// <param name="Rules">Ids of the rules that applied.</param>
/// <param name="Category">The ticket's category at that time; null when it was not routed yet.</param>
/// <param name="Approvals">The approvals that it needs, in their order.</param>
/// <param name="AcceptanceNeeded">Whether the requester must agree.</param>
/// <param name="At">When.</param>
[StoredName("resolution.solution-chosen.v1")]
public sealed record SolutionChosen(
    int Option,
    int Revision,
    string By,
    int RulesVersion,
    IReadOnlyList<string> Rules,
    string? Category,
    IReadOnlyList<ApprovalStep> Approvals,
    bool AcceptanceNeeded,
    Instant At)
{
    /// <summary>Who must agree; null when acceptance is not needed.</summary>
    public string? Requester { get; init; }

    /// <summary>What the requester must agree to, in words: title, text and effect. Null when acceptance is not needed.</summary>
    [Personal(nameof(Requester))]
    public string? Plan { get; init; }
}

/// <summary>The requester agrees to the plan.</summary>
/// <param name="Option">The chosen option.</param>
/// <param name="By">Who; another than the requester recorded it for the requester.</param>
/// <param name="Requester">Whom the text is about.</param>
/// <param name="Comment">In the requester's words, or how the requester agreed.</param>
/// <param name="At">When.</param>
[StoredName("resolution.plan-accepted.v1")]
public sealed record PlanAccepted(int Option, string By, string Requester, [property: Personal(nameof(PlanAccepted.Requester))] string? Comment, Instant At);

/// <summary>The requester does not want the plan to be carried out.</summary>
/// <param name="Option">The chosen option.</param>
/// <param name="By">Who; another than the requester recorded it for the requester.</param>
/// <param name="Requester">Whom the text is about.</param>
/// <param name="Reason">In the requester's words.</param>
/// <param name="At">When.</param>
[StoredName("resolution.plan-declined.v1")]
public sealed record PlanDeclined(int Option, string By, string Requester, [property: Personal(nameof(PlanDeclined.Requester))] string Reason, Instant At);

/// <summary>Somebody who may approves of the plan.</summary>
/// <param name="Option">The chosen option.</param>
/// <param name="Step">The step of the approval, counted from 1.</param>
/// <param name="By">Who.</param>
/// <param name="Requester">Whom the text is about.</param>
/// <param name="Comment">What the approver said.</param>
/// <param name="At">When.</param>
[StoredName("resolution.solution-approved.v1")]
public sealed record SolutionApproved(
    int Option, int Step, string By, string Requester, [property: Personal(nameof(SolutionApproved.Requester))] string? Comment, Instant At);

/// <summary>Somebody who may approve does not: the plan is not carried out.</summary>
/// <param name="Option">The chosen option.</param>
/// <param name="By">Who.</param>
/// <param name="Requester">Whom the text is about.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When.</param>
[StoredName("resolution.solution-refused.v1")]
public sealed record SolutionRefused(int Option, string By, string Requester, [property: Personal(nameof(SolutionRefused.Requester))] string Reason, Instant At);

/// <summary>Somebody began to carry out the plan.</summary>
/// <param name="Option">The chosen option.</param>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
[StoredName("resolution.implementation-started.v1")]
public sealed record ImplementationStarted(int Option, string By, Instant At);

/// <summary>A step of the plan is behind, or something beside the plan was done.</summary>
/// <param name="Option">The chosen option.</param>
/// <param name="Step">The step, counted from 1; null = something beside the plan.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="OutOfOrder">Whether an earlier step was still open.</param>
/// <param name="By">Who did it.</param>
/// <param name="Requester">Whom the text is about.</param>
/// <param name="Note">What is to be told of it; a deviation from the plan always has one.</param>
/// <param name="At">When.</param>
[StoredName("resolution.implementation-step-done.v1")]
public sealed record ImplementationStepDone(
    int Option,
    int? Step,
    StepOutcome Outcome,
    bool OutOfOrder,
    string By,
    string Requester,
    [property: Personal(nameof(ImplementationStepDone.Requester))] string? Note,
    Instant At);

/// <summary>Every step of the plan is behind.</summary>
/// <param name="Option">The chosen option.</param>
/// <param name="By">Who did the last one.</param>
/// <param name="At">When.</param>
[StoredName("resolution.implementation-finished.v1")]
public sealed record ImplementationFinished(int Option, string By, Instant At);

/// <summary>What was carried out was undone: a solution must be chosen again.</summary>
/// <param name="Option">The option that was undone.</param>
/// <param name="By">Who.</param>
/// <param name="Requester">Whom the text is about.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When.</param>
[StoredName("resolution.solution-rolled-back.v1")]
public sealed record SolutionRolledBack(
    int Option, string By, string Requester, [property: Personal(nameof(SolutionRolledBack.Requester))] string Reason, Instant At);

/// <summary>It was tested whether the fault is gone and whether anything else changed.</summary>
/// <param name="Option">The option that was carried out; null when there was no plan.</param>
/// <param name="By">Who.</param>
/// <param name="Requester">Whom the texts are about.</param>
/// <param name="Passed">Whether the fault is gone.</param>
/// <param name="Checks">What was tested.</param>
/// <param name="SideEffects">What else changed; null = nothing was seen.</param>
/// <param name="At">When.</param>
[StoredName("resolution.solution-verified.v1")]
public sealed record SolutionVerified(
    int? Option,
    string By,
    string Requester,
    bool Passed,
    [property: Personal(nameof(SolutionVerified.Requester))] string Checks,
    [property: Personal(nameof(SolutionVerified.Requester))] string? SideEffects,
    Instant At);
