using NodaTime;
using ServiceDesk.Contracts;

namespace ServiceDesk.Routing;

/// <summary>Why a ticket moves, who moved it, and what was said; null = the desk itself, without a word.</summary>
internal sealed record Move(AssignmentCause Cause, string? By = null, string? Note = null)
{
    /// <summary>Whether it is one more hop of an escalation.</summary>
    public bool IsHop => Cause == AssignmentCause.Escalated;
}

/// <summary>
/// Moves tickets between teams, agents and the queues of those who wait. The only code that does: the ticket's own event and the events of the teams' loads
/// always commit together, so that a ticket with an open work stands with exactly one agent, or waits in exactly one queue.
/// </summary>
internal static class Assigning
{
    /// <summary>So many who wait are looked at when somebody becomes free; the watcher looks at all.</summary>
    private const int MostLookedAt = 100;

    /// <summary>Decides by the rules whose a ticket is that is open here, in a team or (null) in the team that takes its category; null when it is not the desk's to move.</summary>
    public static async Task<TicketAssigned?> Reroute(IRoutingWork work, RoutingTables tables, Guid id, string? team, Move move)
    {
        var ticket = (await work.Load<Ticket>(Streams.Ticket(id))).State;
        if (!ticket.IsOpenHere) return null;
        var facts = AssignmentFacts.Of(ticket.Routed!);
        var to = team is null ? tables.Teams.For(facts.Category) : tables.Teams.Find(team);
        var declined = Declined(ticket, move);
        var choice = Choosing.Choose(tables, facts, to, await FiguresIn(work, tables, to?.Team, id, facts), declined, work.At);
        if (move.Cause == AssignmentCause.Absent && ticket.Routed!.Agent is { } absent) choice = Choosing.InFavourOfTheSubstitute(choice, tables, absent, work.At);
        return await Apply(work, tables, id, ticket, to?.Team, choice, move, declined);
    }

    /// <summary>Gives a ticket to somebody whom a person named.</summary>
    public static async Task<TicketAssigned> Give(IRoutingWork work, RoutingTables tables, Guid id, string team, string agent, Move move)
    {
        var ticket = (await work.Load<Ticket>(Streams.Ticket(id))).State;
        var choice = new Choice(agent, "by-person", null, []);
        return await Apply(work, tables, id, ticket, team, choice, move, Declined(ticket, move));
    }

    /// <summary>Gives out what waits in a team: highest priority first, then oldest, to whoever can take it now.</summary>
    /// <param name="work">The work.</param>
    /// <param name="tables">The tables in effect.</param>
    /// <param name="team">The team.</param>
    /// <param name="freed">Only what this agent could take, because nothing changed for the others; null = everything.</param>
    /// <param name="most">At most so many.</param>
    /// <returns>How many were given out.</returns>
    public static async Task<int> Fill(IRoutingWork work, RoutingTables tables, string team, string? freed, int most)
    {
        var stream = TeamLoad.StreamOf(team);
        if (tables.Teams.Find(team) is not { } defined || (freed is not null && !defined.Members.Contains(freed))) return 0;
        var load = await work.Load<TeamLoad>(stream);
        if (load.State.Waiting.IsEmpty) return 0;
        var elsewhere = await Elsewhere(work, tables, team);
        var made = 0;
        foreach (var waits in load.State.Waiting.Values.Take(freed is null ? int.MaxValue : MostLookedAt))
        {
            var facts = AssignmentFacts.Of(waits);
            var workload = new Workload((await work.Load<TeamLoad>(stream)).State, elsewhere);
            if (freed is not null && !Could(tables, facts, waits.Declined, workload, freed, work)) continue;
            var choice = Choosing.Choose(tables, facts, defined, agent => workload.FiguresOf(agent, facts, tables.Rules.Affinity), waits.Declined, work.At);
            if (choice.Agent is null) continue;
            var ticket = (await work.Load<Ticket>(Streams.Ticket(waits.Ticket))).State;
            // What the ticket says decides: its place in the queue follows a moment later.
            var told = AssignmentFacts.Of(ticket.Routed!);
            if (told != facts) choice = Choosing.Choose(tables, told, defined, agent => workload.FiguresOf(agent, told, tables.Rules.Affinity), waits.Declined, work.At);
            if (choice.Agent is null) continue;
            await Apply(work, tables, waits.Ticket, ticket, team, choice, new Move(AssignmentCause.Freed), waits.Declined);
            if (++made == most) break;
        }
        return made;
    }

