using ServiceDesk.Contracts;

namespace ServiceDesk.Routing;

/// <summary>Makes a recorded decision again, from what it recorded and the tables of the versions that it names.</summary>
internal static class Replay
{
    /// <summary>The same decision made again; null when a person made it, or another system.</summary>
    /// <param name="step">The decision.</param>
    /// <param name="tables">The tables of its versions; null when it names none.</param>
    /// <param name="factsOf">What a first routing rested on.</param>
    public static object? Again(RoutingStep step, RoutingTables? tables, Func<TicketRouted, RoutingFacts> factsOf) => step.Body switch
    {
        TicketRouted { AssignmentReason: RouteTicket.Imported } => null,
        TicketRouted recorded when tables is null => RouteTicket.Decide(factsOf(recorded), recorded.Team, recorded.TeamsVersion, recorded.Candidates, recorded.At),
        TicketRouted recorded => Again(recorded, factsOf(recorded), tables),
        TicketAssigned { Basis: not null } recorded when tables is not null => Again(step, recorded, tables),
        _ => null,
    };

    private static TicketRouted Again(TicketRouted recorded, RoutingFacts facts, RoutingTables tables)
    {
        var graded = RouteTicket.Decide(facts, null, tables.TeamsVersion, [], recorded.At);
        var team = tables.Teams.For(graded.Category);
        return RouteTicket.Assign(graded, team?.Team, Choosing.Choose(tables, AssignmentFacts.Of(graded), team, Figures(recorded.Candidates), [], recorded.At));
    }

    private static TicketAssigned Again(RoutingStep step, TicketAssigned recorded, RoutingTables tables)
    {
        // Whoever declines is not offered the ticket again, in this decision and later.
        var (facts, declined) = (AssignmentFacts.Of(step.Before.Routed!), step.After.Assignment.Declined);
        var choice = Choosing.Choose(tables, facts, tables.Teams.Find(recorded.Team ?? ""), Figures(recorded.Candidates), declined, recorded.At);
        if (recorded is { Cause: AssignmentCause.Absent, AgentBefore: { } absent }) choice = Choosing.InFavourOfTheSubstitute(choice, tables, absent, recorded.At);
        return recorded with { Agent = choice.Agent, Reason = choice.Reason, Basis = choice.Basis, Candidates = choice.Candidates };
    }

    private static Func<string, AgentFigures> Figures(IReadOnlyList<Candidate> candidates)
    {
        var byAgent = candidates.ToDictionary(one => one.Agent, one => new AgentFigures(one.Load, one.LastAssignedAt, one.Affinity));
        return agent => byAgent.GetValueOrDefault(agent);
    }
}
