using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Routing.Classification;
using ServiceDesk.Routing.Grading;
using ServiceDesk.Rules;

namespace ServiceDesk.Routing;

/// <summary>What the desk knows of a new ticket when it routes it.</summary>
internal sealed record RoutingFacts(
    string? Category, Impact? Impact, Urgency? Urgency, Importance Importance, string Number, string Organization, string Requester)
{
    /// <summary>What the request type supplied.</summary>
    public TypeDefaults? Defaults { get; init; }

    /// <summary>The top of the catalogue's tree above the category, where that is another.</summary>
    public string? BaseCategory { get; init; }

    /// <summary>The request type's id; null when none was named.</summary>
    public string? RequestType { get; init; }

    /// <summary>As submitted.</summary>
    public string? AffectedSystem { get; init; }

    /// <summary>The language in which the requester is written to; null when unknown.</summary>
    public string? Language { get; init; }

    /// <summary>By which table and rules it is graded.</summary>
    public GradingRules Grading { get; init; } = GradingRules.Shipped;

    /// <summary>What rules and closed tickets said of the category.</summary>
    public ClassificationBasis? Classification { get; init; }

    /// <summary>What of the ticket led to the suggestion.</summary>
    public IReadOnlyList<string>? SuggestedBy { get; init; }

    public static RoutingFacts Of(TicketSubmitted ticket) =>
        new(ticket.Category, ticket.Impact, ticket.Urgency, ticket.Importance ?? Importance.Normal, ticket.Number, ticket.Organization, ticket.Requester)
        {
            Defaults = ticket.Defaults,
            BaseCategory = ticket.BaseCategory,
            RequestType = ticket.RequestType,
            AffectedSystem = ticket.AffectedSystem,
            Language = ticket.Language,
        };

    /// <summary>The facts after a correction that came before the decision.</summary>
    public RoutingFacts With(FactsCorrected? corrected) => corrected is null ? this : this with
    {
        Category = corrected.Category ?? Category,
        BaseCategory = corrected.Category is null ? BaseCategory : corrected.BaseCategory,
        Impact = corrected.Impact ?? Impact,
        Urgency = corrected.Urgency ?? Urgency,
        Importance = corrected.Importance ?? Importance,
        AffectedSystem = corrected.AffectedSystem ?? AffectedSystem,
    };

    /// <summary>The facts as a decision recorded them; the table is that of its version, which the caller knows.</summary>
    public static RoutingFacts Of(TicketRouted decision) =>
        new(decision.SubmittedCategory, decision.SubmittedImpact, decision.SubmittedUrgency, decision.Importance, decision.Number, decision.Organization, decision.Requester)
        {
            Defaults = decision.Defaults,
            BaseCategory = decision.BaseCategory,
            RequestType = decision.RequestType,
            AffectedSystem = decision.AffectedSystem,
            Language = decision.Language,
            Classification = decision.Classification,
            SuggestedBy = decision.SuggestedBy,
        };
}

/// <summary>The automatic decision about a new ticket: category, priority, team and agent, with all that it used.</summary>
internal static class RouteTicket
{
    /// <summary>The reason of a ticket from another system: whose it is, its history tells.</summary>
    public const string Imported = "imported";

    private const Impact UsualImpact = (Impact)PriorityMatrix.UsualImpact;
    private const Urgency UsualUrgency = (Urgency)PriorityMatrix.UsualUrgency;

