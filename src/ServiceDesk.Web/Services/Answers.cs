using System.Text.Json;
using NodaTime;
using ServiceDesk.Web.Tickets;

namespace ServiceDesk.Web.Services;

public sealed record Listing<T>(IReadOnlyList<T> Items, string? Next = null);

public sealed record Organization(string Id, string Name);

public sealed record Team(string Id, string Name, IReadOnlyList<string> Categories);

/// <summary>A system or service that may fail.</summary>
public sealed record KnownSystem(string Id, string? NameZh, string? NameEn)
{
    public string Name(string language) => (language == "en" ? NameEn ?? NameZh : NameZh ?? NameEn) ?? Id;
}

/// <summary>Somebody who asked for help before, or is registered for it.</summary>
public sealed record KnownRequester(string Id, string Organization, string Name, IReadOnlyList<string> Emails, IReadOnlyList<string> Phones, string? Department);

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
    Instant? NextDue,
    Instant? NextUpdateDue,
    Instant? RequesterWrote)
{
    /// <summary>For whom the work waits; null while it does not.</summary>
    public string? WaitsFor { get; init; }
}

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
    Progress? Progress,
    Instant? RequesterWrote,
    CaseEnd? End,
    IReadOnlyList<Entry> Entries,
    Closing? Closing,
    string? Position)
{
    public bool IsOpen => Status is "new" or "assigned" or "in-progress" or "waiting";

    public CaseDiagnosis? Diagnosis { get; init; }

    public CaseSolution? Solution { get; init; }

    public IReadOnlyList<UsedArticle> Articles { get; init; } = [];

    /// <summary>The problems behind it, as far as the visitor may know.</summary>
    public IReadOnlyList<TicketReference> Problems { get; init; } = [];

    /// <summary>Whether everybody who reads it is on record.</summary>
    public bool Confidential { get; init; }

    /// <summary>From when on it is only read; null while it can change.</summary>
    public Instant? ArchivedAt { get; init; }
}

/// <summary>What was told with the solution, when it closes without an answer, and until when it can be reopened and rated; null = it does not or cannot.</summary>
public sealed record Closing(string? Cause, string? Measure, string? Precautions, Instant? ClosesAt, Instant? ReopenUntil, Survey? Survey);

public sealed record Survey(Instant? Until, int? Score);

/// <summary>The last word that the requester got, what comes next, and when the requester must hear again.</summary>
public sealed record Progress(Instant? LastAt, string? LastMessage, string? NextStep, Instant? NextDue);

public sealed record CaseEnd(string Kind, string? ByName, string? Reason, Guid? Into, string? IntoNumber, Instant At);

public sealed record SlaClock(
    string Clock, string State, Instant StartedAt, Duration Target, Instant? DueAt, Instant? StoppedAt, Duration Elapsed, Duration? Remaining)
{
    /// <summary>For whom it stands still; null while it does not.</summary>
    public string? PausedFor { get; init; }
}

public sealed record Entry(
    string Kind, string? By, string? ByName, string? Text, Instant At, IReadOnlyDictionary<string, string>? Values, string? NextStep, Instant? NextUpdateAt,
    string? Outcome, string? FromNumber)
{
    /// <summary>Of a contact: whether the other side sought it.</summary>
    public bool? Incoming { get; init; }

    /// <summary>Of a contact: by what way.</summary>
    public string? Channel { get; init; }
}

public sealed record Submission(
    string? Description,
    Contact? Requester,
    string? Impact,
    string? Urgency,
    string? Category,
    string? AffectedSystem,
    string? ExternalId,
    Instant? FaultAt,
    Instant? OccurredAt,
    Instant? RecordedAt,
    string? RequestType,
    IReadOnlyDictionary<string, string>? Fields,
    IReadOnlyDictionary<string, string?>? Originals,
    IReadOnlyList<Correction>? Corrections,
    IReadOnlyList<string>? Missing,
    Relations? Relations)
{
    /// <summary>Whether the value was corrected, so that what was submitted stands beside it.</summary>
    public bool IsCorrected(string field) => Originals?.ContainsKey(field) == true;

    public string? Subject { get; init; }

    public string? Kind { get; init; }

    public string? Original(string field) => Originals?.GetValueOrDefault(field);
}

