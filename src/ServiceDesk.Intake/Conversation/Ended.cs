using ServiceDesk.EventStore;

namespace ServiceDesk.Intake;

internal static class Ended
{
    /// <summary>The refusal of a command on a ticket whose work ended.</summary>
    public static Decision Refuse(Ticket ticket) => ticket.End switch
    {
        TicketEnd.Withdrawn => Decision.Reject("withdrawn", "The ticket was withdrawn."),
        TicketEnd.Invalid => Decision.Reject("invalid-request", "The ticket was found to be no valid request."),
        _ => Decision.Reject("merged", "The ticket was merged into another, which goes on for it."),
    };
}
