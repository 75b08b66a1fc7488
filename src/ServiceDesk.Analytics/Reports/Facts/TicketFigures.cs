using NodaTime;

namespace ServiceDesk.Analytics.Reports.Facts;

/// <summary>Where the time of a ticket goes.</summary>
internal enum Stage
{
    /// <summary>Nobody has it yet.</summary>
    Unassigned,

    /// <summary>Somebody has it, and nothing was done that anybody recorded.</summary>
    Untouched,

    /// <summary>Somebody works on it.</summary>
    Working,

    /// <summary>It waits for the requester.</summary>
    WaitingRequester,

    /// <summary>It waits for a vendor.</summary>
    WaitingVendor,

    /// <summary>It waits for those who must approve.</summary>
    WaitingApproval,

    /// <summary>It waits for something else.</summary>
    WaitingOther,

    /// <summary>It is solved and not closed.</summary>
    Confirming,
}

/// <summary>All that reports count of a ticket, as known at a position of the ledger.</summary>
internal sealed record TicketFigures(Guid Ticket, string Number, string Organization, string Requester, string Kind, string Channel, string? Service, Instant OpenedAt)
{
    public string? Category { get; init; }
    public string? Priority { get; init; }
    public string? Team { get; init; }
    public string? Agent { get; init; }

    /// <summary>When somebody of the desk first had it.</summary>
    public Instant? OwnedAt { get; init; }

    /// <summary>When the requester first heard from a person.</summary>
    public Instant? RespondedAt { get; init; }

    public Instant? DiagnosedAt { get; init; }

    /// <summary>When it was solved for the first time.</summary>
    public Instant? FirstResolvedAt { get; init; }

    /// <summary>When it was solved last; null when it is worked on again.</summary>
    public Instant? ResolvedAt { get; init; }

    public Instant? ClosedAt { get; init; }

    /// <summary>Withdrawn, invalid or merged, in lower-case words; null when the work did not end in such a way.</summary>
    public string? Ended { get; init; }

    public Instant? EndedAt { get; init; }

    /// <summary>How often it went on after it had been solved or closed.</summary>
    public int Reopens { get; init; }

    /// <summary>The last time it went on.</summary>
    public Instant? ReopenedAt { get; init; }

    /// <summary>How often it went from one team to another.</summary>
    public int Hops { get; init; }

    /// <summary>How often it went from one agent to another.</summary>
    public int Handovers { get; init; }

    /// <summary>How often it was handed on to a higher tier or to experts.</summary>
    public int HandedOn { get; init; }

    /// <summary>How often management was told of it.</summary>
    public int Escalations { get; init; }

    public int? Score { get; init; }
    public Instant? ScoredAt { get; init; }

    /// <summary>Whether the requester was asked to rate the work when it was closed.</summary>
    public bool Surveyed { get; init; }

    public bool ArticleUsed { get; init; }
    public bool ArticleHelped { get; init; }

    /// <summary>Working time until the last solution, as its clock was judged.</summary>
    public Duration? Worked { get; init; }

    /// <summary>Working time until the first response, as its clock was judged.</summary>
    public Duration? Answered { get; init; }

    /// <summary>The time in each stage until it was closed, by the number of the stage.</summary>
    public IReadOnlyList<Duration> Stages { get; init; } = [];

    /// <summary>What was done, a letter each, in the order in which it happened.</summary>
    public string Trace { get; init; } = "";

    /// <summary>The ledger position of the first fact.</summary>
    public long First { get; init; }
}

/// <summary>All that reports count of a round of a clock, as known at a position of the ledger.</summary>
internal sealed record ClockFigures(Guid Ticket, string Clock, int Round, string Organization, string Policy, string Priority, string? Team, string? Agent, Instant StartedAt)
{
    public string? Category { get; init; }
    public string? Service { get; init; }
    public string? Channel { get; init; }
    public string? Kind { get; init; }

    /// <summary>True = breached, false = met, null = open.</summary>
    public bool? Breached { get; init; }

    public Instant? OutcomeAt { get; init; }

    /// <summary>Working time from start to stop; null while it has not stopped.</summary>
    public Duration? Elapsed { get; init; }

    /// <summary>When the work ended without a solution: from then on it is neither kept nor broken.</summary>
    public Instant? VoidAt { get; init; }

    /// <summary>Of a breach the stage in which most of the time went until then.</summary>
    public string? Cause { get; init; }
}
