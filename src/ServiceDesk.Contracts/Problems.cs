using NodaTime;

namespace ServiceDesk.Contracts;

/// <summary>How incidents are taken for repeats of one problem.</summary>
public enum RepeatKind
{
    /// <summary>They have one category and one affected system.</summary>
    SameSystem,

    /// <summary>Their texts are alike.</summary>
    SimilarText,

    /// <summary>It is one incident that hurt very much.</summary>
    HighImpact,

    /// <summary>It is one incident that mattered and was solved without its cause being found.</summary>
    UnknownCause,
}

/// <summary>How a root cause was looked for.</summary>
public enum CauseMethod
{
    /// <summary>By asking why, again and again.</summary>
    FiveWhys,

    /// <summary>By collecting possible causes along named branches.</summary>
    Fishbone,

    /// <summary>In another way.</summary>
    Other,
}

/// <summary>What is to be changed so that incidents do not come back.</summary>
public enum ActionKind
{
    /// <summary>A patch or a new version.</summary>
    Patch,

    /// <summary>A change of configuration.</summary>
    Configuration,

    /// <summary>Training of people.</summary>
    Training,

    /// <summary>Something else.</summary>
    Other,
}

/// <summary>Why something is changed.</summary>
public enum ActionPurpose
{
    /// <summary>It removes the cause that was found.</summary>
    Corrective,

    /// <summary>It keeps the like from happening elsewhere or again.</summary>
    Preventive,
}

/// <summary>What a finding rests on.</summary>
public enum EvidenceKind
{
    /// <summary>An address, such as that of a log search.</summary>
    Link,

    /// <summary>A file that was added to a ticket.</summary>
    Attachment,

    /// <summary>An observation in words.</summary>
    Note,
}

/// <summary>A repeat that was found by the rule, as it was when a problem was opened for it.</summary>
/// <param name="Candidate">Its id among the candidates.</param>
/// <param name="Kind">How its incidents belong together.</param>
/// <param name="Category">The category of all of them; null when they are alike in another way.</param>
/// <param name="System">The affected system of all of them; null when they are alike in another way.</param>
/// <param name="Count">How many incidents it had.</param>
/// <param name="Threshold">How many make a candidate.</param>
/// <param name="WindowDays">Within how many days.</param>
/// <param name="RulesVersion">The version of the problem rules that found it.</param>
public sealed record FoundRepeat(
    string Candidate, RepeatKind Kind, string? Category, string? System, int Count, int Threshold, int WindowDays, int RulesVersion);

/// <summary>The desk looks for what is behind incidents. Stream <c>problem-{id}</c>.</summary>
/// <param name="Number">For people: <c>PRB-000001</c>.</param>
/// <param name="Title">One line.</param>
/// <param name="Details">What is known at the beginning.</param>
/// <param name="Organization">The customer organisation that it is about; null when it spans organisations and is the provider's own.</param>
/// <param name="Priority">The order of work.</param>
/// <param name="Owner">The opaque id of the person who sees to it; null = nobody yet.</param>
/// <param name="Repeat">The candidate that it was opened for; null = none.</param>
/// <param name="By">Who opened it.</param>
/// <param name="At">When.</param>
[StoredName("resolution.problem-opened.v1")]
public sealed record ProblemOpened(
    string Number, string Title, string? Details, string? Organization, Priority Priority, string? Owner, FoundRepeat? Repeat, string By, Instant At);

/// <summary>What a problem is about, or whose it is, was changed; holds every value from now on.</summary>
/// <param name="Title">One line.</param>
/// <param name="Details">What is known.</param>
/// <param name="Organization">As in <see cref="ProblemOpened"/>.</param>
/// <param name="Priority">The order of work.</param>
/// <param name="Owner">Who sees to it; null = nobody.</param>
/// <param name="By">Who changed it.</param>
/// <param name="At">When.</param>
[StoredName("resolution.problem-described.v1")]
public sealed record ProblemDescribed(
    string Title, string? Details, string? Organization, Priority Priority, string? Owner, string By, Instant At);

/// <summary>An incident behind which a problem is.</summary>
/// <param name="Ticket">The ticket.</param>
/// <param name="Number">Its number.</param>
/// <param name="Organization">Its customer organisation.</param>
public sealed record LinkedIncident(Guid Ticket, string Number, string Organization);

