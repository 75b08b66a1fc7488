using NodaTime;

namespace ServiceDesk.Contracts;

/// <summary>The rule by which solved tickets are closed, whole, from an instant on. Stream <c>closing-rules</c>.</summary>
/// <param name="Version">Counts up from 1, the rule that the desk ships with.</param>
/// <param name="EffectiveFrom">Tickets resolved from then on are closed by it.</param>
/// <param name="ExplainedCategories">The categories whose solution must tell cause, measure and precautions.</param>
/// <param name="AutoCloseWorkingDays">After how many working days without an answer a solved ticket is closed; null = never.</param>
/// <param name="CallBack">Whether the requester must be called back before closing.</param>
/// <param name="SurveyDays">For how many days after closing the requester may rate the work; null = nobody is asked.</param>
/// <param name="FollowUpScore">The score at or below which a follow-up opens; 0 = none does.</param>
/// <param name="FollowUpWorkingDays">In how many working days a follow-up is due.</param>
/// <param name="FollowUpOwner">Whose follow-ups are at first; null = the agent's who had the ticket.</param>
/// <param name="ReopenDays">For how many days after closing the ticket can be reopened.</param>
/// <param name="By">Who defined it.</param>
/// <param name="At">When.</param>
[StoredName("resolution.closing-rule-defined.v1")]
public sealed record ClosingRuleDefined(
    int Version,
    Instant EffectiveFrom,
    IReadOnlyList<string> ExplainedCategories,
    int? AutoCloseWorkingDays,
    bool CallBack,
    int? SurveyDays,
    int FollowUpScore,
    int FollowUpWorkingDays,
    string? FollowUpOwner,
    int ReopenDays,
    string By,
    Instant At) : IDefinition
{
    /// <summary>After how many days a ticket that has ended is archived, once it can neither be reopened nor rated any more; null = never.</summary>
    public int? ArchiveDays { get; init; }
}

/// <summary>What holds for the closing of one ticket: the rule in effect when it was resolved. A later rule changes nothing about it.</summary>
/// <param name="RuleVersion">The version of the closing rule.</param>
/// <param name="Explained">Whether cause, measure and precautions must be told.</param>
/// <param name="ClosesAfter">After how many working days without an answer it is closed; null = never.</param>
/// <param name="ClosesAt">When that is; null = never.</param>
/// <param name="CallBack">Whether the requester must be called back before.</param>
/// <param name="SurveyDays">For how many days after closing the work may be rated; null = nobody is asked.</param>
/// <param name="FollowUpScore">The score at or below which a follow-up opens; 0 = none does.</param>
/// <param name="FollowUpWorkingDays">In how many working days a follow-up is due.</param>
/// <param name="FollowUpOwner">Whose it is at first; null = the agent's who had the ticket.</param>
/// <param name="ReopenDays">For how many days after closing the ticket can be reopened.</param>
public sealed record ClosingTerms(
    int RuleVersion, bool Explained, int? ClosesAfter, Instant? ClosesAt, bool CallBack, int? SurveyDays, int FollowUpScore, int FollowUpWorkingDays, string? FollowUpOwner, int ReopenDays);

/// <summary>The rule that closed a ticket in place of the requester's consent.</summary>
/// <param name="Rule">Which one: <c>auto-close</c>.</param>
/// <param name="Version">The version of the closing rule.</param>
/// <param name="WorkingDays">How many working days the requester had to answer.</param>
public sealed record ClosedByRule(string Rule, int Version, int WorkingDays);

/// <summary>What the requester says of a solution.</summary>
/// <param name="ProblemGone">The problem is gone.</param>
/// <param name="FunctionsNormal">Everything works as before.</param>
/// <param name="BusinessUnaffected">The business is not hindered any more.</param>
public sealed record ConfirmationAnswers(bool ProblemGone, bool FunctionsNormal, bool BusinessUnaffected);

