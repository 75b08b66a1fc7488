using System.Text.Json;
using NodaTime;

namespace ServiceDesk.Web.Services;

public sealed record Listing<T>(IReadOnlyList<T> Items, string? Next = null);

public sealed record Organization(string Id, string Name);

public sealed record Team(string Id, string Name, IReadOnlyList<string> Categories);

public sealed record TicketRow(
    Guid Id,
    string Number,
    string Subject,
    string? RequesterName,
    string Organization,
    string Channel,
    string Kind,
    string? Category,
    string? Priority,
    string? Team,
    string? AgentName,
    string Status,
    Instant OpenedAt,
    Instant? NextDue);

public sealed record Case(
    Guid Id,
    string Number,
    string Kind,
    string Subject,
    string Status,
    string? Requester,
    string? RequesterName,
    string Organization,
    string Channel,
    string? Category,
    string? Priority,
    string? Team,
    string? Agent,
    string? AgentName,
    Instant OpenedAt,
    IReadOnlyList<SlaClock> Clocks,
    IReadOnlyList<Entry> Entries,
    string? Position);

public sealed record SlaClock(
    string Clock, string State, Instant StartedAt, Duration Target, Instant? DueAt, Instant? StoppedAt, Duration Elapsed, Duration? Remaining);

public sealed record Entry(string Kind, string? By, string? ByName, string? Text, Instant At);

public sealed record Submission(
    string? Description, Contact? Requester, string? Impact, string? Urgency, string? AffectedSystem, string? ExternalId, Instant? FaultAt, Instant? OccurredAt, Instant? RecordedAt);

public sealed record Contact(string? Id, string? Name, string? Email, string? Phone, string? Organization);

public sealed record RoutingState(string? Category, string? Priority, string? Team, string? Agent, IReadOnlyList<RoutingDecision> Decisions);

public sealed record RoutingDecision(
    Instant At,
    string? Category,
    string? CategoryReason,
    string? Impact,
    string? Urgency,
    string? Importance,
    string? Priority,
    string? MatrixVersion,
    string? Team,
    string? TeamReason,
    string? Agent,
    string? AgentReason,
    IReadOnlyList<Candidate>? Candidates);

public sealed record Candidate(string Agent, string? AgentName, int Load, Instant? LastAssignedAt, bool Chosen);

public sealed record AuditTrail(IReadOnlyList<AuditEntry> Entries);

public sealed record AuditEntry(
    string Id,
    string Source,
    string Type,
    Instant Occurred,
    Instant Recorded,
    string? Actor,
    string? ActorName,
    string? Cause,
    string? TraceId,
    JsonElement Data);

public sealed record SlaReport(string? Zone, string? By, string? Formula, IReadOnlyList<SlaFigures> Rows);

public sealed record SlaFigures(
    string? Key, string Clock, int Count, int Met, int Breached, int Open, decimal? Attainment, Duration? Median, Duration? P95);

public sealed record Done(string? Id, string? Position);

public sealed record Submitted(Guid Id, string? Number, string? Position);
