using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Solution;

/// <summary>The requester does not want the plan, also after having accepted it, until somebody carries it out.</summary>
internal sealed record DeclinePlan(int? Option, int? Revision, string Reason, Instant? OccurredAt) : ITicketCommand<DeclinePlan>
{
    public static DeclinePlan Read(Input input) => new(
        input.Whole("option", 1, ProposedOption.Most), input.Whole("revision", 1, int.MaxValue), input.RequiredText("reason", 10_000), input.Instant("occurredAt"));

    public Decision Decide(Ticket ticket, Actor actor, Instant at)
    {
        if (ticket is { IsOpen: true, Solution.Plan.State: PlanState.Declined }) return Decision.Nothing;
        return Plans.NotOpen(ticket, Option, Revision)
            ?? Decision.Accept(new PlanDeclined(ticket.Solution.Plan!.Chosen.Option, actor.Id, ticket.Requester, Reason, at));
    }
}
