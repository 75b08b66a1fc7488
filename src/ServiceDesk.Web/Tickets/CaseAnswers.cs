using NodaTime;
using ServiceDesk.Web.Services;

namespace ServiceDesk.Web.Tickets;

public sealed record CaseDiagnosis(
    IReadOnlyList<DiagnosisStep>? Steps, DiagnosisDone? Completed, Checklist? Checklist, Acceptance? Accepted, CaseWait? Waiting, IReadOnlyList<RemoteConsent>? RemoteConsents,
    IReadOnlyList<RemoteSession>? RemoteSessions)
{
    public bool IsRemote => RemoteSessions?.Any(session => session.EndedAt is null) == true;

    /// <summary>Whether somebody allowed remote help and has not taken that back; whether it has ended by itself the service knows.</summary>
    public bool AllowsRemote => RemoteConsents?.Any(consent => consent.WithdrawnAt is null) == true;
}

public sealed record RemoteConsent(int Consent, Instant Until, Instant? WithdrawnAt);

public sealed record RemoteSession(int Session, string Tool, Instant? EndedAt);

public sealed record DiagnosisStep(int Step, string Phase, string Check, string Result, string? RulesOut, string? Tool, string? Output, string ByName, Instant At);

public sealed record DiagnosisDone(string Findings, string? Hypothesis, string ByName, Instant At);

public sealed record Acceptance(string By, string ByName, Instant At);

/// <summary>The playbook of the ticket's category; what came of an item is null until somebody ticks it.</summary>
public sealed record Checklist(string Category, int Version, IReadOnlyList<ChecklistItem> Items);

public sealed record ChecklistItem(string Code, Bilingual Texts, string? Outcome, string? Result, string? ByName, Instant? At);

public sealed record CaseWait(string For, string? Question, string? Vendor, string? Reference, Instant? Until, Instant Since);

/// <summary>The ways to solve a ticket: the options side by side, the plan, and the verification.</summary>
public sealed record CaseSolution(IReadOnlyList<SolutionOption> Options, IReadOnlyList<SolutionCriterion> Comparison, SolutionPlan? Plan, SolutionVerification? Verification);

public sealed record SolutionOption(int Option, string Title, string Text, IReadOnlyList<string> Steps, string Risk, string? RollbackPlan, bool NeedsAcceptance, string By, string ByName, Instant At);

public sealed record SolutionCriterion(string Criterion, IReadOnlyList<string?> Values);

public sealed record SolutionPlan(
    int Option, string State, string ChosenByName, Instant ChosenAt, IReadOnlyList<string> Rules, IReadOnlyList<PlanApproval> Approvals, bool AcceptanceNeeded, PlanWord? Accepted,
    IReadOnlyList<string> Missing, IReadOnlyList<PlanStep> Steps)
{
    /// <summary>How often the option was written anew: whoever agrees agrees to what was shown.</summary>
    public int Revision { get; init; }

    public bool CanBeDone => State is "chosen" or "implementing" && Missing.Count == 0;
}

public sealed record PlanApproval(int Step, string Name, int Quorum, IReadOnlyList<string> Roles, IReadOnlyList<string> Approvers, IReadOnlyList<PlanWord> Given);

public sealed record PlanWord(string By, string ByName, string? Text, Instant At);

public sealed record PlanStep(int? Step, string? Text, string? Outcome, bool OutOfOrder, PlanWord? Done);

public sealed record SolutionVerification(bool Passed, string Checks, string? SideEffects, string ByName, Instant At);

public sealed record UsedArticle(Guid Id, string Number, string Title, bool Helped, string ByName);

public sealed record TeamSubtask(
    int Subtask, string Title, string Team, string? Owner, string? OwnerName, bool Mandatory, string State, Instant? DueAt, string OpenedBy, string? Result, Instant? EndedAt)
{
    public bool IsOpen => State is "open" or "in-progress";
}

public sealed record MajorIncident(
    string Number, string State, string Title, string OwnerName, Duration UpdateEvery, Instant? NextUpdateDue, Instant DeclaredAt, IReadOnlyList<ChildTicket> Children,
    IReadOnlyList<MajorIncidentWord> Updates, string? Summary, string? Findings);

public sealed record ChildTicket(Guid Id, string Number, Instant Since);

public sealed record MajorIncidentWord(string Message, string By, Instant At);

/// <summary>All clocks of a ticket with how each figure came about.</summary>
public sealed record TicketClockReadings(Instant AsOf, IReadOnlyList<ClockReading> Clocks);

public sealed record ClockReading(
    string Clock, int Round, string State, Duration Target, Instant StartedAt, Instant DueAt, Instant? StoppedAt, Instant? BreachedAt, string? PausedFor, Duration Elapsed, Duration Remaining,
    string Policy, ClockCertificate Certificate);

public sealed record ClockCertificate(Duration Paused, IReadOnlyList<ClockTerms> Terms, IReadOnlyList<ClockSpan> Spans);

public sealed record ClockTerms(Instant From, string Policy, Duration Target, string Calendar, int CalendarVersion, IReadOnlyList<string> PausedBy);

public sealed record ClockSpan(Instant From, Instant To, string Kind, string? Name);

public sealed record WhyNot(string Agent, string Code, string Zh, string En);
