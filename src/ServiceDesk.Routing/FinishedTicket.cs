using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Routing.Boards;

namespace ServiceDesk.Routing;

/// <summary>What holds for everything that people do with an open ticket.</summary>
internal static class FinishedTicket
{
    /// <summary>Why nothing can be done with the ticket; null when something can.</summary>
    public static Decision? Refuses(Ticket ticket, Actor actor, bool isFinished)
    {
        if (ticket.Routed is not { } routed || !actor.MaySee(routed.Organization, routed.Requester)) return Decision.Missing;
        return isFinished || ticket.Assignment.HasEnded ? Decision.Reject("not-open", "Nobody works on the ticket any more.") : null;
    }

    /// <summary>Refuses a command on an imported ticket that another system closed: of that its stream here tells nothing.</summary>
    public static RouteHandlerBuilder OnlyWhileOpen(this RouteHandlerBuilder route) => route.AddEndpointFilter(async (call, next) =>
    {
        var (http, journal) = (call.HttpContext, call.HttpContext.RequestServices.GetRequiredService<Journal>());
        if (!Guid.TryParse(http.Request.RouteValues["id"] as string, out var id) || !await WorkReadModel.IsFinished(journal, id, http.RequestAborted)) return await next(call);
        var ticket = (await journal.Load<Ticket>(Streams.Ticket(id), http.RequestAborted)).State;
        return ticket.Routed is { AssignmentReason: RouteTicket.Imported } && ticket.IsVisibleTo(call.Arguments.OfType<Act>().Single().Actor)
            ? Problem.Of(StatusCodes.Status409Conflict, "not-open", "Nobody works on the ticket any more.")
            : await next(call);
    });
}
