using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Messaging;
using ServiceDesk.Routing.Grading;

namespace ServiceDesk.Routing.Escalation;

/// <summary>Tells management of a ticket when the clocks, its priority or its hand-overs ask for it.</summary>
internal sealed class EscalationReaction(EscalationRuleBook rules, IClock clock) : IReaction
{
    public string Name => "escalation";

    public string? StreamOf(RecordedEvent @event) =>
        @event.Meta.Imported is null && !RaiseEscalation.IsHistory(@event.At, clock.GetCurrentInstant()) && @event.Body is ClockWarned or ClockBreached or TicketRouted or TicketGraded or TicketAssigned or MajorIncidentSuspected
            && Occasion.Of(@event.Body) is not [] && !IsHarmless(@event.Body) && Guid.TryParse(@event.Subject, out var ticket)
            ? Streams.Escalations(ticket)
            : null;

    /// <summary>Of most new tickets nobody is told: no version of the rules waits for such a one. Versions are only added, so what is heard once is always heard.</summary>
    private bool IsHarmless(object? heard) => heard is TicketRouted { Priority: var priority }
        && !Occasion.Of(heard).Any(occasion => rules.Versions.Any(version => version.Defined.Rules.Any(rule => occasion.IsFor(rule, priority))));

    public async Task React(RecordedEvent @event, ReactionSession session, CancellationToken cancel)
    {
        if (await session.HasHandled<Escalations>(@event, cancel)) return;
        var ticket = (await session.Load<Ticket>(Streams.Ticket(Guid.Parse(@event.Subject)), cancel)).State;
        var teams = (await session.Load<Teams>(Teams.Stream, cancel)).State;
        var chain = ManagementChain.Of(ticket, teams, (await session.Load<Roster>(Roster.Stream, cancel)).State);
        await session.Handle<Escalations>(
            @event, before => RaiseEscalation.Decide(before, rules.Now.Defined, Occasion.Of(@event.Body), ticket, chain, session.At(@event)), cancel);
    }
}
