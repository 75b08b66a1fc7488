using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Resolution;

/// <summary>The work ends without a solution, or goes on after all. A closed ticket stays closed: what was promised for it was kept or broken.</summary>
internal static class CaseEnds
{
    public static Decision Withdraw(Ticket ticket, TicketWithdrawn withdrawn) =>
        End(ticket, new CaseEnded(CaseEnd.Withdrawn, withdrawn.By, withdrawn.Requester, withdrawn.Reason, null, null, withdrawn.At));

    public static Decision Invalidate(Ticket ticket, TicketInvalidated invalidated) =>
        End(ticket, new CaseEnded(CaseEnd.Invalid, invalidated.By, invalidated.Requester, invalidated.Reason, null, null, invalidated.At));

    public static Decision Merge(Ticket ticket, TicketMerged merged) =>
        End(ticket, new CaseEnded(CaseEnd.Merged, merged.By, merged.Requester, merged.Reason, merged.Into, merged.IntoNumber, merged.At));

    public static Decision Resume(Ticket ticket, TicketUnmerged unmerged) => ticket.HasEnded
        ? Decision.Accept(new CaseResumed(unmerged.By, unmerged.Requester, unmerged.Reason, ticket.WorkedOnBeforeEnd, unmerged.At))
        : Decision.Nothing;

    private static Decision End(Ticket ticket, CaseEnded ended) =>
        ticket.HasEnded || ticket.Status == TicketStatus.Closed ? Decision.Nothing : CaseReaction.Existing(ticket, ended);
}
