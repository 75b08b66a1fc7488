using NodaTime;
using ServiceDesk.Contracts;

namespace ServiceDesk.Routing;

/// <summary>What the assignment of a ticket rests on, as far as it is the ticket's.</summary>
internal sealed record AssignmentFacts(
    string Number, string Organization, string Requester, string Category, string? RequestType, string? AffectedSystem, string? Language, Priority Priority, Instant Since)
{
    public static AssignmentFacts Of(TicketRouted routed) => new(
        routed.Number, routed.Organization, routed.Requester, routed.Category, routed.RequestType, routed.AffectedSystem, routed.Language, routed.Priority, routed.At);

    public static AssignmentFacts Of(TicketWaits waits) => new(
        waits.Number, waits.Organization, waits.Requester, waits.Category, waits.RequestType, waits.AffectedSystem, waits.Language, waits.Priority, waits.Since);

    /// <summary>The entry in the queue of those who wait.</summary>
    public TicketWaits Waits(Guid ticket, string reason, IReadOnlyList<string> declined, Instant at) =>
        new(ticket, Number, Organization, Requester, Category, RequestType, AffectedSystem, Language, Priority, reason, declined, Since, at);
}
