using NodaTime;

namespace ServiceDesk.Contracts;

/// <summary>Why an open ticket is taken for a duplicate, or what speaks against it.</summary>
/// <param name="Code">A stable word of the rule, such as <c>similar-text</c>.</param>
/// <param name="Points">What it adds to the score; negative when it speaks against.</param>
public sealed record SuspectedReason(string Code, int Points);

/// <summary>An open ticket that seems to report the same fault.</summary>
/// <param name="Ticket">Its id.</param>
/// <param name="Number">Its number.</param>
/// <param name="Requester">Who needs help there.</param>
/// <param name="Version">The version of its stream whose values were compared.</param>
/// <param name="Score">0 to 100.</param>
/// <param name="Reasons">What the score is made of.</param>
/// <param name="SubmittedAt">When it was submitted.</param>
public sealed record SuspectedDuplicate(
    Guid Ticket, string Number, string Requester, int Version, int Score, IReadOnlyList<SuspectedReason> Reasons, Instant SubmittedAt);

/// <summary>A ticket that was just submitted resembles tickets that were open. Stands in a stream apart, so that it does not move the ticket's version.</summary>
/// <param name="Number">The ticket's number.</param>
/// <param name="Requester">Who needs help.</param>
/// <param name="Organization">The organisation of all of them.</param>
/// <param name="SubmittedAt">When it was submitted.</param>
/// <param name="Rule">Name and version of the rule that compared them.</param>
/// <param name="Candidates">The likeliest, highest score first.</param>
/// <param name="SharedTokens">The tokens that tell most, parted by line ends, by the candidate's id, a slash and the reason's code.</param>
/// <param name="At">When.</param>
[StoredName("intake.duplicates-suspected.v1")]
public sealed record DuplicatesSuspected(
    string Number,
    string Requester,
    string Organization,
    Instant SubmittedAt,
    string Rule,
    IReadOnlyList<SuspectedDuplicate> Candidates,
    [property: Personal(nameof(DuplicatesSuspected.Requester))] IReadOnlyDictionary<string, string> SharedTokens,
    Instant At);

/// <summary>Somebody looked at two tickets: they are two matters.</summary>
/// <param name="By">Who.</param>
/// <param name="Other">The other ticket.</param>
/// <param name="OtherNumber">Its number.</param>
/// <param name="Requester">Whom the text is about.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When.</param>
[StoredName("intake.duplicate-dismissed.v1")]
public sealed record DuplicateDismissed(
    string By, Guid Other, string OtherNumber, string Requester, [property: Personal(nameof(DuplicateDismissed.Requester))] string? Reason, Instant At);

/// <summary>How one ticket relates to another.</summary>
public enum LinkRelation
{
    /// <summary>They have to do with each other.</summary>
    Related,

    /// <summary>The one reports what the other reported before; both go on.</summary>
    DuplicateOf,

    /// <summary>The other is the reason of the one.</summary>
    CausedBy,

    /// <summary>The other cannot be finished before the one.</summary>
    Blocks,
}

/// <summary>Two tickets were linked. Recorded for both at once.</summary>
/// <param name="By">Who.</param>
/// <param name="From">The one.</param>
/// <param name="FromNumber">Its number.</param>
/// <param name="To">The other.</param>
/// <param name="ToNumber">Its number.</param>
/// <param name="Relation">How the one relates to the other.</param>
/// <param name="At">When.</param>
[StoredName("intake.tickets-linked.v1")]
public sealed record TicketsLinked(string By, Guid From, string FromNumber, Guid To, string ToNumber, LinkRelation Relation, Instant At);

/// <summary>A link between two tickets was taken back. Recorded for both at once.</summary>
/// <param name="By">Who.</param>
/// <param name="From">The one.</param>
/// <param name="FromNumber">Its number.</param>
/// <param name="To">The other.</param>
/// <param name="ToNumber">Its number.</param>
/// <param name="Relation">How the one related to the other.</param>
/// <param name="At">When.</param>
[StoredName("intake.tickets-unlinked.v1")]
public sealed record TicketsUnlinked(string By, Guid From, string FromNumber, Guid To, string ToNumber, LinkRelation Relation, Instant At);
