using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Messaging;
using ServiceDesk.Routing.Classification;

namespace ServiceDesk.Routing;

/// <summary>Routes new tickets, and keeps the load of agents true when work ends or goes on. Ticket and load commit together.</summary>
internal sealed class RoutingReaction(Judging judging, Func<string, AgentStanding> standingOf) : IReaction
{
    public string Name => "routing";

    public string? StreamOf(RecordedEvent @event) => @event.Body switch
    {
        TicketSubmitted or TicketCorrected or TicketConfidentialityChanged or HistoryImported => @event.Stream,
        TicketResolved or SolutionRejected or CaseReopened or CaseEnded or CaseResumed => OfHere(@event),
        { } body when StepsOfWork.By(body) is not null => OfHere(@event),
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
            case TicketSubmitted submitted:
                await TicketRoutes.Begin(work, await Tables(), id, judging.Facts(submitted, ticket.State.Corrected, work.At));
                if (submitted.Confidential) work.Record<Ticket>(@event.Stream, [new ConfidentialityTaken(true, work.At)]);
                break;
            case TicketConfidentialityChanged changed: work.Record<Ticket>(@event.Stream, [new ConfidentialityTaken(changed.Confidential, work.At)]); break;
            case TicketCorrected corrected when FactsCorrected.Of(corrected) is { } facts: await TicketRoutes.Correct(work, Tables, id, facts, corrected.By, judging.GradingAt(work.At)); break;
            case TicketResolved or CaseEnded when ticket.State.Counts || ticket.State.Waits: await TicketRoutes.End(work, await Tables(), id, @event.Body is TicketResolved); break;
            case SolutionRejected or CaseReopened or CaseResumed { WorkGoesOn: true } when ticket.State.Assignment.HasEnded: await TicketRoutes.Resume(work, await Tables(), id); break;
            case { } step when ticket.State.Counts && StepsOfWork.TakesUp(step, ticket.State.Routed!.Agent) is { } by: await TicketRoutes.TakeUp(work, id, by); break;
        }

        Task<RoutingTables> Tables() => RoutingTables.Load(work, standingOf);
    }

    /// <summary>Nobody here worked on a ticket while its history was another system's.</summary>
    private static string? OfHere(RecordedEvent @event) => @event.Meta.Imported is null ? @event.Stream : null;
}
