using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Resolution.Closing;

/// <summary>
/// Archives a ticket that ended long enough ago, and can neither be reopened nor rated any more. A merged ticket is not archived: the merge can be taken back
/// at any time.
/// </summary>
internal static class Archive
{
    public static Decision Decide(Ticket ticket, string desk, ClosingRuleDefined rule, Instant now)
    {
        if (ticket.IsArchived || ticket.Status is not (TicketStatus.Closed or TicketStatus.Withdrawn or TicketStatus.Invalid)) return Decision.Nothing;
        if (rule.ArchiveDays is not { } days || now < ticket.MovedAt + Duration.FromDays(days) || now <= LastChance(ticket)) return Decision.Nothing;
        return Decision.Accept(new TicketArchived(desk, ticket.Organization, ticket.Requester, rule.Version, days, now));
    }

    /// <summary>Until when somebody may still come back to it.</summary>
    private static Instant LastChance(Ticket ticket) => ticket.Closing.Closed is { } closed && ticket.Status == TicketStatus.Closed
        ? Instant.Max(closed.At + Duration.FromDays(ticket.Closing.Terms?.ReopenDays ?? ClosingRuleHistory.Shipped.ReopenDays), closed.SurveyUntil ?? closed.At)
        : Instant.MinValue;
}
