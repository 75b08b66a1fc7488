using System.Text.Json;
using NodaTime;

namespace ServiceDesk.Web.Audit;

/// <summary>An entry of the ledger.</summary>
public sealed record LedgerLine(
    string Id, string Source, string Type, string Subject, Instant Occurred, Instant Recorded, string Actor, string ActorName, string? Via, string? Cause,
    string? TraceId, JsonElement Data, string LedgerPosition, string? SpanId, JsonElement? Imported)
{
    /// <summary>The ticket that it is about; null when it is about something else.</summary>
    public Guid? Ticket => Guid.TryParse(Subject, out var ticket) ? ticket : null;

    public bool BySystem => Actor.StartsWith("service:", StringComparison.Ordinal);
}

/// <summary>An entry with all that it caused.</summary>
public sealed record CauseNode(LedgerLine Entry, IReadOnlyList<CauseNode> Effects);

public sealed record TraceTrees(string TraceId, int Count, bool IsWhole, IReadOnlyList<CauseNode> Roots);

public sealed record EventEffects(CauseNode Event, bool IsWhole);

public sealed record LedgerAction(string Type, Instant Last);

/// <summary>A ticket as of an instant, with the entries that tell it.</summary>
public sealed record TicketHistory(Guid Ticket, Instant AsOf, string Axis, PastDocument Document, IReadOnlyList<LedgerLine> Entries, Instant At);

/// <summary>The whole ticket as it was; null until a fact told it.</summary>
public sealed record PastDocument(
    string? Number, string? Kind, string? Subject, string? Description, string? Requester, string? RequesterName, string? Organization, string? Channel,
    string? AffectedSystem, string? Impact, string? Urgency, PastStanding? Standing, int Hops, Instant? OpenedAt, Instant? RespondedAt, Instant? ResolvedAt,
    string? Solution, Instant? ClosedAt, int Reopenings, Guid? MergedInto, bool Confidential, IReadOnlyList<PastWord> Conversation, IReadOnlyList<PastClock> Clocks);

public sealed record PastStanding(string Status, string? Team, string? Agent, string? Priority, string? Category);

/// <summary>Something that was said between requester and desk.</summary>
public sealed record PastWord(string Kind, string By, string Text, Instant At);

/// <summary>What was last told of a round of a clock.</summary>
public sealed record PastClock(string Clock, int Round, Duration? Target, string Policy, string? Outcome, Instant? DueAt, Instant? StoppedAt, Duration? Elapsed, Duration? Remaining);

public sealed record LedgerReaders(Guid Ticket, bool Confidential, IReadOnlyList<LedgerRead> Items, string? Next);

public sealed record LedgerRead(string Reader, string ReaderName, string? Via, Instant At, string Service, string What, string Event, string LedgerPosition);

public sealed record LedgerHead(long Size, string Root, long Timestamp, string Key, string Signature, string Event)
{
    public Instant SignedAt => Instant.FromUnixTimeMilliseconds(Timestamp);
}

public sealed record LedgerKeyAnswer(string Id, string PublicKey, string? Previous, string? Signature);

public sealed record ConsistencyAnswer(long First, string FirstRoot, long Second, string SecondRoot, IReadOnlyList<string> Proof);

/// <summary>A queue as of an instant.</summary>
public sealed record PastQueue(
    Instant AsOf, string Axis, Instant? At, long Count, IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Counts, IReadOnlyList<QueuedTicket> Items, string? Next);

public sealed record QueuedTicket(
    Guid Id, string Number, string Status, string? Team, string? Agent, string? AgentName, string? Priority, string? Category, string Organization, Instant OpenedAt, Instant Since);

/// <summary>The first open tickets of a status, of so many.</summary>
public sealed record PastColumn(string Status, long Count, IReadOnlyList<QueuedTicket> Tickets);

public sealed record PastBacklog(Instant AsOf, long Count, string Formula, PastAge? Age, IReadOnlyList<PastCount> Curve);

public sealed record PastAge(Duration Mean, Duration Median, Duration P95, Duration Oldest);

public sealed record PastCount(Instant At, long Count);

public sealed record PersonName(string Id, string Name, IReadOnlyList<string> Roles);
