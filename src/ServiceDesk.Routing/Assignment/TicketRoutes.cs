using ServiceDesk.Contracts;
using ServiceDesk.Hosting.Definitions;
using ServiceDesk.Routing.Grading;

namespace ServiceDesk.Routing;

/// <summary>The way of a ticket through the desk: its first routing, the end of its work, and its going on. Ticket and team load are recorded together.</summary>
internal static class TicketRoutes
{
    /// <summary>Grades a new ticket and finds its team and agent, or the queue in which it waits.</summary>
    public static async Task Begin(IRoutingWork work, RoutingTables tables, Guid id, RoutingFacts facts)
    {
        var graded = RouteTicket.Decide(facts, null, tables.TeamsVersion, [], work.At);
        var (needs, team) = (AssignmentFacts.Of(graded), tables.Teams.For(graded.Category));
        var choice = await Choose();
        // Somebody has just become free and the watcher did not look yet: who waited before goes first.
        if (team is not null && choice.Agent is { } agent && await Assigning.CouldTakeEarlier(work, tables, team.Team, agent, needs))
        {
            await Assigning.Fill(work, tables, team.Team, agent, int.MaxValue);
            choice = await Choose();
        }
        work.Record<Ticket>(Streams.Ticket(id), [RouteTicket.Assign(graded, team?.Team, choice), .. Regrading.Suspicion(graded)]);
        var stream = TeamLoad.StreamOf(team?.Team);
        await work.Load<TeamLoad>(stream);
        work.Record<TeamLoad>(stream, choice.Agent is { } chosen ? Assigning.Taken(tables, id, chosen, needs, work.At) : needs.Waits(id, choice.Reason, [], work.At));

        async Task<Choice> Choose() => Choosing.Choose(tables, needs, team, await Assigning.FiguresIn(work, tables, team?.Team, id, needs), [], work.At);
    }

    /// <summary>The work is over: whoever had the ticket is free for one that waits.</summary>
    public static async Task End(IRoutingWork work, RoutingTables tables, Guid id, bool isSolved)
    {
        var ticket = (await work.Load<Ticket>(Streams.Ticket(id))).State;
        var (routed, stream) = (ticket.Routed!, TeamLoad.StreamOf(ticket.Routed!.Team));
        var load = (await work.Load<TeamLoad>(stream)).State;
        work.Record<Ticket>(Streams.Ticket(id), new WorkEnded(work.At));
        if (ticket.Waits)
        {
            if (load.WaitingOf(id) is not null) work.Record<TeamLoad>(stream, new WaitingEnded(id, work.At));
            return;
        }
        work.Record<TeamLoad>(stream, new AssignmentReleased(id, routed.Agent!, work.At)
        {
            SolvedFor = isSolved ? routed.Requester : null,
            SolvedOn = isSolved ? Workload.SystemKey(routed.AffectedSystem) : null,
        });
        await Assigning.Fill(work, tables, routed.Team!, routed.Agent, int.MaxValue);
    }

    /// <summary>The work goes on with whoever had it, or the ticket waits again.</summary>
    public static async Task Resume(IRoutingWork work, RoutingTables tables, Guid id)
    {
        var ticket = (await work.Load<Ticket>(Streams.Ticket(id))).State;
        var (routed, stream) = (ticket.Routed!, TeamLoad.StreamOf(ticket.Routed!.Team));
        await work.Load<TeamLoad>(stream);
        work.Record<Ticket>(Streams.Ticket(id), new WorkResumed(work.At));
        var facts = AssignmentFacts.Of(routed);
        work.Record<TeamLoad>(stream, routed.Agent is { } agent
            ? Assigning.Taken(tables, id, agent, facts, work.At) with { TakeUpBy = null, IsTakenUp = true } // whoever worked on it knows it
            : facts.Waits(id, routed.AssignmentReason, ticket.Assignment.Declined, work.At));
    }

    /// <summary>What the ticket rests on was corrected: it is classified and graded anew, and about another system somebody else may have to do it.</summary>
    public static async Task Correct(IRoutingWork work, Func<Task<RoutingTables>> tables, Guid id, FactsCorrected facts, string by, GradingRules grading)
    {
        var ticket = (await work.Load<Ticket>(Streams.Ticket(id))).State;
        work.Record<Ticket>(Streams.Ticket(id), Correcting.Decide(ticket, facts, by, grading, work.At));
        if (ticket.Routed is not { } routed || facts.AffectedSystem is not { } system || system == routed.AffectedSystem) return;
        var before = AssignmentFacts.Of(routed);
        await Assigning.Refit(work, await tables(), id, _ => before);
    }

    /// <summary>The agent works on it, or the requester was answered, where somebody waits for that by the rules of any priority that the ticket may get.</summary>
    public static async Task TakeUp(IRoutingWork work, Guid id, string by)
    {
        var ticket = (await work.Load<Ticket>(Streams.Ticket(id))).State;
        var stream = TeamLoad.StreamOf(ticket.Routed!.Team);
        var load = (await work.Load<TeamLoad>(stream)).State;
        if (!load.Open.TryGetValue(id, out var held) || held.IsTakenUp) return;
        var rules = (await work.Load<AssignmentRulesHistory>(AssignmentRulesHistory.Stream)).State.Versions.At(work.At);
        if (held.TakeUpBy is null && rules.Priorities.All(terms => terms.Ownership is null)) return;
        work.Record<Ticket>(Streams.Ticket(id), new TicketTakenUp(by, work.At));
        work.Record<TeamLoad>(stream, new AssignmentTakenUp(id, work.At));
    }
}
