using NodaTime;

namespace ServiceDesk.Web.Work;

public sealed record WorkTeam(string Id, string Name, int? Tier, string? Lead, string? Next, IReadOnlyList<TeamMember> Members)
{
    public bool Has(string person) => Members.Any(member => member.Person == person);
}

public sealed record TeamMember(string Person, int Load);

public sealed record Colleague(string Id, string Name);

/// <summary>The ticket that somebody got by asking for the next one.</summary>
public sealed record GivenTicket(Guid Id, string Position);

public sealed record BoardLine(
    Guid Id, string Number, string Subject, string Organization, string Category, string Priority, string? Team, string? Agent, string? AgentName, string Reason, Instant OpenedAt, Instant Since);

public sealed record BoardPage(string Board, IReadOnlyDictionary<string, long> Counts, IReadOnlyList<BoardLine> Items, string? Next);

public sealed record AttentionLine(
    Guid Id, string Number, string Subject, string? Priority, string? AgentName, string Status, string? WaitsFor, Instant? WaitsUntil, Instant? NextStepDue, Instant Since);

public sealed record AttentionPage(string Reason, int Hours, IReadOnlyDictionary<string, long> Counts, IReadOnlyList<AttentionLine> Items, string? Next);

public sealed record UnroutedQueue(int Count, IReadOnlyDictionary<string, int> ByReason);

/// <summary>Moves that would even out the load of a team; gains and relative loads are in permille of a capacity.</summary>
public sealed record Rebalancing(IReadOnlyList<AgentLoad> Loads, IReadOnlyList<ProposedMove> Moves);

public sealed record AgentLoad(string Agent, string AgentName, int Load, int Capacity, int Relative);

public sealed record ProposedMove(Guid Ticket, string Number, string Priority, string From, string FromName, string To, string ToName, int Points, int GapBefore, int GapAfter, int Gain);

public sealed record MovesMade(IReadOnlyList<MoveMade> Results);

public sealed record MoveMade(Guid Ticket, bool Moved, string? Code, string? Reason);

public sealed record RosterAgents(IReadOnlyList<RosterAgent> Items);

public sealed record RosterAgent(string Agent, Availability Availability);

public sealed record Availability(string Presence, Instant? Until, string? Substitute, Instant? NextStart);

public sealed record EscalationLine(
    Guid Ticket, int Escalation, string Number, string Priority, string? Team, string Rule, string Trigger, string? Clock, int? Percent, Instant? DueAt, int Level, string? Recipient,
    string? RecipientName, Instant RaisedAt, string? AcknowledgedBy, Instant? AcknowledgedAt);

public sealed record SubtaskLine(Guid Ticket, int Subtask, string Number, string Title, string Team, string? Owner, bool Mandatory, string State, Instant? DueAt, Instant OpenedAt);

public sealed record MajorIncidentLine(
    Guid Ticket, string Number, string Title, string OwnerName, string State, Instant? NextUpdateDue, bool Overdue, int Children, Instant DeclaredAt);
