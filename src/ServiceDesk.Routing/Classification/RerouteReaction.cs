using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Messaging;
using ServiceDesk.Rules;

namespace ServiceDesk.Routing.Classification;

/// <summary>A ticket of another category is given to the team that takes it: the least loaded agent there, or nobody yet. Ticket and load commit together.</summary>
internal sealed class RerouteReaction : IReaction
{
    public string Name => "reroute";

    public string? StreamOf(RecordedEvent @event) => @event.Body is TicketClassified classified && classified.Category != classified.Before ? @event.Stream : null;

    public async Task React(RecordedEvent @event, ReactionSession session, CancellationToken cancel)
    {
        var ticket = await session.Load<Ticket>(@event.Stream, cancel);
        if (ticket.HasHandled(Name, @event.Id)) return;
        var teams = await session.Load<Teams>(Teams.Stream, cancel);
        if (ticket.State is not { Routed: { AssignmentReason: not RouteTicket.Imported } routed, WorkHasEnded: false }) return;
        var team = teams.State.For(routed.Category);
        if (team?.Team == routed.Team) return;
        var id = Guid.Parse(@event.Subject);
        var load = team is null ? TeamLoad.Initial : (await session.Load<TeamLoad>(TeamLoad.StreamOf(team.Team), cancel)).State;
        var moved = Choose(routed, team, load, session.At(@event));
        session.Record<Ticket>(@event.Stream, @event, [moved]);
        if (routed is { Team: { } before, Agent: { } agent } && ticket.State.Counts)
        {
            await session.Load<TeamLoad>(TeamLoad.StreamOf(before), cancel);
            session.Record<TeamLoad>(TeamLoad.StreamOf(before), @event, [new AssignmentReleased(id, agent, moved.At)]);
        }
        if (moved is { Team: { } after, Agent: { } chosen }) session.Record<TeamLoad>(TeamLoad.StreamOf(after), @event, [new AssignmentTaken(id, chosen, moved.At)]);
    }

    public static TicketAssigned Choose(TicketRouted routed, TeamDefined? team, TeamLoad load, NodaTime.Instant at)
    {
        var candidates = RouteTicket.Candidates(team, load);
        var agent = LeastLoaded.Choose(candidates.Select(one => new AgentLoad(one.Agent, one.Load, one.LastAssignedAt)));
        var reason = team is null ? "no-team" : agent is null ? "no-agent" : "least-loaded";
        return new TicketAssigned(
            team?.Team, agent, AssignmentCause.Reclassified, reason, routed.Team, routed.Agent, 0, null, candidates, null, routed.Requester, null, at);
    }
}
