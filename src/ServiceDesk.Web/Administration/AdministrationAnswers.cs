using NodaTime;

namespace ServiceDesk.Web.Administration;

/// <summary>How the clocks of a period would have come out under other rules.</summary>
public sealed record SlaPreview(Instant? From, Instant? To, long Tickets, IReadOnlyList<SlaPreviewRow> Rows, long Flips, IReadOnlyList<SlaPreviewFlip> Flipped);

public sealed record SlaPreviewRow(string Clock, SlaPreviewFigures Before, SlaPreviewFigures After);

public sealed record SlaPreviewFigures(long Met, long Breached, long Open, decimal? Attainment);

public sealed record SlaPreviewFlip(Guid Ticket, string Number, string Clock, string Before, string After, Duration TargetBefore, Duration TargetAfter, Duration ElapsedAfter);

/// <summary>What a service says of a version that was written.</summary>
public sealed record Defined(int? Version, string? Id, string? Secret, string? Key, string? Position);

public sealed record DeskPerson(string Id, string Name, string? Organization, IReadOnlyList<string> Roles);

public sealed record ApiKey(string Id, bool Revoked);

public sealed record Webhook(string Id, string Url, IReadOnlyList<string> Types, string? Organization, string? Description, int SecretNumber, Instant? PreviousSecretUntil, long Waiting, long GivenUp);

public sealed record Delivery(long Sequence, string Event, string Type, Guid Ticket, string State, int Failures, int? Status, string? Error, Instant? NextTry, Instant? DeliveredAt);

public sealed record RosterAgents(int Version, Instant At, IReadOnlyList<RosterAgent> Items);

public sealed record RosterAgent(string Agent, string AgentName, RosterProfile Profile, Availability Availability, IReadOnlyList<Absence> Absences);

public sealed record RosterProfile(int? Tier, IReadOnlyList<AgentSkill> Skills, int Capacity);

public sealed record AgentSkill(string Skill, int Level);

public sealed record Availability(string Presence, Instant? Until, string? Substitute, Instant? NextStart);

public sealed record Absence(string Id, Instant From, Instant To, string? Substitute, string? Reason);