/// <summary>A problem was found to be behind incidents. Recorded together with <see cref="ProblemLinked"/> in each of them.</summary>
/// <param name="Incidents">Those that were not linked before.</param>
/// <param name="By">Who linked them.</param>
/// <param name="At">When.</param>
[StoredName("resolution.incidents-linked.v1")]
public sealed record IncidentsLinked(IReadOnlyList<LinkedIncident> Incidents, string By, Instant At);

/// <summary>An incident was none of the problem after all. Recorded together with <see cref="ProblemUnlinked"/>.</summary>
/// <param name="Incident">The ticket.</param>
/// <param name="Number">Its number.</param>
/// <param name="By">Who took the link back.</param>
/// <param name="At">When.</param>
[StoredName("resolution.incident-unlinked.v1")]
public sealed record IncidentUnlinked(Guid Incident, string Number, string By, Instant At);

/// <summary>A problem is behind this ticket. Stream of the ticket.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="ProblemNumber">Its number.</param>
/// <param name="By">Who linked them.</param>
/// <param name="At">When.</param>
[StoredName("resolution.problem-linked.v1")]
public sealed record ProblemLinked(Guid Problem, string ProblemNumber, string By, Instant At);

/// <summary>The problem is not behind this ticket after all. Stream of the ticket.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="ProblemNumber">Its number.</param>
/// <param name="By">Who took the link back.</param>
/// <param name="At">When.</param>
[StoredName("resolution.problem-unlinked.v1")]
public sealed record ProblemUnlinked(Guid Problem, string ProblemNumber, string By, Instant At);

/// <summary>Somebody looks for the cause of a problem.</summary>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
[StoredName("resolution.investigation-begun.v1")]
public sealed record InvestigationBegun(string By, Instant At);

/// <summary>A branch of a fishbone: possible causes of one sort.</summary>
/// <param name="Name">What they have in common, such as <c>machine</c> or <c>method</c>.</param>
/// <param name="Causes">The causes.</param>
public sealed record FishboneBranch(string Name, IReadOnlyList<string> Causes);

/// <summary>The root cause of a problem was found, or is seen differently now; holds every value from now on.</summary>
/// <param name="Method">How it was looked for.</param>
/// <param name="Whys">The answers to each why, of that method; else none.</param>
/// <param name="Branches">The branches of a fishbone; else none.</param>
/// <param name="Statement">The root cause in a sentence.</param>
/// <param name="Code">Its code in the list of the problem rules.</param>
/// <param name="RulesVersion">The version of the problem rules that has the code.</param>
/// <param name="By">Who found it.</param>
/// <param name="At">When.</param>
[StoredName("resolution.root-cause-found.v1")]
public sealed record RootCauseFound(
    CauseMethod Method, IReadOnlyList<string> Whys, IReadOnlyList<FishboneBranch> Branches, string Statement, string Code, int RulesVersion, string By, Instant At);

/// <summary>Something that a finding about a problem rests on was added.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Reference">The address, the id of the attachment, or the observation.</param>
/// <param name="Incident">The ticket that has the attachment; else null.</param>
/// <param name="Note">What it shows.</param>
/// <param name="By">Who added it.</param>
/// <param name="At">When.</param>
[StoredName("resolution.evidence-added.v1")]
public sealed record EvidenceAdded(EvidenceKind Kind, string Reference, Guid? Incident, string? Note, string By, Instant At);

/// <summary>Until the cause is removed there is a way to go on working. Recorded together with <see cref="WorkaroundTold"/> in every linked open ticket.</summary>
/// <param name="Version">1 for the first workaround of the problem, counting on.</param>
/// <param name="Workaround">What to do, in words for requesters.</param>
/// <param name="By">Who wrote it.</param>
/// <param name="At">When.</param>
[StoredName("resolution.workaround-recorded.v1")]
public sealed record WorkaroundRecorded(int Version, string Workaround, string By, Instant At);

/// <summary>
/// The requester is told how to go on working until the problem behind the ticket is solved. Said to many at once, so it answers nobody's word
/// and moves no clock. Stream of the ticket.
/// </summary>
/// <param name="Problem">The problem.</param>
/// <param name="ProblemNumber">Its number.</param>
/// <param name="Version">The version of its workaround.</param>
/// <param name="By">Who wrote the workaround, or linked the ticket when there was one already.</param>
/// <param name="Requester">Who is told.</param>
/// <param name="Workaround">What to do.</param>
/// <param name="At">When.</param>
[StoredName("resolution.workaround-told.v1")]
public sealed record WorkaroundTold(
    Guid Problem,
    string ProblemNumber,
    int Version,
    string By,
    string Requester,
    [property: Personal(nameof(WorkaroundTold.Requester))] string Workaround,
    Instant At);