    /// <summary>Whether somebody could take one of those that wait in a team and come before another ticket.</summary>
    public static async Task<bool> CouldTakeEarlier(IRoutingWork work, RoutingTables tables, string team, string agent, AssignmentFacts facts)
    {
        var load = (await work.Load<TeamLoad>(TeamLoad.StreamOf(team))).State;
        if (load.Waiting.IsEmpty) return false;
        var workload = new Workload(load, await Elsewhere(work, tables, team));
        return load.Waiting.Values.Take(MostLookedAt).TakeWhile(waits => waits.Priority <= facts.Priority)
            .Any(waits => Could(tables, AssignmentFacts.Of(waits), waits.Declined, workload, agent, work));
    }

    /// <summary>The figures of the agents of a team for a decision about a ticket, which is not counted itself.</summary>
    public static async Task<Func<string, AgentFigures>> FiguresIn(IRoutingWork work, RoutingTables tables, string? team, Guid id, AssignmentFacts facts)
    {
        if (team is null) return _ => default;
        var load = (await work.Load<TeamLoad>(TeamLoad.StreamOf(team))).State;
        var workload = new Workload(Without(load), [.. (await Elsewhere(work, tables, team)).Select(Without)]);
        return agent => workload.FiguresOf(agent, facts, tables.Rules.Affinity);

        // It comes from one of the teams, which may be another that shares members.
        TeamLoad Without(TeamLoad one) => one.Open.TryGetValue(id, out var held) ? one.Evolve(new AssignmentReleased(id, held.Agent, work.At)) : one;
    }

    /// <summary>
    /// What an open ticket weighs changed with its priority, and the time in which it must be taken up: whoever has not done so has the time of the new priority from
    /// now on.
    /// </summary>
    public static async Task Weigh(IRoutingWork work, RoutingTables tables, Guid id, Priority before)
    {
        var ticket = (await work.Load<Ticket>(Streams.Ticket(id))).State;
        if (!ticket.IsOpenHere) return;
        var facts = AssignmentFacts.Of(ticket.Routed!);
        var stream = TeamLoad.StreamOf(ticket.Routed!.Team);
        var load = (await work.Load<TeamLoad>(stream)).State;
        var (terms, ownership) = (tables.Rules.For(facts.Priority), tables.Rules.For(before).Ownership);
        if (load.Open.TryGetValue(id, out var held))
        {
            TakeUpTerm? term = held.IsTakenUp || terms.Ownership == ownership ? null : new TakeUpTerm(TakeUpBy(tables, held.Agent, terms, work.At));
            if (held.Points != terms.Points || term is not null) work.Record<TeamLoad>(stream, new AssignmentWeighed(id, terms.Points, work.At) { TakeUp = term });
        }
        else if (load.WaitingOf(id) is { } waits && AssignmentFacts.Of(waits) != facts) work.Record<TeamLoad>(stream, facts.Waits(id, waits.Reason, waits.Declined, work.At));
    }

    /// <summary>
    /// A ticket of another category, or about another system, leaves a team that does not take it and an agent who lacks what it needs now; one that waits is decided
    /// about anew. What an agent lacked before as well, a person put up with.
    /// </summary>
    /// <param name="work">The work.</param>
    /// <param name="tables">The tables in effect.</param>
    /// <param name="id">The ticket.</param>
    /// <param name="changed">Makes of the facts as they are those before the change.</param>
    public static async Task Refit(IRoutingWork work, RoutingTables tables, Guid id, Func<AssignmentFacts, AssignmentFacts> changed)
    {
        var ticket = (await work.Load<Ticket>(Streams.Ticket(id))).State;
        if (!ticket.IsOpenHere) return;
        var (team, facts) = (ticket.Routed!.Team, AssignmentFacts.Of(ticket.Routed));
        var (before, move) = (changed(facts), new Move(AssignmentCause.Reclassified));
        if (LeavesTeam(ticket, tables.Teams, before.Category)) await Reroute(work, tables, id, null, move);
        else if (team is null) await Weigh(work, tables, id, before.Priority);
        else if (ticket.Routed.Agent is not { } agent ? before != facts : Lack(tables, facts, agent, work.At) is { } lack && lack != Lack(tables, before, agent, work.At))
            await Reroute(work, tables, id, team, move);
    }

    /// <summary>Whether another category brings another team. An escalated ticket stays where people know more, whatever that team takes of itself.</summary>
    private static bool LeavesTeam(Ticket ticket, Teams teams, string before)
    {
        var category = ticket.Routed!.Category;
        if (category == before) return false;
        if (teams.Find(ticket.Routed.Team) is not { } present) return teams.For(category) is not null;
        return !present.Categories.Contains(category) && (ticket.Assignment.Hops == 0 || present.Categories.Contains(before));
    }

