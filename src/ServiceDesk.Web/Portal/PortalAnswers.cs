using NodaTime;

namespace ServiceDesk.Web.Portal;

/// <summary>Who read a ticket while it was confidential.</summary>
public sealed record TicketReaders(bool Confidential, IReadOnlyList<TicketReading> Items, string? Next);

public sealed record TicketReading(string Reader, string ReaderName, string? Via, Instant At, string Service, string What, string Event);
