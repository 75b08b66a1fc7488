using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Rules;

namespace ServiceDesk.Routing;

/// <summary>What the desk knows of a new ticket when it routes it.</summary>
internal sealed record RoutingFacts(
    string? Category, Impact? Impact, Urgency? Urgency, Importance Importance, string Number, string Organization, string Requester)
{
    public static RoutingFacts Of(TicketSubmitted ticket) =>
        new(ticket.Category, ticket.Impact, ticket.Urgency, Importance.Normal, ticket.Number, ticket.Organization, ticket.Requester);

    /// <summary>The facts as a decision recorded them.</summary>
    public static RoutingFacts Of(TicketRouted decision) =>
        new(decision.SubmittedCategory, decision.SubmittedImpact, decision.SubmittedUrgency, decision.Importance, decision.Number, decision.Organization, decision.Requester);
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
        var (category, categoryReason) = Catalogue.Classify(facts.Category);
        var (impact, urgency) = (facts.Impact ?? UsualImpact, facts.Urgency ?? UsualUrgency);
        var priority = (Priority)(PriorityMatrix.Priority((int)impact, (int)urgency, (int)facts.Importance) - 1);
        var agent = LeastLoaded.Choose(candidates.Select(one => new AgentLoad(one.Agent, one.Load, one.LastAssignedAt)));
        var reason = team is null ? "no-team" : agent is null ? "no-agent" : "least-loaded";
        return new TicketRouted(
            facts.Category, category, categoryReason, facts.Impact, facts.Urgency, impact, urgency, facts.Importance, priority, PriorityMatrix.Version,
            team, teamsVersion, agent, reason, candidates, facts.Number, facts.Organization, facts.Requester, now);
    }

    /// <summary>Category and priority of a ticket from another system; the desk assigns nobody.</summary>
    public static TicketRouted Import(RoutingFacts facts, Instant at) => Decide(facts, null, 0, [], at) with { AssignmentReason = Imported };

    /// <summary>What a step of its history changes; null when it changes nothing.</summary>
    public static AssignmentImported? Import(TicketRouted routed, HistoryImported step)
    {
        var now = new AssignmentImported(
            step.Category is null ? routed.Category : Catalogue.Classify(step.Category).Category, step.Priority ?? routed.Priority, step.Team, step.Agent, step.At);
        return now == new AssignmentImported(routed.Category, routed.Priority, routed.Team, routed.Agent, step.At) ? null : now;
    }

    /// <summary>The members of a team with their figures of this instant.</summary>
    public static IReadOnlyList<Candidate> Candidates(TeamDefined? team, TeamLoad load) => team is null
        ? []
        : [.. team.Members.Select(agent => new Candidate(agent, load.LoadOf(agent), load.Last.TryGetValue(agent, out var last) ? last : null))];
}
