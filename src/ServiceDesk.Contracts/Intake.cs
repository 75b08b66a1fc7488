using System.Text.Json.Serialization;
using NodaTime;

namespace ServiceDesk.Contracts;

/// <summary>A request reached the desk. Holds every submitted value unchanged.</summary>
/// <param name="Number">For people: <c>INC-000123</c> or <c>REQ-000124</c>.</param>
/// <param name="Kind">Incident or request.</param>
/// <param name="Subject">One line.</param>
/// <param name="Description">The requester's own words.</param>
/// <param name="Requester">The opaque id of the person who needs help.</param>
/// <param name="RequesterName">As submitted.</param>
/// <param name="Email">As submitted.</param>
/// <param name="Phone">As submitted.</param>
/// <param name="Organization">The customer organisation's id.</param>
/// <param name="Impact">How many it hurts; null when left to the desk.</param>
/// <param name="Urgency">How soon it hurts; null when left to the desk.</param>
/// <param name="Category">As submitted; any word.</param>
/// <param name="Channel">Through which it came, such as <c>api</c>, <c>phone</c>, <c>portal</c>.</param>
/// <param name="AffectedSystem">As submitted.</param>
/// <param name="ExternalId">The submitter's own id for it.</param>
/// <param name="FaultAt">When the fault began; moves no clock.</param>
/// <param name="At">When it was submitted; the clocks start here.</param>
[StoredName("intake.ticket-submitted.v1")]
public sealed record TicketSubmitted(
    string Number,
    TicketKind Kind,
    [property: Personal(nameof(TicketSubmitted.Requester))] string Subject,
    [property: Personal(nameof(TicketSubmitted.Requester))] string Description,
    string Requester,
    [property: Personal(nameof(TicketSubmitted.Requester))] string RequesterName,
    [property: Personal(nameof(TicketSubmitted.Requester))] string? Email,
    [property: Personal(nameof(TicketSubmitted.Requester))] string? Phone,
    string Organization,
    Impact? Impact,
    Urgency? Urgency,
    string? Category,
    string Channel,
    string? AffectedSystem,
    string? ExternalId,
    Instant? FaultAt,
    Instant At)
{
    /// <summary>The request type's id; null when none was named.</summary>
    public string? RequestType { get; init; }

    /// <summary>The version of the service catalogue that the submission was read by; null = before there was one.</summary>
    public int? CatalogueVersion { get; init; }

    /// <summary>What the type demands and the channel could not ask for, by field; null when nothing is missing.</summary>
    public IReadOnlyList<string>? Missing { get; init; }

    /// <summary>The values of the type's extra fields, by name, in their text form.</summary>
    [Personal(nameof(Requester))]
    public IReadOnlyDictionary<string, string>? Fields { get; init; }

    /// <summary>The business importance of the affected system when it was submitted; null when the system is not registered.</summary>
    public Importance? Importance { get; init; }

    /// <summary>The language in which the requester is written to: <c>zh</c> or <c>en</c>; null when unknown.</summary>
    public string? Language { get; init; }

    /// <summary>What the request type supplied because the submitter did not say; null when it supplied nothing.</summary>
    public TypeDefaults? Defaults { get; init; }

    /// <summary>The top of the catalogue's tree above the category that was submitted or supplied; null when it is that category, or not in the tree.</summary>
    public string? BaseCategory { get; init; }

    /// <summary>Ids of attachments that came with it.</summary>
    public IReadOnlyList<string>? Attachments { get; init; }

    /// <summary>Whether everybody who reads it must be on record.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Confidential { get; init; }
}

/// <summary>Everybody who reads the ticket must be on record from now on, or needs to be no longer.</summary>
/// <param name="By">Who decided.</param>
/// <param name="Confidential">Whether it is confidential from now on.</param>
/// <param name="Requester">Whom the text is about.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When.</param>
[StoredName("intake.ticket-confidentiality-changed.v1")]
public sealed record TicketConfidentialityChanged(
    string By, bool Confidential, string Requester, [property: Personal(nameof(TicketConfidentialityChanged.Requester))] string? Reason, Instant At);

/// <summary>Somebody corrected what was submitted. What was submitted before stays readable in its own event.</summary>
/// <param name="By">Who.</param>
/// <param name="Requester">Whom the texts are about.</param>
/// <param name="Values">By field (<c>subject</c>, <c>description</c>, <c>kind</c>, <c>impact</c>, <c>urgency</c>, <c>category</c>, <c>affectedSystem</c>, <c>faultAt</c>, <c>email</c>, <c>phone</c>, or <c>fields.</c> and the name of an extra field) what is right, as the text that a submission would hold.</param>
/// <param name="Importance">The business importance of the affected system as corrected; null when that was not corrected.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When.</param>
[StoredName("intake.ticket-corrected.v1")]
public sealed record TicketCorrected(
    string By,
    string Requester,
    [property: Personal(nameof(TicketCorrected.Requester))] IReadOnlyDictionary<string, string> Values,
    Importance? Importance,
    [property: Personal(nameof(TicketCorrected.Requester))] string? Reason,
    Instant At)
{
    /// <summary>The top of the catalogue's tree above the corrected category; null when it is that category, not in the tree, or not corrected.</summary>
    public string? BaseCategory { get; init; }
}