/// <summary>The cause of a problem is known and not removed yet.</summary>
/// <param name="By">Who declared it.</param>
/// <param name="At">When.</param>
[StoredName("resolution.known-error-declared.v1")]
public sealed record KnownErrorDeclared(string By, Instant At);

/// <summary>The cause of a problem is removed.</summary>
/// <param name="Outcome">How.</param>
/// <param name="By">Who declared it.</param>
/// <param name="At">When.</param>
[StoredName("resolution.problem-resolved.v1")]
public sealed record ProblemResolved(string Outcome, string By, Instant At);

/// <summary>A problem is finished.</summary>
/// <param name="By">Who closed it.</param>
/// <param name="At">When.</param>
[StoredName("resolution.problem-closed.v1")]
public sealed record ProblemClosed(string By, Instant At);

/// <summary>The search goes on although the problem had been resolved or closed.</summary>
/// <param name="Why">Why.</param>
/// <param name="By">Who reopened it.</param>
/// <param name="At">When.</param>
[StoredName("resolution.problem-reopened.v1")]
public sealed record ProblemReopened(string Why, string By, Instant At);

/// <summary>An article of the knowledge base tells about the problem.</summary>
/// <param name="Article">The article's id.</param>
/// <param name="By">Who linked it.</param>
/// <param name="At">When.</param>
[StoredName("resolution.problem-article-linked.v1")]
public sealed record ProblemArticleLinked(Guid Article, string By, Instant At);

/// <summary>Something will be changed because of a problem, or the plan for it was changed; holds every value from now on.</summary>
/// <param name="Action">Its number within the problem, from 1 on.</param>
/// <param name="Kind">What is changed.</param>
/// <param name="Purpose">Why.</param>
/// <param name="What">What will be done.</param>
/// <param name="Owner">The opaque id of the person who sees to it.</param>
/// <param name="Due">Until when.</param>
/// <param name="By">Who planned it.</param>
/// <param name="At">When it was planned.</param>
[StoredName("resolution.action-planned.v1")]
public sealed record ActionPlanned(int Action, ActionKind Kind, ActionPurpose Purpose, string What, string Owner, Instant Due, string By, Instant At);

/// <summary>A planned change was made.</summary>
/// <param name="Action">Its number within the problem.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="By">Who says so.</param>
/// <param name="At">When it was made: from here on its effect is measured.</param>
[StoredName("resolution.action-done.v1")]
public sealed record ActionDone(int Action, string? Outcome, string By, Instant At);

/// <summary>Incidents of a problem around a change.</summary>
/// <param name="Before">How many there were in the period before it.</param>
/// <param name="After">How many there were in the period after it, as far as that had passed.</param>
/// <param name="Days">The length of each period.</param>
/// <param name="DaysPassed">How much of the period after it had passed, in whole days.</param>
public sealed record MeasuredEffect(int Before, int After, int Days, int DaysPassed);

/// <summary>Somebody judged whether a change had the effect that it was made for; one without effect is open again.</summary>
/// <param name="Action">Its number within the problem.</param>
/// <param name="Effective">The judgement.</param>
/// <param name="Effect">The figures of that instant.</param>
/// <param name="Note">What else was looked at.</param>
/// <param name="By">Who judged.</param>
/// <param name="At">When.</param>
[StoredName("resolution.action-verified.v1")]
public sealed record ActionVerified(int Action, bool Effective, MeasuredEffect Effect, string? Note, string By, Instant At);

/// <summary>A candidate was no problem. It stays away until it has grown. Stream <c>repeat-{candidate}</c>.</summary>
/// <param name="Candidate">Its id.</param>
/// <param name="Kind">How its incidents belong together.</param>
/// <param name="Organization">Of all of them.</param>
/// <param name="Incidents">The tickets that it had.</param>
/// <param name="Growth">It comes back with so many incidents that are not among these.</param>
/// <param name="Why">Why it was dismissed.</param>
/// <param name="By">Who dismissed it.</param>
/// <param name="At">When.</param>
[StoredName("resolution.repeat-dismissed.v1")]
public sealed record RepeatDismissed(
    string Candidate, RepeatKind Kind, string Organization, IReadOnlyList<Guid> Incidents, int Growth, string? Why, string By, Instant At);

