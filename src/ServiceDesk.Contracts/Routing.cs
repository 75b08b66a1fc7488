using System.Text.Json.Serialization;
using NodaTime;

namespace ServiceDesk.Contracts;

/// <summary>A member of the matching team, with the figures of that instant.</summary>
/// <param name="Agent">The opaque id.</param>
/// <param name="Load">Points of the open tickets assigned to the agent; before tickets had points, their number.</param>
/// <param name="LastAssignedAt">When the agent last got a ticket; null = never.</param>
public sealed record Candidate(string Agent, int Load, Instant? LastAssignedAt)
{
    /// <summary>How many points the agent can carry at once; null = before agents had a capacity.</summary>
    public int? Capacity { get; init; }

    /// <summary>Points beyond which nothing is given to the agent by the desk itself; null = no such limit.</summary>
    public int? Cap { get; init; }

    /// <summary>The lowest of the agent's levels among the skills that the ticket needs, 1 to 5; null when it needs none.</summary>
    public int? Level { get; init; }

    /// <summary>By how many permille the load counts less because the agent knows the requester or the system; 0 = not at all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Affinity { get; init; }

    /// <summary>When the agent works next, for a ticket that may wait; null = now, or never.</summary>
    public Instant? AvailableFrom { get; init; }

    /// <summary>Why the agent could not get it, as a code of <see cref="Exclusions"/>; null = could.</summary>
    public string? Excluded { get; init; }

    /// <summary>What the exclusion is about, such as the missing skill; null when the code says all.</summary>
    public string? Detail { get; init; }

    /// <summary>What the choice compares: the load in permille of the capacity after the affinity; the smallest wins. Null for who was excluded.</summary>
    public int? Score { get; init; }
}

/// <summary>A category that closed tickets suggest.</summary>
/// <param name="Category">The category.</param>
/// <param name="Share">How likely it is among all, in permille.</param>
public sealed record SuggestedCategory(string Category, int Share);

/// <summary>What the desk's own closed tickets suggest for a ticket.</summary>
/// <param name="Category">The likeliest category.</param>
/// <param name="Share">How likely it is among all, in permille.</param>
/// <param name="Learned">From how many closings, in the order in which they were recorded; with it the suggestion can be made again.</param>
/// <param name="Others">The next likely ones.</param>
public sealed record CategorySuggestion(string Category, int Share, int Learned, IReadOnlyList<SuggestedCategory> Others);

/// <summary>What rules and closed tickets said of a ticket's category.</summary>
/// <param name="RulesVersion">Version of the classification rules.</param>
/// <param name="Rule">The rule that decides: the first that fits of those that override, else of the others; null = none fits.</param>
/// <param name="RuleCategory">What that rule says.</param>
/// <param name="Overrides">Whether it also goes before what somebody said.</param>
/// <param name="Suggestion">What closed tickets suggest; null = too few are known.</param>
/// <param name="DecidesFrom">The share in permille from which a suggestion decides where nobody said anything and no rule fits.</param>
public sealed record ClassificationBasis(int RulesVersion, string? Rule, string? RuleCategory, bool Overrides, CategorySuggestion? Suggestion, int DecidesFrom)
{
    /// <summary>The request type that the rule gives; null = none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RuleRequestType { get; init; }
}

/// <summary>The desk classified, prioritised and assigned a ticket by itself. Holds all that the decision used.</summary>
/// <param name="SubmittedCategory">What the submitter said; null = nothing.</param>
/// <param name="Category">The category of the desk.</param>
/// <param name="CategoryReason">Why this one: <c>submitted</c>, <c>request-type</c> (supplied by the type), <c>rule</c> (of classification), <c>learned</c> (from closed tickets), <c>not-in-catalogue</c> or <c>not-given</c>.</param>
/// <param name="SubmittedImpact">What the submitter said.</param>
/// <param name="SubmittedUrgency">What the submitter said.</param>
/// <param name="Impact">The impact used.</param>
/// <param name="Urgency">The urgency used.</param>
/// <param name="Importance">The business importance used.</param>
/// <param name="Priority">Cell of the matrix, raised by what <see cref="Vip"/> says.</param>
/// <param name="MatrixVersion">Version of the matrix.</param>
/// <param name="Team">The matching team; null when no team takes the category.</param>
/// <param name="TeamsVersion">Version of the team directory.</param>
/// <param name="Agent">The chosen agent; null when nobody could be chosen.</param>
/// <param name="AssignmentReason">Why: <c>least-loaded</c>; nobody, because of <c>no-team</c>, <c>no-agent</c>, <c>all-declined</c>, <c>no-skill</c>, <c>nobody-available</c>, <c>all-full</c>; or <c>imported</c>: nothing was chosen here.</param>
/// <param name="Candidates">The members of the team with their load, in the order of the team.</param>
/// <param name="Number">The ticket's number, so that a receiver needs nothing else.</param>
/// <param name="Organization">The customer organisation.</param>
/// <param name="Requester">The opaque id of the requester.</param>
/// <param name="At">When it was decided.</param>
[StoredName("routing.ticket-routed.v1")]
public sealed record TicketRouted(
    string? SubmittedCategory,
    string Category,
    string CategoryReason,
    Impact? SubmittedImpact,
    Urgency? SubmittedUrgency,
    Impact Impact,
    Urgency Urgency,
    Importance Importance,
    Priority Priority,
    string MatrixVersion,
    string? Team,
    int TeamsVersion,
    string? Agent,
    string AssignmentReason,
    IReadOnlyList<Candidate> Candidates,
    string Number,
    string Organization,
    string Requester,
    Instant At)
{
    /// <summary>What the request type supplied because the submitter did not say; null when it supplied nothing.</summary>
    public TypeDefaults? Defaults { get; init; }

    /// <summary>The top of the catalogue's tree above the submitted or supplied category, where that is another.</summary>
    public string? BaseCategory { get; init; }

    /// <summary>The request type's id, as submitted or as a rule of classification says; null when neither names one.</summary>
    public string? RequestType { get; init; }

    /// <summary>As submitted.</summary>
    public string? AffectedSystem { get; init; }

    /// <summary>The language in which the requester is written to; null when unknown.</summary>
    public string? Language { get; init; }

    /// <summary>Why the priority was raised above the matrix: <c>requester</c> or <c>system</c>; null = it was not.</summary>
    public string? Vip { get; init; }

    /// <summary>The rule by which the ticket may be a major incident; null = none.</summary>
    public string? MajorIncident { get; init; }

    /// <summary>What rules and closed tickets said of the category; null = nothing.</summary>
    public ClassificationBasis? Classification { get; init; }

    /// <summary>What of the ticket led to the suggestion, the strongest first; null = nothing was suggested.</summary>
    [Personal(nameof(Requester))]
    public IReadOnlyList<string>? SuggestedBy { get; init; }

    /// <summary>What the ticket needed and by which rules it was assigned; null = before there were such rules, or imported.</summary>
    public AssignmentBasis? Basis { get; init; }
}
