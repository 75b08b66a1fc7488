using NodaTime;
using ServiceDesk.Web.Services;

namespace ServiceDesk.Web.Registers;

/// <summary>Something that is to be done because of an entry.</summary>
public sealed record RegisterAction(int Action, string What, string Owner, string OwnerName, Instant Due, bool IsDone, Instant? DoneAt, string? Outcome, bool IsOverdue);

/// <summary>An action of any register, as they are listed together.</summary>
public sealed record RegisterActionLine(string Register, Guid Entry, int Action, string What, string OwnerName, Instant Due, Instant? DoneAt, bool IsOverdue);

public sealed record RiskLine(
    Guid Id, string Type, string What, string OwnerName, string? Organization, string State, int Likelihood, int Impact, int Score, string Level, int TableVersion, string? Strategy, Instant NextReview, bool IsReviewOverdue,
    int OpenActions, int OverdueActions);

/// <summary>One score of a risk, with the version of the table that it was read from.</summary>
public sealed record RiskAssessment(int Likelihood, int Impact, int Score, string Level, int TableVersion, string? Why, string ByName, Instant At);

public sealed record RiskReview(string? Finding, Instant NextReview, string ByName, Instant At);

public sealed record Risk(
    Guid Id, string Type, string What, string? Details, string Owner, string OwnerName, string? Organization, Guid? Ticket, string State, RiskAssessment Assessment, string? Strategy, string? StrategyWhy, Instant NextReview,
    bool IsReviewOverdue, IReadOnlyList<RiskAssessment> History, IReadOnlyList<RiskReview> Reviews, IReadOnlyList<RegisterAction> Actions, string? Outcome);

/// <summary>The table by which risks are scored: a row for each likelihood, a score for each impact.</summary>
public sealed record RiskTable(int Version, Instant EffectiveFrom, string ByName, IReadOnlyList<RiskTableRow> Scores, IReadOnlyList<RiskLevelFrom> Levels)
{
    public string LevelOf(int likelihood, int impact) => Levels.Last(one => one.From <= Scores[likelihood - 1].Impacts[impact - 1]).Level;
}

public sealed record RiskTableRow(IReadOnlyList<int> Impacts);

public sealed record RiskLevelFrom(string Level, int From);

public sealed record ImprovementLine(
    Guid Id, string What, string OwnerName, string? Organization, Guid? Problem, string? Cluster, string? Figure, Guid? Ticket, Instant Due, string State, bool IsOverdue, Instant ProposedAt);

public sealed record ImprovementSource(Guid? Problem, string? Cluster, string? Figure, Guid? Ticket);

/// <summary>Figures from before an improvement or from after it.</summary>
public sealed record Measured(string? Report, Instant From, Instant To, IReadOnlyDictionary<string, decimal> Figures, string ByName, Instant At);

public sealed record Improvement(
    Guid Id, string What, string? Details, ImprovementSource Source, string OwnerName, Instant Due, string? Organization, string State, Measured? Before, Measured? After, IReadOnlyDictionary<string, decimal> Difference,
    string? Outcome, bool? Effective, string? Finding, IReadOnlyList<RegisterAction> Actions);

/// <summary>A meeting or an audit in its list.</summary>
public sealed record SessionLine(Guid Id, Instant From, Instant To, string? Organization, string State, int NotFulfilled, Instant At);

/// <summary>A point to talk about: how many there are, or somebody's own words.</summary>
public sealed record AgendaItem(string Topic, long Count, string? Path, string? What);

public sealed record Meeting(
    Guid Id, Instant When, Instant From, Instant To, IReadOnlyList<string> Participants, IReadOnlyList<AgendaItem> Agenda, string? Organization, string State, string? Minutes, IReadOnlyList<string> Decisions,
    IReadOnlyList<RegisterAction> Actions, string ByName, Instant At);

public sealed record SampledTicket(Guid Ticket, string Organization);

/// <summary>A ticket held against an item of the checklist.</summary>
public sealed record JudgedItem(Guid Ticket, int Item, bool Fulfilled, string? Finding, string ByName, Instant At);

public sealed record PeriodicAudit(
    Guid Id, Instant From, Instant To, string Seed, int Size, int Population, string LedgerPosition, IReadOnlyList<SampledTicket> Sample, IReadOnlyList<string> Checklist, string? Organization, string State,
    IReadOnlyList<JudgedItem> Judged, int Outstanding, string? Conclusion, IReadOnlyList<RegisterAction> Actions, IReadOnlyDictionary<Guid, string> Numbers);

/// <summary>The score of a person or team: what the rules gave, and what counts after appeals.</summary>
public sealed record ScoreRow(string Scored, string Name, int Given, int Counted, int Points, int Appeals);

public sealed record ScoreReport(Instant From, Instant To, string By, IReadOnlyList<ScoreRow> Rows);

/// <summary>A point with the event that it is for.</summary>
public sealed record ScorePoint(
    string Event, string Type, string Subject, Instant Occurred, string Rule, string What, int RulesVersion, string Scored, int Given, int Counted, Guid AppealId, string? Appeal, string? AppealWhy, string? DecisionWhy);

