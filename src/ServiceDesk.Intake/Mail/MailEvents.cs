using NodaTime;
using ServiceDesk.Contracts;

namespace ServiceDesk.Intake.Mail;

/// <summary>A message came that no person wrote for the desk to answer; nothing was done. Stream <c>mail-{id}</c>.</summary>
/// <param name="MessageId">The sender's own id of it.</param>
/// <param name="Sender">The opaque id of the sender's address.</param>
/// <param name="From">The sender's address.</param>
/// <param name="Subject">As sent.</param>
/// <param name="Why">For example <c>delivery-report</c> or <c>auto-reply</c>.</param>
/// <param name="About">Our mail that it reports on, when that is proven.</param>
/// <param name="At">When it came.</param>
[StoredName("intake.mail-ignored.v1")]
internal sealed record MailIgnored(
    string? MessageId, string Sender, [property: Personal(nameof(MailIgnored.Sender))] string? From, [property: Personal(nameof(MailIgnored.Sender))] string Subject,
    string Why, string? About, Instant At);

/// <summary>A message of a sender whom the desk cannot place waits for somebody to decide. Its bytes stand outside the log. Stream <c>mail-{id}</c>.</summary>
/// <param name="MessageId">The sender's own id of it.</param>
/// <param name="Sender">The opaque id of the sender's address.</param>
/// <param name="From">The sender's address; null when none can be read.</param>
/// <param name="FromName">The sender's name.</param>
/// <param name="Subject">As sent.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">Lower-case hex hash of its bytes.</param>
/// <param name="At">When it came.</param>
[StoredName("intake.mail-held.v1")]
internal sealed record MailHeld(
    string? MessageId, string Sender, [property: Personal(nameof(MailHeld.Sender))] string? From, [property: Personal(nameof(MailHeld.Sender))] string? FromName,
    [property: Personal(nameof(MailHeld.Sender))] string Subject, long Size, string Sha256, Instant At)
{
    /// <summary>Why it waits, as a code: <c>unknown-sender</c>, or <c>archived-ticket</c> when it is an answer to a ticket that takes none any more and nobody knows whose new one it would be.</summary>
    public string Why { get; init; } = MailDesk.UnknownSender;

    /// <summary>The archived ticket that it answers; null when there is none.</summary>
    public Guid? Answers { get; init; }
}

/// <summary>A held message became a ticket. Stream <c>mail-{id}</c>.</summary>
/// <param name="By">Who decided.</param>
/// <param name="Organization">For which organisation.</param>
/// <param name="Ticket">The ticket.</param>
/// <param name="At">When.</param>
[StoredName("intake.mail-released.v1")]
internal sealed record MailReleased(string By, string Organization, Guid Ticket, Instant At);

/// <summary>A held message will not become a ticket. Stream <c>mail-{id}</c>.</summary>
/// <param name="By">Who decided.</param>
/// <param name="Sender">The opaque id of the sender's address.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When.</param>
[StoredName("intake.mail-dropped.v1")]
internal sealed record MailDropped(string By, string Sender, [property: Personal(nameof(MailDropped.Sender))] string Reason, Instant At);

/// <summary>The desk wrote to the requester, or to somebody of the desk; the mail is on its way. Stream <c>mails-{ticket}</c>.</summary>
/// <param name="MessageId">Derived from <paramref name="About"/>: a repeated sending carries the same.</param>
/// <param name="About">The event that is told, as <c>log/position</c>.</param>
/// <param name="Requester">Whom it is written to.</param>
/// <param name="To">The address.</param>
/// <param name="ToName">The name beside it.</param>
/// <param name="Number">The ticket's number.</param>
/// <param name="Template">Which text.</param>
/// <param name="TemplateVersion">In which version.</param>
/// <param name="Language">In which language.</param>
/// <param name="Subject">Without the ticket's marker.</param>
/// <param name="Body">Plain text.</param>
/// <param name="IsReply">It answers a message at once.</param>
/// <param name="InReplyTo">The message it answers or belongs to.</param>
/// <param name="References">The thread so far.</param>
/// <param name="HappenedAt">When what is told happened: from here the time to the notice counts.</param>
/// <param name="At">When it was written.</param>
[StoredName("intake.mail-queued.v1")]
internal sealed record MailQueued(
    string MessageId, string About, string Requester, [property: Personal(nameof(MailQueued.Requester))] string To,
    [property: Personal(nameof(MailQueued.Requester))] string ToName, string Number, string Template, int TemplateVersion, string Language,
    [property: Personal(nameof(MailQueued.Requester))] string Subject, [property: Personal(nameof(MailQueued.Requester))] string Body,
    bool IsReply, string? InReplyTo, IReadOnlyList<string> References, Instant HappenedAt, Instant At)
{
    /// <summary>The escalation of the ticket of which somebody of the desk is told; null = it is to the requester.</summary>
    public int? Escalation { get; init; }

    /// <summary>It tells of this scheduled report and of no ticket; its stream is <c>mails-{delivery}</c>. Null = it is about a ticket.</summary>
    public string? Report { get; init; }

    /// <summary>It is not sent before; null = at once.</summary>
    public Instant? SendFrom { get; init; }
}

/// <summary>So many mails went out about this ticket within the hour that one more would look like a loop. Stream <c>mails-{ticket}</c>.</summary>
/// <param name="About">The event that is not told.</param>
/// <param name="Template">Which text it would have been.</param>
/// <param name="At">When.</param>
[StoredName("intake.mail-suppressed.v1")]
internal sealed record MailSuppressed(string About, string Template, Instant At);

/// <summary>The next mail system took the mail over. Stream <c>mails-{ticket}</c>.</summary>
/// <param name="MessageId">Which mail.</param>
/// <param name="Attempts">At which attempt.</param>
/// <param name="At">When.</param>
[StoredName("intake.mail-sent.v1")]
internal sealed record MailSent(string MessageId, int Attempts, Instant At);

/// <summary>The mail did not reach the requester. Stream <c>mails-{ticket}</c>.</summary>
/// <param name="MessageId">Which mail.</param>
/// <param name="Attempts">After how many attempts; 0 when it was sent and came back.</param>
/// <param name="Requester">Whom the text is about.</param>
/// <param name="Reason">What the mail system said.</param>
/// <param name="At">When.</param>
[StoredName("intake.mail-failed.v1")]
internal sealed record MailFailed(string MessageId, int Attempts, string Requester, [property: Personal(nameof(MailFailed.Requester))] string Reason, Instant At);

/// <summary>A text of the desk was changed. Stream <c>mail-templates</c>.</summary>
/// <param name="Template">Which text.</param>
/// <param name="Language">In which language.</param>
/// <param name="Version">Counts on from the shipped text.</param>
/// <param name="Subject">The subject with its places.</param>
/// <param name="Body">The text with its places.</param>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
[StoredName("intake.mail-template-defined.v1")]
internal sealed record MailTemplateDefined(string Template, string Language, int Version, string Subject, string Body, string By, Instant At);
