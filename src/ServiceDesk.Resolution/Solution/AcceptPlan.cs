using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Solution;

/// <summary>The requester agrees to the plan. Who records it for the requester tells how the requester agreed.</summary>
internal sealed record AcceptPlan(int? Option, int? Revision, string? Comment, Instant? OccurredAt) : ITicketCommand<AcceptPlan>
{
    public static AcceptPlan Read(Input input) => new(
        input.Whole("option", 1, ProposedOption.Most), input.Whole("revision", 1, int.MaxValue), input.Text("comment", 10_000), input.Instant("occurredAt"));

    public Decision Decide(Ticket ticket, Actor actor, Instant at)
    {
        if (Plans.NotOpen(ticket, Option, Revision) is { } refusal) return refusal;
        var plan = ticket.Solution.Plan!;
        if (plan.Acceptance is not null) return Decision.Nothing;
        if (Comment is null && Plans.SpeaksForRequester(ticket, actor)) return Decision.Invalid("comment", "must tell how the requester agreed, because you are not the requester");
        return Decision.Accept(new PlanAccepted(plan.Chosen.Option, actor.Id, ticket.Requester, Comment, at));
    }
}
