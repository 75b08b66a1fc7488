using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution;

/// <summary>Something a person does with a ticket as Resolution knows it.</summary>
internal interface ITicketCommand<TSelf> : ITicketCommand<TSelf, Ticket> where TSelf : ITicketCommand<TSelf>;

internal static class Work
{
    /// <summary>The refusal of work on a ticket that is not open.</summary>
    public static Decision NotOpen(Ticket ticket) => ticket.Status switch
    {
        TicketStatus.Closed => Decision.Reject("closed", "The ticket is closed."),
        TicketStatus.Withdrawn => Decision.Reject("withdrawn", "The ticket was withdrawn."),
        TicketStatus.Invalid => Decision.Reject("invalid-request", "The ticket was found to be no valid request."),
        TicketStatus.Merged => Decision.Reject("merged", "The ticket was merged into another; work on that one."),
        _ => Decision.Reject("resolved", "The ticket is resolved and waits for the requester; reject the solution to go on."),
    };
}
