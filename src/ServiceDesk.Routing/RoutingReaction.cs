using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Messaging;

namespace ServiceDesk.Routing;

/// <summary>Routes new tickets, and keeps the load of agents true when work ends or goes on. Ticket and load commit together.</summary>
internal sealed class RoutingReaction(Func<string, bool> isNoAgent) : IReaction
{
    public string Name => "routing";

    public string? StreamOf(RecordedEvent @event) => @event.Body switch
    {
        TicketSubmitted or TicketCorrected or HistoryImported => @event.Stream,
        TicketResolved or SolutionRejected or CaseReopened or CaseEnded or CaseResumed or WorkAccepted or ResponseGiven
            => @event.Meta.Imported is null ? @event.Stream : null, // nobody here worked on it then
        _ => null,
    };

    public async Task React(RecordedEvent @event, ReactionSession session, CancellationToken cancel)
    {
        var ticket = await session.Load<Ticket>(@event.Stream, cancel);
        if (ticket.HasHandled(Name, @event.Id)) return;
        var id = Guid.Parse(@event.Subject);
        var work = new ReactionWork(session, @event, cancel);
        switch (@event.Body)
        {
            case TicketSubmitted submitted when @event.Meta.Imported is not null:
                work.Record<Ticket>(@event.Stream, RouteTicket.Import(RoutingFacts.Of(submitted), work.At));
                break;
            case HistoryImported step when ticket.State.Routed is { AssignmentReason: RouteTicket.Imported } routed:
                if (!(step.At < ticket.State.ImportedAt) && RouteTicket.Import(routed, step) is { } change) work.Record<Ticket>(@event.Stream, change);
                break;
            case TicketSubmitted submitted: await Route(id, RoutingFacts.Of(submitted).With(ticket.State.Corrected), work); break;
            case TicketCorrected corrected when FactsCorrected.Of(corrected) is { } facts: work.Record<Ticket>(@event.Stream, facts); break;
            case TicketResolved or CaseEnded when ticket.State.Counts || ticket.State.Waits: await End(id, ticket.State, @event.Body is TicketResolved, work); break;
            case SolutionRejected or CaseReopened or CaseResumed { WorkGoesOn: true } when ticket.State.Assignment.HasEnded: await Resume(id, ticket.State, work); break;
            case WorkAccepted accepted when ticket.State is { Counts: true, Assignment.IsTakenUp: false }: await TakeUp(id, ticket.State, accepted.By, work); break;
            case ResponseGiven given when ticket.State is { Counts: true, Assignment.IsTakenUp: false }: await TakeUp(id, ticket.State, given.By, work); break;
        }
    }

    private async Task Route(Guid id, RoutingFacts facts, IRoutingWork work)
    {
        var tables = await RoutingTables.Load(work, isNoAgent);
        var graded = RouteTicket.Decide(facts, null, tables.TeamsVersion, [], work.At);
        var (needs, team) = (AssignmentFacts.Of(graded), tables.Teams.For(graded.Category));
        var choice = await Choose();
        // Somebody has just become free and the watcher did not look yet: who waited before goes first.
        if (team is not null && choice.Agent is { } agent && await Assigning.ComesLater(work, tables, team.Team, agent, needs))
        {
            await Assigning.Fill(work, tables, team.Team, agent, int.MaxValue);
            choice = await Choose();
        }
        work.Record<Ticket>(Streams.Ticket(id), RouteTicket.Assign(graded, team?.Team, choice));
        var stream = TeamLoad.StreamOf(team?.Team);
        await work.Load<TeamLoad>(stream);
        work.Record<TeamLoad>(stream, choice.Agent is { } chosen ? Assigning.Taken(tables, id, chosen, needs, work) : needs.Waits(id, choice.Reason, [], work.At));

        async Task<Choice> Choose() => Choosing.Choose(tables, needs, team, await Assigning.FiguresIn(work, tables, team?.Team, id, needs), [], work.At);
    }

    private async Task End(Guid id, Ticket ticket, bool isSolved, IRoutingWork work)
    {
        var routed = ticket.Routed!;
        var team = TeamLoad.StreamOf(routed.Team);
        var load = (await work.Load<TeamLoad>(team)).State;
        work.Record<Ticket>(Streams.Ticket(id), new WorkEnded(work.At));
        if (ticket.Waits)
        {
            if (load.WaitingOf(id) is not null) work.Record<TeamLoad>(team, new WaitingEnded(id, work.At));
            return;
        }
        work.Record<TeamLoad>(team, new AssignmentReleased(id, routed.Agent!, work.At)
        {
            SolvedFor = isSolved ? routed.Requester : null,
            SolvedOn = isSolved ? Workload.SystemKey(routed.AffectedSystem) : null,
        });
        await Assigning.Fill(work, await RoutingTables.Load(work, isNoAgent), routed.Team!, routed.Agent, int.MaxValue);
    }

    private async Task Resume(Guid id, Ticket ticket, IRoutingWork work)
    {
        var routed = ticket.Routed!;
        var team = TeamLoad.StreamOf(routed.Team);
        await work.Load<TeamLoad>(team);
        work.Record<Ticket>(Streams.Ticket(id), new WorkResumed(work.At));
        var (tables, facts) = (await RoutingTables.Load(work, isNoAgent), AssignmentFacts.Of(routed));
        work.Record<TeamLoad>(team, routed.Agent is { } agent
            ? Assigning.Taken(tables, id, agent, facts, work) with { TakeUpBy = null }
            : facts.Waits(id, routed.AssignmentReason, ticket.Assignment.Declined, work.At));
    }

    private static async Task TakeUp(Guid id, Ticket ticket, string by, IRoutingWork work)
    {
        var team = TeamLoad.StreamOf(ticket.Routed!.Team);
        var load = (await work.Load<TeamLoad>(team)).State;
        if (!load.Open.TryGetValue(id, out var held) || held.TakeUpBy is null) return; // nobody waits for it
        work.Record<Ticket>(Streams.Ticket(id), new TicketTakenUp(by, work.At));
        work.Record<TeamLoad>(team, new AssignmentTakenUp(id, work.At));
    }
}