    private static (string, string?)? Lack(RoutingTables tables, AssignmentFacts facts, string agent, Instant at) =>
        Choosing.Judge(tables, facts, Choosing.BasisOf(tables, facts, at), agent, default, [], at) is { Excluded: Exclusions.Tier or Exclusions.Skill or Exclusions.Language } standing
            ? (standing.Excluded, standing.Detail)
            : null;

    /// <summary>The events of a team's load when a ticket comes to an agent of it.</summary>
    public static AssignmentTaken Taken(RoutingTables tables, Guid id, string agent, AssignmentFacts facts, Instant at)
    {
        var terms = tables.Rules.For(facts.Priority);
        return new AssignmentTaken(id, agent, at)
        {
            Points = terms.Points,
            TakeUpBy = TakeUpBy(tables, agent, terms, at),
        };
    }

    private static Instant? TakeUpBy(RoutingTables tables, string agent, PriorityTerms terms, Instant at) =>
        terms.Ownership is { } time ? tables.Roster.ProfileOf(agent).AfterWork(at, time) : null;

    private static async Task<TicketAssigned> Apply(
        IRoutingWork work, RoutingTables tables, Guid id, Ticket ticket, string? team, Choice choice, Move move, IReadOnlyList<string> declined)
    {
        var routed = ticket.Routed!;
        var assigned = new TicketAssigned(
            team, choice.Agent, move.Cause, choice.Reason, routed.Team, routed.Agent, ticket.Assignment.Hops + (move.IsHop ? 1 : 0), choice.Basis, choice.Candidates,
            move.By, routed.Requester, move.Note, work.At);
        work.Record<Ticket>(Streams.Ticket(id), assigned);
        await Leave(work, id, ticket, team, choice.Agent);
        await Enter(work, tables, id, AssignmentFacts.Of(routed), team, choice, declined);
        if (ticket.Counts && routed is { Team: { } before, Agent: { } agent } && agent != choice.Agent) await Fill(work, tables, before, agent, MostLookedAt);
        return assigned;
    }

    /// <summary>Takes the ticket from whoever had it, or out of the queue in which it waited.</summary>
    private static async Task Leave(IRoutingWork work, Guid id, Ticket ticket, string? team, string? agent)
    {
        var routed = ticket.Routed!;
        var stream = TeamLoad.StreamOf(routed.Team);
        var load = (await work.Load<TeamLoad>(stream)).State;
        if (load.Open.TryGetValue(id, out var held)) work.Record<TeamLoad>(stream, new AssignmentReleased(id, held.Agent, work.At));
        else if (load.WaitingOf(id) is not null && (routed.Team != team || agent is null)) work.Record<TeamLoad>(stream, new WaitingEnded(id, work.At));
    }

    private static async Task Enter(
        IRoutingWork work, RoutingTables tables, Guid id, AssignmentFacts facts, string? team, Choice choice, IReadOnlyList<string> declined)
    {
        var stream = TeamLoad.StreamOf(team);
        await work.Load<TeamLoad>(stream);
        work.Record<TeamLoad>(stream, choice.Agent is { } agent ? Taken(tables, id, agent, facts, work.At) : facts.Waits(id, choice.Reason, declined, work.At));
    }

    private static bool Could(
        RoutingTables tables, AssignmentFacts facts, IReadOnlyCollection<string> declined, Workload workload, string agent, IRoutingWork work) =>
        Choosing.Judge(
            tables, facts, Choosing.BasisOf(tables, facts, work.At), agent, workload.FiguresOf(agent, facts, tables.Rules.Affinity), declined, work.At).Excluded is null;

    private static async Task<IReadOnlyList<TeamLoad>> Elsewhere(IRoutingWork work, RoutingTables tables, string team)
    {
        var loads = new List<TeamLoad>();
        foreach (var other in tables.Teams.SharingMembersWith(team)) loads.Add((await work.Load<TeamLoad>(TeamLoad.StreamOf(other))).State);
        return loads;
    }

    private static IReadOnlyList<string> Declined(Ticket ticket, Move move)
    {
        var before = ticket.Assignment.Declined;
        return move.Cause is AssignmentCause.Declined or AssignmentCause.NotTakenUp && ticket.Routed!.Agent is { } agent && !before.Contains(agent) ? before.Add(agent) : before;
    }
}