/// <summary>The requester was called back about a solution, or could not be reached.</summary>
/// <param name="By">Who called.</param>
/// <param name="Requester">Whom the text is about.</param>
/// <param name="Reached">Whether the requester was reached.</param>
/// <param name="ProcessSatisfied">Content with how it went; null when not reached.</param>
/// <param name="ResultSatisfied">Content with what came out; null when not reached.</param>
/// <param name="Note">What was said.</param>
/// <param name="At">When.</param>
[StoredName("resolution.call-back-recorded.v1")]
public sealed record CallBackRecorded(
    string By, string Requester, bool Reached, bool? ProcessSatisfied, bool? ResultSatisfied, [property: Personal(nameof(CallBackRecorded.Requester))] string? Note, Instant At);

/// <summary>The requester rated the work on a closed ticket. There is one for a ticket at most.</summary>
/// <param name="By">Who recorded it: the requester, or somebody who asked.</param>
/// <param name="Requester">Whose opinion it is.</param>
/// <param name="Score">1, not content at all, to 5, fully content.</param>
/// <param name="Comment">In the requester's words.</param>
/// <param name="At">When.</param>
[StoredName("resolution.survey-answered.v1")]
public sealed record SurveyAnswered(string By, string Requester, int Score, [property: Personal(nameof(SurveyAnswered.Requester))] string? Comment, Instant At);

/// <summary>What made the desk look again at a ticket.</summary>
public enum FollowUpSource
{
    /// <summary>A low score in the survey.</summary>
    Survey,

    /// <summary>Discontent with how it went, told in a call-back.</summary>
    CallBack,
}

/// <summary>Somebody has to find out why the requester is not content, and what to do about it. Stream <c>followup-{ticket}</c>.</summary>
/// <param name="Source">What made it necessary.</param>
/// <param name="Requester">Whom the text is about.</param>
/// <param name="Score">The score, when it came from a survey.</param>
/// <param name="Words">What the requester said.</param>
/// <param name="Owner">Whose it is; null = nobody's yet.</param>
/// <param name="DueAt">When it must be done.</param>
/// <param name="At">When.</param>
[StoredName("resolution.follow-up-opened.v1")]
public sealed record FollowUpOpened(
    FollowUpSource Source, string Requester, int? Score, [property: Personal(nameof(FollowUpOpened.Requester))] string? Words, string? Owner, Instant DueAt, Instant At);

/// <summary>A follow-up got an owner, and the instant at which it must be done. Stream <c>followup-{ticket}</c>.</summary>
/// <param name="By">Who decided.</param>
/// <param name="Owner">Whose it is.</param>
/// <param name="DueAt">When it must be done.</param>
/// <param name="At">When.</param>
[StoredName("resolution.follow-up-assigned.v1")]
public sealed record FollowUpAssigned(string By, string Owner, Instant DueAt, Instant At);

/// <summary>What a follow-up asks for is done; somebody else has to verify it. Stream <c>followup-{ticket}</c>.</summary>
/// <param name="By">Who did it.</param>
/// <param name="Requester">Whom the text is about.</param>
/// <param name="Measure">What was found and what is better now.</param>
/// <param name="At">When.</param>
[StoredName("resolution.follow-up-done.v1")]
public sealed record FollowUpDone(string By, string Requester, [property: Personal(nameof(FollowUpDone.Requester))] string Measure, Instant At);

/// <summary>Somebody else looked whether the measure helps: the loop is closed, or the follow-up is open again. Stream <c>followup-{ticket}</c>.</summary>
/// <param name="By">Who looked.</param>
/// <param name="Requester">Whom the text is about.</param>
/// <param name="Passed">Whether it helps.</param>
/// <param name="Note">What was seen.</param>
/// <param name="At">When.</param>
[StoredName("resolution.follow-up-verified.v1")]
public sealed record FollowUpVerified(string By, string Requester, bool Passed, [property: Personal(nameof(FollowUpVerified.Requester))] string? Note, Instant At);