public sealed record Correction(string By, Instant At, IReadOnlyList<Change> Values);

public sealed record Change(string Field, string? Before, string After);

/// <summary>What a ticket has to do with others, as far as the visitor may know.</summary>
public sealed record Relations(TicketReference? MergedInto, IReadOnlyList<Absorbed> Absorbed, IReadOnlyList<TicketLink> Links, IReadOnlyList<Duplicate> Duplicates);

public sealed record TicketReference(Guid Id, string Number);

public sealed record Absorbed(Guid Id, string Number, string Subject, IReadOnlyList<string> Messages, IReadOnlyList<string> Attachments);

public sealed record TicketLink(Guid Ticket, string Number, string Relation);

/// <summary>An open ticket like one that is being written.</summary>
public sealed record LikeTicket(Guid Ticket, string Number, string Subject, Instant SubmittedAt, int Score, bool Suspected, IReadOnlyList<DuplicateReason> Reasons);

/// <summary>Tickets that seem to report one fault; of many, the first are named.</summary>
public sealed record DuplicateCluster(string Organization, int Size, IReadOnlyList<ClusterMember> Members, int BestScore, IReadOnlyList<DuplicateReason> Reasons);

public sealed record ClusterMember(Guid Ticket, string Number, string Subject, Instant SubmittedAt, string? End);

public sealed record Duplicate(Guid Ticket, string Number, Instant SubmittedAt, int Score, IReadOnlyList<DuplicateReason> Reasons, Dismissal? Dismissed);

public sealed record DuplicateReason(string Code, int Points, IReadOnlyList<string> Tokens);

public sealed record Dismissal(string By, Instant At);

public sealed record Attachment(string Id, string Name, string MediaType, long Size, string Scan, Instant At);

public sealed record Mail(string MessageId, string State, string Template, string To, string Subject, string Body, Instant QueuedAt, Instant? SentAt, Instant? FailedAt, string? Reason);

public sealed record Contact(string? Id, string? Name, string? Email, string? Phone, string? Organization);

public sealed record RoutingState(string? Category, string? Priority, string? Team, string? Agent, IReadOnlyList<RoutingDecision> Decisions)
{
    /// <summary>How it was graded after its first routing, in order.</summary>
    public IReadOnlyList<GradeStep> Grades { get; init; } = [];

    /// <summary>How it was classified after its first routing, in order.</summary>
    public IReadOnlyList<ClassificationStep> Classifications { get; init; } = [];

    /// <summary>What the priority rests on now; null while nothing is known of it.</summary>
    public (string Impact, string Urgency, string Importance)? Graded => (Grades.LastOrDefault(), Decisions.LastOrDefault()) switch
    {
        ({ } grade, _) => (grade.Impact, grade.Urgency, grade.Importance),
        (null, { Impact: { } impact, Urgency: { } urgency } decision) => (impact, urgency, decision.Importance ?? "normal"),
        _ => null,
    };
}

/// <summary>A ticket was graded anew; by = null when the desk did it itself.</summary>
public sealed record GradeStep(string Impact, string Urgency, string Importance, string Priority, string Before, string MatrixVersion, IReadOnlyList<string> Rules, string Reason, string? By, string? Note, Instant At);

/// <summary>A ticket was classified anew; by = null when the desk did it itself.</summary>
public sealed record ClassificationStep(string Category, string Before, string Reason, string? Suggested, string? By, string? Note, Instant At);

