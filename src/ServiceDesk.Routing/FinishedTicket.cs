using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

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
}
