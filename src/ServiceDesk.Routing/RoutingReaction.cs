using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Messaging;
using ServiceDesk.Routing.Classification;
using ServiceDesk.Routing.Grading;

namespace ServiceDesk.Routing;

/// <summary>Routes new tickets, and keeps the load of agents true when work ends or goes on. Ticket and load commit together.</summary>
internal sealed class RoutingReaction(Judging judging) : IReaction
{
    public string Name => "routing";

    public string? StreamOf(RecordedEvent @event) => @event.Body switch
    {
        TicketSubmitted or TicketCorrected or HistoryImported => @event.Stream,
        TicketResolved or SolutionRejected or CaseReopened or CaseEnded or CaseResumed => @event.Meta.Imported is null ? @event.Stream : null, // nobody here worked on it then
        _ => null,
    };

    public async Task React(RecordedEvent @event, ReactionSession session, CancellationToken cancel)
    {
        var ticket = await session.Load<Ticket>(@event.Stream, cancel);
        if (ticket.HasHandled(Name, @event.Id)) return;
        var id = Guid.Parse(@event.Subject);
        switch (@event.Body)
        {
            case TicketSubmitted submitted when @event.Meta.Imported is not null:
                session.Record<Ticket>(@event.Stream, @event, [RouteTicket.Import(RoutingFacts.Of(submitted), session.At(@event))]);
                break;
            case HistoryImported step when ticket.State.Routed is { AssignmentReason: RouteTicket.Imported } routed:
                if (!(step.At < ticket.State.ImportedAt) && RouteTicket.Import(routed, step) is { } change) session.Record<Ticket>(@event.Stream, @event, [change]);
                break;
            case TicketSubmitted submitted: await Route(id, judging.Facts(submitted, ticket.State.Corrected, session.At(@event)), @event, session, cancel); break;
            case TicketCorrected corrected when FactsCorrected.Of(corrected) is { } facts:
                session.Record<Ticket>(@event.Stream, @event, Correcting.Decide(ticket.State, facts, corrected.By, judging.GradingAt(session.At(@event)), session.At(@event)));
                break;
            case TicketResolved or CaseEnded when ticket.State is { Counts: true, Routed: { } routed }: await End(id, routed, @event, session, cancel); break;
            case SolutionRejected or CaseReopened or CaseResumed { WorkGoesOn: true } when ticket.State is { Counts: false, IsAssignedHere: true, Routed: { } routed }:
                await Resume(id, routed, @event, session, cancel);
                break;
        }
    }

    private static async Task Route(Guid ticket, RoutingFacts facts, RecordedEvent cause, ReactionSession session, CancellationToken cancel)
    {
        var teams = await session.Load<Teams>(Teams.Stream, cancel);
        var team = teams.State.For(RouteTicket.Classify(facts).Category);
        var load = team is null ? TeamLoad.Initial : (await session.Load<TeamLoad>(TeamLoad.StreamOf(team.Team), cancel)).State;
        var decision = RouteTicket.Decide(facts, team?.Team, teams.Version, RouteTicket.Candidates(team, load), session.At(cause));
        session.Record<Ticket>(cause.Stream, cause, [decision, .. Regrading.Suspicion(decision)]);
        if (decision is { Team: { } chosen, Agent: { } agent }) session.Record<TeamLoad>(TeamLoad.StreamOf(chosen), cause, [new AssignmentTaken(ticket, agent, decision.At)]);
    }

    private static async Task End(Guid ticket, TicketRouted routed, RecordedEvent cause, ReactionSession session, CancellationToken cancel)
    {
        var team = TeamLoad.StreamOf(routed.Team!);
        await session.Load<TeamLoad>(team, cancel);
        session.Record<Ticket>(cause.Stream, cause, [new WorkEnded(session.At(cause))]);
        session.Record<TeamLoad>(team, cause, [new AssignmentReleased(ticket, routed.Agent!, session.At(cause))]);
    }

    private static async Task Resume(Guid ticket, TicketRouted routed, RecordedEvent cause, ReactionSession session, CancellationToken cancel)
    {
        var team = TeamLoad.StreamOf(routed.Team!);
        await session.Load<TeamLoad>(team, cancel);
        session.Record<Ticket>(cause.Stream, cause, [new WorkResumed(session.At(cause))]);
        session.Record<TeamLoad>(team, cause, [new AssignmentTaken(ticket, routed.Agent!, session.At(cause))]);
    }
}
