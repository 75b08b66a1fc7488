using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Routing.Boards;

namespace ServiceDesk.Routing.Escalation;

/// <summary>Hands a ticket to experts: to the team of the next tier, or to a named one. All that was found out goes with it, and the agent there is found by the rules.</summary>
internal sealed record Escalate(string? Team, string Reason) : IInput<Escalate>
{
    public static Escalate Read(Input input) => new(input.Text("team", 50), input.RequiredText("reason", 1000));

    /// <summary>The team that gets it, or the refusal.</summary>
    public (string? Team, Decision? Refusal) To(Ticket ticket, Teams teams)
    {
        var routed = ticket.Routed!;
        if (routed.AssignmentReason == RouteTicket.Imported) return (null, Decision.Reject("imported", "The ticket was imported and is nobody's here; give it to somebody first."));
        if (Team is not null && teams.Find(Team) is null) return (null, Decision.Invalid("team", "must be the id of a team"));
        if (Team is not null && Team == routed.Team) return (null, Decision.Invalid("team", "has the ticket already"));
        var next = Team ?? (teams.Find(routed.Team) is { } present ? teams.After(present, routed.Category)?.Team : null);
        return next is null || next == routed.Team ? (null, Decision.Reject("no-next-team", "There is no team of a higher tier; name a team.")) : (next, null);
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/tickets/{id:guid}/escalate", (Guid id, Body<Escalate> body, TicketMoveRequest request) =>
        TicketMove.Handle(request, id, "escalate", body.Value, async (work, tables, ticket) =>
        {
            if (FinishedTicket.Refuses(ticket, request.Act.Actor, await WorkReadModel.IsFinished(request.Journal, id, request.Cancel)) is { } finished) return finished;
            var (team, refusal) = body.Value.To(ticket, tables.Teams);
            if (refusal is not null) return refusal;
            await Assigning.Reroute(work, tables, id, team, new Move(AssignmentCause.Escalated, request.Act.Actor.Id, body.Value.Reason));
            return null;
        }))
        .For(Roles.Agent, Roles.Lead, Roles.Admin).Accepts<Escalate>("application/json").Produces<CommandAnswer>().WithSummary("Hands the ticket to the next tier, or to a named team.");
}
