using NodaTime;

namespace ServiceDesk.Contracts;

/// <summary>A request reached the desk. Holds every submitted value unchanged.</summary>
/// <param name="Number">For people: <c>INC-000123</c> or <c>REQ-000124</c>.</param>
/// <param name="Kind">Incident or request.</param>
/// <param name="Subject">One line.</param>
/// <param name="Description">The requester's own words.</param>
/// <param name="Requester">The opaque id of the person who needs help.</param>
/// <param name="RequesterName">As submitted.</param>
/// <param name="Email">As submitted.</param>
/// <param name="Phone">As submitted.</param>
/// <param name="Organization">The customer organisation's id.</param>
/// <param name="Impact">How many it hurts; null when left to the desk.</param>
/// <param name="Urgency">How soon it hurts; null when left to the desk.</param>
/// <param name="Category">As submitted; any word.</param>
/// <param name="Channel">Through which it came, such as <c>api</c>, <c>phone</c>, <c>portal</c>.</param>
/// <param name="AffectedSystem">As submitted.</param>
/// <param name="ExternalId">The submitter's own id for it.</param>
/// <param name="FaultAt">When the fault began; moves no clock.</param>
/// <param name="At">When it was submitted; the clocks start here.</param>
[StoredName("intake.ticket-submitted.v1")]
public sealed record TicketSubmitted(
    string Number,
    TicketKind Kind,
    [property: Personal(nameof(TicketSubmitted.Requester))] string Subject,
    [property: Personal(nameof(TicketSubmitted.Requester))] string Description,
    string Requester,
    [property: Personal(nameof(TicketSubmitted.Requester))] string RequesterName,
    [property: Personal(nameof(TicketSubmitted.Requester))] string? Email,
    [property: Personal(nameof(TicketSubmitted.Requester))] string? Phone,
    string Organization,
    Impact? Impact,
    Urgency? Urgency,
    string? Category,
    string Channel,
    string? AffectedSystem,
    string? ExternalId,
    Instant? FaultAt,
    Instant At);
