using NodaTime;

namespace ServiceDesk.Contracts;

/// <summary>An agent took the work up. The requester sees nothing of it, so no clock stops.</summary>
/// <param name="By">The agent.</param>
/// <param name="At">When.</param>
[StoredName("resolution.work-accepted.v1")]
public sealed record WorkAccepted(string By, Instant At);

/// <summary>What a step of a diagnosis is for.</summary>
public enum DiagnosisPhase
{
    /// <summary>To find out what the fault is.</summary>
    Identify,

    /// <summary>To find out where it is, by tests.</summary>
    Localise,

    /// <summary>To judge how far it reaches and what can be done.</summary>
    Assess,
}

/// <summary>Something was checked, so that nobody checks it again.</summary>
/// <param name="Step">Its number within the ticket, from 1.</param>
/// <param name="By">Who.</param>
/// <param name="Requester">Whom the texts are about.</param>
/// <param name="Phase">What the step is for.</param>
/// <param name="Check">What was done or looked at.</param>
/// <param name="Result">What came of it.</param>
/// <param name="RulesOut">What it cannot be any more; null = nothing.</param>
/// <param name="Attachments">Ids of attachments that show it.</param>
/// <param name="Measure">The code of a measure of the playbooks that was taken; null = none.</param>
/// <param name="Tool">The tool that was used; null = none.</param>
/// <param name="Output">What the tool or a log said.</param>
/// <param name="At">When.</param>
[StoredName("resolution.diagnosis-step-recorded.v1")]
public sealed record DiagnosisStepRecorded(
    int Step,
    string By,
    string Requester,
    DiagnosisPhase Phase,
    [property: Personal(nameof(DiagnosisStepRecorded.Requester))] string Check,
    [property: Personal(nameof(DiagnosisStepRecorded.Requester))] string Result,
    [property: Personal(nameof(DiagnosisStepRecorded.Requester))] string? RulesOut,
    IReadOnlyList<string> Attachments,
    string? Measure,
    string? Tool,
    [property: Personal(nameof(DiagnosisStepRecorded.Requester))] string? Output,
    Instant At);

/// <summary>The diagnosis is complete, until another completes it anew. Before there was this event, <see cref="DiagnosisRecorded"/> said so.</summary>
/// <param name="By">Who.</param>
/// <param name="Requester">Whom the texts are about.</param>
/// <param name="Findings">What was found.</param>
/// <param name="Hypothesis">What is thought to be behind it; null = not told.</param>
/// <param name="Contacts">Who was asked, each in one text.</param>
/// <param name="At">When.</param>
[StoredName("resolution.diagnosis-completed.v1")]
public sealed record DiagnosisCompleted(
    string By,
    string Requester,
    [property: Personal(nameof(DiagnosisCompleted.Requester))] string Findings,
    [property: Personal(nameof(DiagnosisCompleted.Requester))] string? Hypothesis,
    [property: Personal(nameof(DiagnosisCompleted.Requester))] IReadOnlyList<string> Contacts,
    Instant At);

/// <summary>Something for the agents among themselves. It moves nothing.</summary>
/// <param name="By">Who.</param>
/// <param name="Requester">Whom the text is about.</param>
/// <param name="Text">What.</param>
/// <param name="At">When.</param>
[StoredName("resolution.note-added.v1")]
public sealed record NoteAdded(string By, string Requester, [property: Personal(nameof(NoteAdded.Requester))] string Text, Instant At);

/// <summary>What comes next, and when at the latest. The requester sees it.</summary>
/// <param name="By">Who planned it.</param>
/// <param name="Requester">Whom the text is about.</param>
/// <param name="NextStep">What.</param>
/// <param name="Due">When at the latest.</param>
/// <param name="At">When it was planned.</param>
[StoredName("resolution.next-step-planned.v1")]
public sealed record NextStepPlanned(
    string By, string Requester, [property: Personal(nameof(NextStepPlanned.Requester))] string NextStep, Instant Due, Instant At);

/// <summary>One point of a playbook.</summary>
/// <param name="Code">A lower-case word; the code of the measure in reports.</param>
/// <param name="Texts">What to do.</param>
public sealed record PlaybookItem(string Code, Bilingual Texts);

/// <summary>What is usually done about a category of faults.</summary>
/// <param name="Category">One of the desk's own categories.</param>
/// <param name="Items">In the order in which they are tried.</param>
public sealed record Playbook(string Category, IReadOnlyList<PlaybookItem> Items);

