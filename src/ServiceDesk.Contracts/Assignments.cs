using NodaTime;

namespace ServiceDesk.Contracts;

/// <summary>A skill and its lowest level that a ticket needs.</summary>
/// <param name="Skill">The skill's id.</param>
/// <param name="Level">1 to 5.</param>
public sealed record NeededSkill(string Skill, int Level);

/// <summary>What a decision about whose a ticket is rests on, besides the candidates. With them it can be made again.</summary>
/// <param name="RulesVersion">Version of the assignment rules.</param>
/// <param name="RosterVersion">Version of the roster: skills, shifts, absences.</param>
/// <param name="TeamsVersion">Version of the team directory.</param>
/// <param name="Skills">The skills that the ticket needs.</param>
/// <param name="Language">The language that the agent must speak: <c>zh</c> or <c>en</c>; null = any.</param>
/// <param name="Points">How much the ticket weighs as load.</param>
/// <param name="WaitUntil">Until when the ticket may wait for an agent's next shift; null = it may not.</param>
public sealed record AssignmentBasis(
    int RulesVersion, int RosterVersion, int TeamsVersion, IReadOnlyList<NeededSkill> Skills, string? Language, int Points, Instant? WaitUntil)
{
    /// <summary>The lowest tier that the ticket needs; null = any.</summary>
    public int? Tier { get; init; }
}

/// <summary>Why a ticket went from one to another after its first routing.</summary>
public enum AssignmentCause
{
    /// <summary>Somebody became free, or began to work, while the ticket waited.</summary>
    Freed,

    /// <summary>An agent took it.</summary>
    Claimed,

    /// <summary>An agent asked for the next ticket.</summary>
    Next,

    /// <summary>A person gave it to somebody.</summary>
    Given,

    /// <summary>The agent who had it declined.</summary>
    Declined,

    /// <summary>It went to a higher tier, or to experts.</summary>
    Escalated,

    /// <summary>Its category changed.</summary>
    Reclassified,

    /// <summary>Its agent is absent or has left the team.</summary>
    Absent,

    /// <summary>Its agent did not take it up in time.</summary>
    NotTakenUp,

    /// <summary>A person accepted a proposal to even out the load.</summary>
    Rebalanced,
}

/// <summary>The ticket went to another team or agent, or back to those that wait, after its first routing.</summary>
/// <param name="Team">The team from now on; null = none.</param>
/// <param name="Agent">The agent from now on; null = it waits in the team.</param>
/// <param name="Cause">Why it moved.</param>
/// <param name="Reason">How the agent was found, as <see cref="TicketRouted.AssignmentReason"/>: a code such as <c>least-loaded</c>, <c>by-person</c>, <c>no-skill</c>.</param>
/// <param name="TeamBefore">The team until now.</param>
/// <param name="AgentBefore">The agent until now.</param>
/// <param name="Hops">How often it has been escalated by now.</param>
/// <param name="Basis">What the decision rests on; null when a person decided.</param>
/// <param name="Candidates">The members of the team with scores or the reason for exclusion; empty when a person decided.</param>
/// <param name="By">Who moved it; null = the desk itself.</param>
/// <param name="Requester">Whom the note is about.</param>
/// <param name="Note">What the person said about it; null = nothing.</param>
/// <param name="At">When.</param>
[StoredName("routing.ticket-assigned.v1")]
public sealed record TicketAssigned(
    string? Team,
    string? Agent,
    AssignmentCause Cause,
    string Reason,
    string? TeamBefore,
    string? AgentBefore,
    int Hops,
    AssignmentBasis? Basis,
    IReadOnlyList<Candidate> Candidates,
    string? By,
    string Requester,
    [property: Personal(nameof(TicketAssigned.Requester))] string? Note,
    Instant At);

/// <summary>The category of a ticket changed after its first routing. The category before stays readable in the events before.</summary>
/// <param name="Category">The category from now on.</param>
/// <param name="Before">The category until now.</param>
/// <param name="Reason">Why, as a code: <c>by-person</c>, <c>suggestion-accepted</c>, <c>corrected</c>.</param>
/// <param name="Suggested">What the desk had suggested; null = nothing.</param>
/// <param name="By">Who; null = the desk itself.</param>
/// <param name="Requester">Whom the note is about.</param>
/// <param name="Note">What the person said about it; null = nothing.</param>
/// <param name="At">When.</param>
[StoredName("routing.ticket-classified.v1")]
public sealed record TicketClassified(
    string Category,
    string Before,
    string Reason,
    string? Suggested,
    string? By,
    string Requester,
    [property: Personal(nameof(TicketClassified.Requester))] string? Note,
    Instant At);

/// <summary>A ticket was graded anew: what its priority rests on changed after its first routing.</summary>
/// <param name="Impact">The impact from now on.</param>
/// <param name="Urgency">The urgency from now on.</param>
/// <param name="Importance">The business importance from now on.</param>
/// <param name="Priority">What the matrix says of them.</param>
/// <param name="Before">The priority until now.</param>
/// <param name="MatrixVersion">Version of the matrix.</param>
/// <param name="Rules">The rules that moved the priority after the matrix, such as <c>vip</c>, in order.</param>
/// <param name="Reason">Why, as a code: <c>by-person</c>, <c>corrected</c>, <c>diagnosis</c>.</param>
/// <param name="By">Who; null = the desk itself.</param>
/// <param name="Requester">Whom the note is about.</param>
/// <param name="Note">What the person said about it; null = nothing.</param>
/// <param name="At">When.</param>
[StoredName("routing.ticket-graded.v1")]
public sealed record TicketGraded(
    Impact Impact,
    Urgency Urgency,
    Importance Importance,
    Priority Priority,
    Priority Before,
    string MatrixVersion,
    IReadOnlyList<string> Rules,
    string Reason,
    string? By,
    string Requester,
    [property: Personal(nameof(TicketGraded.Requester))] string? Note,
    Instant At);

/// <summary>Why a member of the matching team could not get a ticket by the desk itself.</summary>
public static class Exclusions
{
    /// <summary>Works in a lower tier than the ticket needs.</summary>
    public const string Tier = "tier";

    /// <summary>Lacks a skill, or its level.</summary>
    public const string Skill = "skill";

    /// <summary>Does not speak the language.</summary>
    public const string Language = "language";

    /// <summary>Is absent.</summary>
    public const string Absent = "absent";

    /// <summary>Is off shift.</summary>
    public const string OffShift = "off-shift";

    /// <summary>Has as much as may be given to one.</summary>
    public const string Full = "full";

    /// <summary>Declined this ticket, or did not take it up in time.</summary>
    public const string Declined = "declined";

    /// <summary>Is no agent any more.</summary>
    public const string NoAgent = "no-agent";

    /// <summary>May not see tickets of the organisation.</summary>
    public const string Organization = "organization";
}
