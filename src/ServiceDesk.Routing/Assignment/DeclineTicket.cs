using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Routing;

/// <summary>The agent who has the ticket gives it back, and says why. It is not offered to the same agent again.</summary>
internal sealed record DeclineTicket(string Reason) : IInput<DeclineTicket>
{
    public static DeclineTicket Read(Input input) => new(input.RequiredText("reason", 1000));

    /// <summary>Why it cannot be; null = it can.</summary>
    public static Decision? Refuse(Ticket ticket, Actor actor)
    {
        if (ticket.Assignment.HasEnded) return TicketMove.Ended;
        return ticket.Counts && ticket.Routed!.Agent == actor.Id ? null : Decision.Reject("not-yours", "Only the agent who has the ticket declines it.");
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/tickets/{id:guid}/decline", (Guid id, Body<DeclineTicket> body, TicketMoveRequest request) =>
        TicketMove.Handle(request, id, "decline", body.Value, async (work, tables, ticket) =>
        {
            if (Refuse(ticket, request.Act.Actor) is { } refusal) return refusal;
            await Assigning.Reroute(work, tables, id, ticket.Routed!.Team, new Move(AssignmentCause.Declined, request.Act.Actor.Id, body.Value.Reason));
            return null;
        }))
        .For(Roles.Agent, Roles.Lead).Accepts<DeclineTicket>("application/json").Produces<CommandAnswer>().WithSummary("Gives one's ticket back.");
}