/// <summary>A cause that reports count by.</summary>
/// <param name="Id">A lower-case word.</param>
/// <param name="Names">What people see.</param>
public sealed record CauseCode(string Id, Bilingual Names);

/// <summary>When incidents are a candidate for a problem.</summary>
/// <param name="WindowDays">Incidents of so many days are looked at.</param>
/// <param name="SameSystem">So many of one category and system make a candidate.</param>
/// <param name="SimilarText">So many with similar texts make a candidate.</param>
/// <param name="Similarity">From so many percent on texts are similar.</param>
/// <param name="HighImpact">An incident of such a priority makes one alone.</param>
/// <param name="OrganizationWide">So does one that hurts the whole organisation.</param>
/// <param name="UnknownCause">So does one of such a priority that was solved without a cause.</param>
/// <param name="Regrowth">A dismissed candidate comes back with so many more incidents, unless the dismissal says otherwise.</param>
public sealed record RepeatRule(
    int WindowDays, int SameSystem, int SimilarText, int Similarity, IReadOnlyList<Priority> HighImpact, bool OrganizationWide, IReadOnlyList<Priority> UnknownCause, int Regrowth);

/// <summary>A version of the rules of problem management, complete. Stream <c>problem-rules</c>.</summary>
/// <param name="Version">Counting on from the shipped version 1.</param>
/// <param name="EffectiveFrom">From when it counts.</param>
/// <param name="Repeats">When incidents are a candidate.</param>
/// <param name="CauseCodes">The causes that can be chosen.</param>
/// <param name="By">Who defined it.</param>
/// <param name="At">When.</param>
[StoredName("resolution.problem-rules-defined.v1")]
public sealed record ProblemRulesDefined(int Version, Instant EffectiveFrom, RepeatRule Repeats, IReadOnlyList<CauseCode> CauseCodes, string By, Instant At);

/// <summary>What a review looks back on.</summary>
public enum ReviewSubject
{
    /// <summary>The problems that were resolved in a period.</summary>
    Period,

    /// <summary>One problem.</summary>
    Problem,

    /// <summary>One major incident.</summary>
    Incident,
}

/// <summary>Something that a review wants better.</summary>
/// <param name="Number">Within the review, from 1 on.</param>
/// <param name="What">What will be done.</param>
/// <param name="Owner">The opaque id of the person who sees to it.</param>
/// <param name="Due">Until when.</param>
public sealed record PlannedImprovement(int Number, string What, string Owner, Instant Due);

/// <summary>A problem that a review looks back on.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="Number">Its number.</param>
public sealed record ReviewedProblem(Guid Problem, string Number);

/// <summary>People looked back and wrote down what they learned. Stream <c>review-{id}</c>.</summary>
/// <param name="About">What they looked back on.</param>
/// <param name="From">The beginning of the period; else null.</param>
/// <param name="To">The end of the period, itself not in it; else null.</param>
/// <param name="Problems">The problems: those resolved in the period, or the one; none for an incident.</param>
/// <param name="Incident">The incident; else null.</param>
/// <param name="IncidentNumber">Its number.</param>
/// <param name="Organization">The customer organisation that it is about; null when it spans organisations.</param>
/// <param name="Causes">What led to it.</param>
/// <param name="Lessons">What was learned.</param>
/// <param name="Improvements">What will be done.</param>
/// <param name="By">Who wrote it down.</param>
/// <param name="At">When.</param>
[StoredName("resolution.review-recorded.v1")]
public sealed record ReviewRecorded(
    ReviewSubject About,
    Instant? From,
    Instant? To,
    IReadOnlyList<ReviewedProblem> Problems,
    Guid? Incident,
    string? IncidentNumber,
    string? Organization,
    IReadOnlyList<string> Causes,
    IReadOnlyList<string> Lessons,
    IReadOnlyList<PlannedImprovement> Improvements,
    string By,
    Instant At);

/// <summary>An improvement of a review was made.</summary>
/// <param name="Number">Its number within the review.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="By">Who says so.</param>
/// <param name="At">When.</param>
[StoredName("resolution.improvement-done.v1")]
public sealed record ImprovementDone(int Number, string? Outcome, string By, Instant At);