/// <summary>The rules by which points are given.</summary>
public sealed record ScoreRules(int Version, Instant EffectiveFrom, IReadOnlyList<ScoreRule> Rules);

public sealed record ScoreRule(string Id, string What, string Event, int Points);

/// <summary>A cause that the rules of problems name.</summary>
public sealed record CauseCode(string Id, Bilingual Names);

public sealed record ProblemRules(IReadOnlyList<CauseCode> CauseCodes);

public sealed record ProblemLine(
    Guid Id, string Number, string Title, string? Organization, string Priority, string State, string? OwnerName, bool HasWorkaround, int Articles, int Incidents, int OpenActions, Instant OpenedAt);

/// <summary>Incidents that may have a problem behind them.</summary>
public sealed record ProblemCandidate(string Id, string Kind, string Organization, string? Category, string? System, IReadOnlyList<string> Words, int Count, int WindowDays, Instant LastAt, IReadOnlyList<CandidateMember> Members,
    DismissedCandidate? Dismissed);

/// <summary>Who said that no problem is behind a candidate, why, and with how many more incidents it comes back.</summary>
public sealed record DismissedCandidate(string ByName, string? Why, Instant At, int Growth);

public sealed record CandidateMember(Guid Ticket, string Number, string? Subject);

/// <summary>A problem: what is behind incidents, and what is done about it.</summary>
public sealed record ProblemEntry(
    Guid Id, string Number, string Title, string? Details, string? Organization, string Priority, string State, string? Owner, string? OwnerName, string OpenedByName, Instant OpenedAt,
    IReadOnlyList<LinkedIncident> Incidents, RootCause? RootCause, IReadOnlyList<Evidence> Evidence, Workaround? Workaround, IReadOnlyList<ProblemAction> Actions, IReadOnlyList<ProblemArticle> Articles, string? Outcome,
    Instant? ResolvedAt);

public sealed record LinkedIncident(Guid Ticket, string Number, string? Subject, string? Status);

public sealed record RootCause(string Method, IReadOnlyList<string> Whys, IReadOnlyList<FishboneBranch> Branches, string Statement, string Code, Bilingual? CodeNames, string ByName, Instant At);

public sealed record FishboneBranch(string Name, IReadOnlyList<string> Causes);

/// <summary>Something that a finding rests on.</summary>
public sealed record Evidence(string Kind, string Reference, Guid? Incident, string? Note, string ByName, Instant At);

public sealed record Workaround(int Version, [property: System.Text.Json.Serialization.JsonPropertyName("workaround")] string Text, string ByName, Instant At);

public sealed record ProblemAction(int Action, string Kind, string Purpose, string What, string OwnerName, Instant Due, string State, string? Outcome, Instant? DoneAt, MeasuredEffect? Effect, string? Note);

/// <summary>Incidents of the problem in so many days before a change and after it.</summary>
public sealed record MeasuredEffect(int Before, int After, int Days, int DaysPassed);

public sealed record ProblemArticle(Guid Id, string Number, string Title);

/// <summary>A change because of a problem, in the list of all of them.</summary>
public sealed record ProblemActionLine(Guid Problem, string Number, string Title, int Action, string Kind, string Purpose, string What, string OwnerName, Instant Due, string State, bool IsOverdue);

/// <summary>The effect of a change as it is now, and as it was when it was judged.</summary>
public sealed record ActionEffect(int Action, Instant DoneAt, MeasuredEffect Effect, MeasuredEffect? WhenVerified);

public sealed record ProblemEffects(string Formula, IReadOnlyList<ActionEffect> Items);

/// <summary>Incidents that have something in common: the key says what, by the word that was asked for.</summary>
public sealed record RepeatRow(string Key, string? Organization, int Total, int? Before, IReadOnlyList<PeriodCount> Periods);

public sealed record PeriodCount(Instant From, int Count);

public sealed record RepeatReport(string Formula, bool Truncated, IReadOnlyList<RepeatRow> Rows);

public sealed record ReviewLine(
    Guid Id, string About, Instant? From, Instant? To, IReadOnlyList<string> Problems, string? Incident, string? Organization, int Improvements, int OpenImprovements, string ByName, Instant At);

/// <summary>What was learned from a period, a problem or a major incident.</summary>
public sealed record Review(
    Guid Id, string About, Instant? From, Instant? To, IReadOnlyList<ReviewedProblem> Problems, Guid? Incident, string? IncidentNumber, string? Organization, IReadOnlyList<string> Causes, IReadOnlyList<string> Lessons,
    IReadOnlyList<ReviewImprovement> Improvements, string ByName, Instant At);

public sealed record ReviewedProblem(Guid Problem, string Number);

public sealed record ReviewImprovement(int Number, string What, string OwnerName, Instant Due, bool IsDone, string? Outcome, Instant? DoneAt);

/// <summary>What is done because a requester was dissatisfied with a ticket.</summary>
public sealed record FollowUpLine(
    Guid Ticket, string Number, string Subject, string Organization, string State, string Source, int? Score, string? Owner, string? OwnerName, Instant DueAt, bool Overdue, Instant OpenedAt, Instant? DoneAt, Instant? VerifiedAt);
