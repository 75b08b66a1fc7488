using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Diagnosis;

/// <summary>The agent plans what comes next, so that nothing is forgotten. The requester sees it in the ticket and is not written to.</summary>
internal sealed record PlanNext(string NextStep, Instant? Due, Instant? OccurredAt) : ITicketCommand<PlanNext>
{
    private static readonly Duration furthest = Duration.FromDays(365);

    public static PlanNext Read(Input input)
    {
        var plan = new PlanNext(input.RequiredText("nextStep", 10_000), input.Instant("due"), input.Instant("occurredAt"));
        if (plan.Due is null && !input.Refuses("due")) input.Require("due");
        return plan;
    }

    public Decision Decide(Ticket ticket, Actor actor, Instant at)
    {
        if (!ticket.IsOpen) return Work.NotOpen(ticket);
        if (Due <= at || Due > at + furthest) return Decision.Invalid("due", "must lie after the planning, at most 365 days");
        return ticket.Diagnosis.Planned is { } now && now.NextStep == NextStep && now.Due == Due
            ? Decision.Nothing
            : Decision.Accept(new NextStepPlanned(actor.Id, ticket.Requester, NextStep, Due!.Value, at));
    }
}