/// <summary>The requester, or somebody for the requester, said something more about the ticket.</summary>
/// <param name="By">Who wrote it down, or a service that received it.</param>
/// <param name="Requester">Whom the text is about.</param>
/// <param name="Text">What was said.</param>
/// <param name="Channel">Through which it came.</param>
/// <param name="MessageId">The sender's own id of the message, such as a mail's Message-ID.</param>
/// <param name="Attachments">Ids of attachments that came with it.</param>
/// <param name="At">When.</param>
[StoredName("intake.message-received.v1")]
public sealed record MessageReceived(
    string By,
    string Requester,
    [property: Personal(nameof(MessageReceived.Requester))] string Text,
    string Channel,
    string? MessageId,
    IReadOnlyList<string> Attachments,
    Instant At)
{
    /// <summary>The merged ticket to which it was written, when it was passed on to the one that goes on for it; null = to this one.</summary>
    public Guid? From { get; init; }

    /// <summary>The number of that ticket.</summary>
    public string? FromNumber { get; init; }
}

/// <summary>A file was added to the ticket. Its bytes stand outside the log, found by their hash.</summary>
/// <param name="Attachment">Its id.</param>
/// <param name="By">Who added it.</param>
/// <param name="Requester">Whom the ticket is about.</param>
/// <param name="FileName">As sent, without any path.</param>
/// <param name="MediaType">As found in its content.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">Lower-case hex hash of its bytes.</param>
/// <param name="Scan">What the virus scan said: <c>clean</c>, or <c>not-scanned</c> when none is configured.</param>
/// <param name="At">When.</param>
[StoredName("intake.attachment-added.v1")]
public sealed record AttachmentAdded(
    string Attachment,
    string By,
    string Requester,
    [property: Personal(nameof(AttachmentAdded.Requester))] string FileName,
    string MediaType,
    long Size,
    string Sha256,
    string Scan,
    Instant At);

/// <summary>What a conversation was for.</summary>
public enum ContactPurpose
{
    /// <summary>The requester reported something.</summary>
    Report,

    /// <summary>The desk asked or told the requester something.</summary>
    Inform,

    /// <summary>The desk called back before closing, on process and result.</summary>
    CallBack,
}

/// <summary>By what way people spoke with each other.</summary>
public enum ContactChannel
{
    /// <summary>A call.</summary>
    Phone,

    /// <summary>Messages to and fro.</summary>
    Chat,

    /// <summary>A visit.</summary>
    InPerson,
}

/// <summary>A call, a visit or a chat about the ticket.</summary>
/// <param name="By">The agent who recorded it.</param>
/// <param name="Requester">Whom the texts are about.</param>
/// <param name="Purpose">What it was for.</param>
/// <param name="Incoming">True when the other side called.</param>
/// <param name="Caller">The other side's number or name.</param>
/// <param name="Length">How long it took.</param>
/// <param name="Transcript">What was said.</param>
/// <param name="Outcome">For example <c>reached</c>, <c>not-reached</c>, <c>satisfied</c>, <c>not-satisfied</c>.</param>
/// <param name="At">When it began.</param>
[StoredName("intake.contact-recorded.v1")]
public sealed record ContactRecorded(
    string By,
    string Requester,
    ContactPurpose Purpose,
    bool Incoming,
    [property: Personal(nameof(ContactRecorded.Requester))] string? Caller,
    Duration? Length,
    [property: Personal(nameof(ContactRecorded.Requester))] string Transcript,
    string? Outcome,
    Instant At)
{
    /// <summary>By what way; null = a call.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ContactChannel? Channel { get; init; }
}

/// <summary>The requester needs no help any more. The work on the ticket ends.</summary>
/// <param name="By">Who.</param>
/// <param name="Requester">Whom the text is about.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When.</param>
[StoredName("intake.ticket-withdrawn.v1")]
public sealed record TicketWithdrawn(string By, string Requester, [property: Personal(nameof(TicketWithdrawn.Requester))] string? Reason, Instant At);

/// <summary>The desk found that this is no valid request, such as spam or somebody else's business. The work on the ticket ends.</summary>
/// <param name="By">Who.</param>
/// <param name="Requester">Whom the text is about.</param>
/// <param name="Reason">What the requester is told.</param>
/// <param name="At">When.</param>
[StoredName("intake.ticket-invalidated.v1")]
public sealed record TicketInvalidated(string By, string Requester, [property: Personal(nameof(TicketInvalidated.Requester))] string Reason, Instant At);

/// <summary>The ticket is the same matter as another, which goes on for both; the work on this one ends. Recorded together with <see cref="TicketAbsorbed"/>.</summary>
/// <param name="By">Who.</param>
/// <param name="Into">The ticket that goes on.</param>
/// <param name="IntoNumber">Its number.</param>
/// <param name="Requester">Whom the text is about.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When.</param>
[StoredName("intake.ticket-merged.v1")]
public sealed record TicketMerged(
    string By, Guid Into, string IntoNumber, string Requester, [property: Personal(nameof(TicketMerged.Requester))] string? Reason, Instant At);

