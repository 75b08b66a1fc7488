using NodaTime;

namespace ServiceDesk.Web.Portal;

/// <summary>What a requester is asked of a ticket: a question, or to agree to a plan.</summary>
public sealed record RequesterCase(RequesterDiagnosis? Diagnosis, RequesterSolution? Solution);

public sealed record RequesterDiagnosis(Waiting? Waiting);

/// <summary>What the work waits for.</summary>
public sealed record Waiting(string For, string? Question, Instant? Until, Instant Since);

/// <summary>The plan, with the one option that was chosen.</summary>
public sealed record RequesterSolution(IReadOnlyList<PlannedOption> Options, RequesterPlan? Plan);

public sealed record PlannedOption(int Option, int Revision, string Title, string Text, IReadOnlyList<string> Steps);

public sealed record RequesterPlan(int Option, int Revision, string State, bool AcceptanceNeeded, PlanAcceptance? Accepted, IReadOnlyList<PlanStep> Steps);

public sealed record PlanAcceptance(string? Text, Instant At);

public sealed record PlanStep(int? Step, string? Text, string? Outcome);

/// <summary>Who read a ticket while it was confidential.</summary>
public sealed record TicketReaders(bool Confidential, IReadOnlyList<TicketReading> Items, string? Next);

public sealed record TicketReading(string Reader, string ReaderName, string? Via, Instant At, string Service, string What, string Event);