/// <summary>What closed tickets suggest as the category, how likely in permille, and by which words.</summary>
public sealed record CategorySuggestion(
    string Category, string Outcome, string? Suggested, int? Share, IReadOnlyList<SuggestedCategory> Others, IReadOnlyList<string> Because, int? Learned)
{
    /// <summary>Whether it says something else than the ticket does, and nobody has judged it.</summary>
    public bool IsOpen => Outcome == "shown" && Suggested is not null && Suggested != Category;
}

public sealed record SuggestedCategory(string Category, int Share);

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
    string? AgentName,
    string? AgentReason,
    string? Cause,
    string? By,
    string? ByName,
    string? Note,
    string? AgentBefore,
    string? AgentBeforeName,
    RoutingBasis? Basis,
    IReadOnlyList<Candidate>? Candidates);

public sealed record RoutingBasis(int RulesVersion, int RosterVersion, int TeamsVersion, IReadOnlyList<NeededSkill> Skills, string? Language, int? Tier, int Points);

public sealed record NeededSkill(string Skill, int Level);

public sealed record Candidate(
    string Agent, string? AgentName, int Load, int? Capacity, Instant? LastAssignedAt, int? Level, Instant? AvailableFrom, string? Excluded, string? Detail, int? Score, bool Chosen);

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

public sealed record Done(string? Id, string? Position);

public sealed record Submitted(Guid Id, string? Number, string? Position);

/// <summary>A text in both languages of the desk.</summary>
public sealed record Bilingual(string Zh, string En);

public sealed record ServiceCatalogue(IReadOnlyList<RequestType> Items, IReadOnlyList<CatalogueCategory> Categories);

public sealed record CatalogueCategory(string Id, string? Parent, Bilingual Names);

public sealed record RequestType(
    string Id,
    string? Kind,
    Bilingual Names,
    IReadOnlyList<string> Required,
    IReadOnlyList<IReadOnlyList<string>> OneOf,
    IReadOnlyList<ExtraField> Fields,
    TypeDefaults? Defaults,
    IReadOnlyList<TicketTemplate> Templates);

public sealed record ExtraField(string Name, string Type, Bilingual Labels, bool Required, IReadOnlyList<FieldChoice>? Choices, int? Longest);

public sealed record FieldChoice(string Value, Bilingual Labels);

public sealed record TypeDefaults(string? Impact, string? Urgency, string? Category);

public sealed record TicketTemplate(string Id, Bilingual Names, string Subject, string? Description, IReadOnlyDictionary<string, string> Values);

public sealed record ChannelsHealth(long Total, IReadOnlyList<ChannelHealth> Items, IReadOnlyList<ChannelHealth> Webhooks);

public sealed record ChannelHealth(string Name, long Tickets, Instant? LastMessageAt, ChannelError? LastError, string State);

public sealed record ChannelError(string Code, Instant At);

public sealed record HeldMail(Guid Id, string? From, string? Name, string Subject, long Size, Instant At);

public sealed record ArticleRow(Guid Id, string Number, string Title, string Summary, string Language, string Audience, string State);

/// <summary>A published article that should be looked at, and why.</summary>
public sealed record StaleArticle(Guid Id, string Number, string Title, string Language, string? Organization, int Version, Instant PublishedAt, Instant? LastUsedAt, long Helped, long NotHelped, IReadOnlyList<string> Reasons);

/// <summary>An article: the version that is served or was asked for, and for the people of the desk what is written for the next.</summary>
public sealed record Article(Guid Id, string Number, string State, int Version, ArticleContent? Content, WrittenArticle? Working, IReadOnlyList<ArticleVersion> Versions, IReadOnlyList<TicketReference> Tickets);

public sealed record WrittenArticle(ArticleContent Content, bool InReview, bool MayReview, IReadOnlyList<string> Writers, string? Refusal);

public sealed record ArticleVersion(int Version, string ByName, Instant At);

public sealed record ArticleContent(string Title, string Language, string Audience, string? Category, string? Organization, ArticleSections Sections);

public sealed record ArticleSections(string? Symptom, string? Diagnosis, string? Steps, string? Cause, string? Precautions);
