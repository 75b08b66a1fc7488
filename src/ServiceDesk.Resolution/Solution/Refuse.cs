using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Solution;

/// <summary>A person whom the rules name does not agree, also after having approved: the plan is not carried out.</summary>
internal sealed record Refuse(int? Option, int? Revision, string Reason, Instant? OccurredAt) : ITicketCommand<Refuse>
{
    public static Refuse Read(Input input) => new(
        input.Whole("option", 1, ProposedOption.Most), input.Whole("revision", 1, int.MaxValue), input.RequiredText("reason", 10_000), input.Instant("occurredAt"));

    public Decision Decide(Ticket ticket, Actor actor, Instant at)
    {
        if (ticket is { IsOpen: true, Solution.Plan.State: PlanState.Refused }) return Decision.Nothing;
        if (Plans.NotOpen(ticket, Option, Revision) is { } refusal) return refusal;
        var chosen = ticket.Solution.Plan!.Chosen;
        if (chosen.Approvals.Count == 0) return Decision.Reject("no-approval-needed", "By the rules this plan needs no approval.");
        if (!chosen.Approvals.Any(step => Approve.MayTake(step, actor))) return Decision.Reject("not-an-approver", "No approval of this plan is yours to give.");
        return Decision.Accept([new SolutionRefused(chosen.Option, actor.Id, ticket.Requester, Reason, at), .. Plans.NoLongerWaits(ticket, actor, at)]);
    }
}
