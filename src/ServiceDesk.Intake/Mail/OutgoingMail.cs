using NodaTime;

namespace ServiceDesk.Intake.Mail;

/// <summary>What the desk says to a requester, or to somebody of its own.</summary>
/// <param name="EventId">The event that caused it, such as <c>intake/4711</c>: a repeated sending carries the same Message-ID.</param>
/// <param name="Ticket">Null when no ticket came of the message, or when it is not to the requester: an answer is a new message to the desk.</param>
/// <param name="To">One person.</param>
/// <param name="Subject">Without a marker; the composer adds it.</param>
/// <param name="Body">Plain text.</param>
/// <param name="Date">When it was decided to send it.</param>
/// <param name="IsReply">It answers a message at once, rather than telling of something that happened.</param>
/// <param name="InReplyTo">The Message-ID it answers or belongs to.</param>
/// <param name="References">The thread so far, oldest first.</param>
internal sealed record OutgoingMail(
    string EventId,
    TicketName? Ticket,
    MailAddress To,
    string Subject,
    string Body,
    Instant Date,
    bool IsReply,
    string? InReplyTo,
    IReadOnlyList<string> References);

internal sealed record TicketName(Guid Id, string Number);
