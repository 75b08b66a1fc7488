using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Resolution.Closing;

/// <summary>Closes a solved ticket whose requester did not answer in time. Nothing but the answer may be missing.</summary>
internal static class AutoClose
{
    public const string Rule = "auto-close";

    public static Decision Decide(Ticket ticket, string desk, Instant now)
    {
        if (ticket.Status != TicketStatus.Resolved || ticket.Closing.RequesterSpoke) return Decision.Nothing;
        if (ticket.Closing.Terms is not { ClosesAt: { } due, ClosesAfter: { } days } terms || now < due) return Decision.Nothing;
        if (ClosingGate.Missing(ticket).Keys.Any(part => part != ClosingGate.Confirmation)) return Decision.Nothing;
        return Decision.Accept(ClosingGate.Close(ticket, desk, new ClosedByRule(Rule, terms.RuleVersion, days), now));
    }
}
