using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Solution;

/// <summary>What was carried out, wholly or in part, was undone: a solution must be chosen, and agreed to, again.</summary>
internal sealed record RollBack(string Reason, Instant? OccurredAt) : ITicketCommand<RollBack>
{
    public static RollBack Read(Input input) => new(input.RequiredText("reason", 10_000), input.Instant("occurredAt"));

    public Decision Decide(Ticket ticket, Actor actor, Instant at) => ticket.Solution.Plan switch
    {
        _ when !ticket.IsOpen => Work.NotOpen(ticket),
        { State: PlanState.RolledBack } => Decision.Nothing,
        { State: PlanState.Chosen } => Decision.Reject("not-implemented", "Nothing was carried out yet."),
        { IsUnderWay: true } or { State: PlanState.Failed } => Decision.Accept(
            [.. Plans.GoesOn(ticket, actor, at), new SolutionRolledBack(ticket.Solution.Plan.Chosen.Option, actor.Id, ticket.Requester, Reason, at)]),
        var plan => Plans.None(plan),
    };
}