/// <summary>Another ticket was merged into this one.</summary>
/// <param name="By">Who.</param>
/// <param name="From">The other ticket.</param>
/// <param name="FromNumber">Its number.</param>
/// <param name="At">When.</param>
[StoredName("intake.ticket-absorbed.v1")]
public sealed record TicketAbsorbed(string By, Guid From, string FromNumber, Instant At);

/// <summary>The merge was a mistake: the ticket goes on by itself, as it was. Recorded together with <see cref="TicketReleased"/>.</summary>
/// <param name="By">Who.</param>
/// <param name="From">The ticket that it had been merged into.</param>
/// <param name="FromNumber">Its number.</param>
/// <param name="Requester">Whom the text is about.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When.</param>
[StoredName("intake.ticket-unmerged.v1")]
public sealed record TicketUnmerged(
    string By, Guid From, string FromNumber, string Requester, [property: Personal(nameof(TicketUnmerged.Requester))] string? Reason, Instant At);

/// <summary>A ticket that had been merged into this one goes on by itself again.</summary>
/// <param name="By">Who.</param>
/// <param name="Ticket">The other ticket.</param>
/// <param name="Number">Its number.</param>
/// <param name="At">When.</param>
[StoredName("intake.ticket-released.v1")]
public sealed record TicketReleased(string By, Guid Ticket, string Number, Instant At);

/// <summary>An imported step of a ticket's history in another system.</summary>
public enum HistoricStep
{
    /// <summary>Somebody, or a team, got it.</summary>
    Assigned,

    /// <summary>The work began or went on.</summary>
    WorkedOn,

    /// <summary>It waited for the requester.</summary>
    AwaitedRequester,

    /// <summary>It waited for a vendor or another outside party.</summary>
    AwaitedVendor,

    /// <summary>It waited for something else.</summary>
    Awaited,

    /// <summary>It was declared solved.</summary>
    Resolved,

    /// <summary>It went on after it had been solved or closed.</summary>
    Reopened,

    /// <summary>It was finished.</summary>
    Closed,

    /// <summary>Something about it changed that moves neither work nor clocks.</summary>
    Updated,

    /// <summary>The requester was answered.</summary>
    Answered,

    /// <summary>Something was found out about the fault.</summary>
    Diagnosed,

    /// <summary>An article of this desk was followed.</summary>
    ArticleUsed,

    /// <summary>The requester agreed that it is solved.</summary>
    Confirmed,

    /// <summary>The requester did not agree that it is solved.</summary>
    Rejected,

    /// <summary>The requester rated the work.</summary>
    Rated,
}

/// <summary>An article of this desk, as it was followed on a ticket of another system.</summary>
/// <param name="Id">Its id here.</param>
/// <param name="Number">Its number here.</param>
/// <param name="Title">Its title then.</param>
/// <param name="Version">The version that was followed.</param>
/// <param name="Helped">Whether it helped.</param>
public sealed record FollowedArticle(Guid Id, string Number, string Title, int Version, bool Helped);

/// <summary>A step of the ticket's history, as another system had recorded it. What stands beside the event names that system and the row.</summary>
/// <param name="Step">What happened.</param>
/// <param name="Team">The team from then on, in the other system's words; null = none.</param>
/// <param name="Agent">The opaque id of the person who had it from then on; null = nobody.</param>
/// <param name="By">The opaque id of the person who did it.</param>
/// <param name="State">The state in the other system's words.</param>
/// <param name="Priority">The priority from then on; null when it was not told.</param>
/// <param name="Category">The category from then on; null when it was not told.</param>
/// <param name="At">When it happened there.</param>
[StoredName("intake.history-imported.v1")]
public sealed record HistoryImported(
    HistoricStep Step, string? Team, string? Agent, string By, string State, Priority? Priority, string? Category, Instant At)
{
    /// <summary>The opaque id of the person whom the texts are about; null where there are none.</summary>
    public string? Requester { get; init; }

    /// <summary>What was said: the answer, question, findings, solution, comment or reason; null when it was not told.</summary>
    [Personal(nameof(Requester))]
    public string? Text { get; init; }

    /// <summary>Why it had happened, of what was resolved.</summary>
    [Personal(nameof(Requester))]
    public string? Cause { get; init; }

    /// <summary>The rating, 1 to 5.</summary>
    public int? Score { get; init; }

    /// <summary>Until when the requester could rate the work, of what was closed; null = nobody was asked.</summary>
    public Instant? SurveyUntil { get; init; }

    /// <summary>The article that was followed.</summary>
    public FollowedArticle? Article { get; init; }

    /// <summary>Whether a row that names no team and agent leaves the work where it is: what is said or judged moves nothing.</summary>
    public bool KeepsOwner() => Step is HistoricStep.Answered or HistoricStep.Diagnosed or HistoricStep.ArticleUsed or HistoricStep.Confirmed or HistoricStep.Rejected or HistoricStep.Rated;
}