/// <summary>A version of the playbooks was defined, complete. Stream <c>playbooks</c>; version 1 is shipped and stands in no log.</summary>
/// <param name="Version">Counts up by one.</param>
/// <param name="EffectiveFrom">Tickets that are opened from then on are worked on by it.</param>
/// <param name="Playbooks">One for each of the desk's own categories.</param>
/// <param name="By">Who defined it.</param>
/// <param name="At">When it was defined.</param>
[StoredName("resolution.playbooks-defined.v1")]
public sealed record PlaybooksDefined(int Version, Instant EffectiveFrom, IReadOnlyList<Playbook> Playbooks, string By, Instant At);

/// <summary>What came of an item of a playbook.</summary>
public enum ItemOutcome
{
    /// <summary>It was done.</summary>
    Done,

    /// <summary>It was tried and could not be done.</summary>
    Failed,

    /// <summary>It does not fit this ticket.</summary>
    NotApplicable,
}

/// <summary>An item of the ticket's playbook was ticked; the last tick of an item counts.</summary>
/// <param name="Category">Whose playbook.</param>
/// <param name="PlaybooksVersion">The version of the playbooks.</param>
/// <param name="Item">The item's code.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="By">Who.</param>
/// <param name="Requester">Whom the text is about.</param>
/// <param name="Result">In the agent's words; null = nothing to add.</param>
/// <param name="At">When.</param>
[StoredName("resolution.playbook-item-ticked.v1")]
public sealed record PlaybookItemTicked(
    string Category,
    int PlaybooksVersion,
    string Item,
    ItemOutcome Outcome,
    string By,
    string Requester,
    [property: Personal(nameof(PlaybookItemTicked.Requester))] string? Result,
    Instant At);

/// <summary>Somebody allowed agents to look at or control a computer from afar. A later consent takes the place of an earlier one.</summary>
/// <param name="Consent">Its number within the ticket, from 1.</param>
/// <param name="By">Who recorded it.</param>
/// <param name="Requester">Whom the texts are about.</param>
/// <param name="GivenBy">Who gave it; null = the requester, who recorded it.</param>
/// <param name="Scope">What is allowed.</param>
/// <param name="Through">How it was given, such as <c>phone</c>.</param>
/// <param name="Until">When it ends; a session that begins then or later needs another.</param>
/// <param name="At">When it was given.</param>
[StoredName("resolution.remote-consent-given.v1")]
public sealed record RemoteConsentGiven(
    int Consent,
    string By,
    string Requester,
    [property: Personal(nameof(RemoteConsentGiven.Requester))] string? GivenBy,
    [property: Personal(nameof(RemoteConsentGiven.Requester))] string Scope,
    string Through,
    Instant Until,
    Instant At);

/// <summary>The consent holds no more.</summary>
/// <param name="Consent">Its number.</param>
/// <param name="By">Who recorded it.</param>
/// <param name="Requester">Whom the text is about.</param>
/// <param name="Reason">Why; null when nobody told.</param>
/// <param name="At">When.</param>
[StoredName("resolution.remote-consent-withdrawn.v1")]
public sealed record RemoteConsentWithdrawn(
    int Consent, string By, string Requester, [property: Personal(nameof(RemoteConsentWithdrawn.Requester))] string? Reason, Instant At);

/// <summary>An agent looks at or controls a computer from afar.</summary>
/// <param name="Session">Its number within the ticket, from 1.</param>
/// <param name="Consent">The number of the consent that allows it.</param>
/// <param name="By">The agent.</param>
/// <param name="Tool">With what.</param>
/// <param name="At">When it began.</param>
[StoredName("resolution.remote-session-started.v1")]
public sealed record RemoteSessionStarted(int Session, int Consent, string By, string Tool, Instant At);

/// <summary>A remote session is over.</summary>
/// <param name="Session">Its number.</param>
/// <param name="By">Who ended it.</param>
/// <param name="Requester">Whom the text is about.</param>
/// <param name="Summary">What was done; null when it ended because the consent was withdrawn.</param>
/// <param name="At">When.</param>
[StoredName("resolution.remote-session-ended.v1")]
public sealed record RemoteSessionEnded(
    int Session, string By, string Requester, [property: Personal(nameof(RemoteSessionEnded.Requester))] string? Summary, Instant At);