    /// <summary>Decides from the facts and from the candidates of the matching team.</summary>
    public static TicketRouted Decide(RoutingFacts facts, string? team, int teamsVersion, IReadOnlyList<Candidate> candidates, Instant now)
    {
        var (category, categoryReason) = Classify(facts);
        var (impact, urgency) = (facts.Impact ?? facts.Defaults?.Impact ?? UsualImpact, facts.Urgency ?? facts.Defaults?.Urgency ?? UsualUrgency);
        var grade = facts.Grading.Grade(new GradingFacts(impact, urgency, facts.Importance, category, facts.Requester, facts.AffectedSystem));
        var agent = Choosing.Best(candidates);
        var reason = team is null ? Choosing.NoTeam : agent is null ? Choosing.WhyNobody(candidates) : Choosing.LeastLoaded;
        return new TicketRouted(
            facts.Category, category, categoryReason, facts.Impact, facts.Urgency, impact, urgency, facts.Importance, grade.Priority, grade.MatrixVersion,
            team, teamsVersion, agent, reason, candidates, facts.Number, facts.Organization, facts.Requester, now)
        {
            Defaults = facts.Defaults,
            BaseCategory = facts.BaseCategory,
            RequestType = TypeOf(facts),
            AffectedSystem = facts.AffectedSystem,
            Language = facts.Language,
            Vip = grade.Vip,
            MajorIncident = grade.MajorIncident,
            Classification = facts.Classification,
            SuggestedBy = facts.SuggestedBy,
        };
    }

    /// <summary>What a recorded decision rested on, with the suggestion made again; null = as it was recorded.</summary>
    public static RoutingFacts FactsOf(TicketRouted recorded, GradingRules grading, LearnedCategory? relearned)
    {
        var facts = RoutingFacts.Of(recorded) with { Grading = grading };
        return relearned is null
            ? facts
            : facts with { Classification = facts.Classification! with { Suggestion = Classifying.Suggestion(relearned) }, SuggestedBy = relearned.Words };
    }

    /// <summary>The decision about category and priority with the choice of the agent.</summary>
    public static TicketRouted Assign(TicketRouted graded, string? team, Choice choice) =>
        graded with { Team = team, Agent = choice.Agent, AssignmentReason = choice.Reason, Candidates = choice.Candidates, Basis = choice.Basis };

    /// <summary>
    /// The category of the desk: of a rule that goes before what was said, of what the submitter said, of what the request type supplied, of any other rule, and
    /// where nobody said anything of what closed tickets suggest clearly enough.
    /// </summary>
    public static (string Category, string Reason) Classify(RoutingFacts facts)
    {
        var found = facts.Classification;
        if (found is { Overrides: true, RuleCategory: { } first }) return (first, "rule");
        var word = facts.Category ?? facts.Defaults?.Category;
        var (category, reason) = Catalogue.Classify(word is null ? null : facts.BaseCategory ?? word);
        if (reason == "submitted") return (category, facts.Category is null ? "request-type" : reason);
        if (found is { RuleCategory: { } ruled }) return (ruled, "rule");
        return word is null && found is { Suggestion: { } learned } && learned.Share >= found.DecidesFrom && Catalogue.Categories.Contains(learned.Category) && learned.Category != Catalogue.Other
            ? (learned.Category, "learned")
            : (category, reason);
    }

    /// <summary>The request type: of a rule that goes before what was said, else as submitted, else of any other rule.</summary>
    private static string? TypeOf(RoutingFacts facts) =>
        facts.Classification is { RuleRequestType: { } type } found && (found.Overrides || facts.RequestType is null) ? type : facts.RequestType;

    /// <summary>Category and priority of a ticket from another system; the desk assigns nobody.</summary>
    public static TicketRouted Import(RoutingFacts facts, Instant at) => Decide(facts, null, 0, [], at) with { AssignmentReason = Imported };

    /// <summary>What a step of its history changes; null when it changes nothing.</summary>
    public static AssignmentImported? Import(TicketRouted routed, HistoryImported step)
    {
        var (team, agent) = step.KeepsOwner() ? (step.Team ?? routed.Team, step.Agent ?? routed.Agent) : (step.Team, step.Agent);
        var now = new AssignmentImported(
            step.Category is null ? routed.Category : Catalogue.Classify(step.Category).Category, step.Priority ?? routed.Priority, team, agent, step.At);
        return now == new AssignmentImported(routed.Category, routed.Priority, routed.Team, routed.Agent, step.At) ? null : now;
    }
}
