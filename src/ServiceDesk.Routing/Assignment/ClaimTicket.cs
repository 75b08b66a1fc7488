using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Routing;

/// <summary>An agent takes a ticket that waits in a team of the agent's.</summary>
internal sealed record ClaimTicket(string? Reason) : IInput<ClaimTicket>
{
    public static ClaimTicket Read(Input input) => new(input.Text("reason", 1000));

    /// <summary>Why it cannot be; null = it can.</summary>
    public static Decision? Refuse(ClaimTicket command, Ticket ticket, RoutingTables tables, Actor actor, NodaTime.Instant at)
    {
        if (ticket.Assignment.HasEnded) return TicketMove.Ended;
        if (!ticket.Waits) return Decision.Reject("assigned", "The ticket is with somebody already.");
        if (ticket.Routed!.Team is not { } team) return Decision.Reject("no-team", "The ticket waits for a team; give it to one.");
        if (tables.Teams.Find(team)?.Members.Contains(actor.Id) != true) return Decision.Reject("not-of-the-team", "Only members of its team take the ticket.");
        return AssignTicket.Unfit(AssignmentFacts.Of(ticket.Routed), tables, actor.Id, command.Reason, at);
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/tickets/{id:guid}/claim", (Guid id, Body<ClaimTicket> body, TicketMoveRequest request) =>
        TicketMove.Handle(request, id, "claim", body.Value, async (work, tables, ticket) =>
        {
            var actor = request.Act.Actor;
            if (ticket.Counts && ticket.Routed!.Agent == actor.Id) return null; // has it already
            if (Refuse(body.Value, ticket, tables, actor, work.At) is { } refusal) return refusal;
            await Assigning.Give(work, tables, id, ticket.Routed!.Team!, actor.Id, new Move(AssignmentCause.Claimed, actor.Id, body.Value.Reason));
            return null;
        }))
        .For(Roles.Agent, Roles.Lead).Accepts<ClaimTicket>("application/json").Produces<CommandAnswer>().WithSummary("Takes a ticket that waits in one's team.");
}
