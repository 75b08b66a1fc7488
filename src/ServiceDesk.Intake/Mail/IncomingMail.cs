using MimeKit;
using MimeKit.IO;
using NodaTime;

namespace ServiceDesk.Intake.Mail;

/// <summary>
/// A message as the desk understands it. Every string is I-JSON safe; those from headers are one line without control characters.
/// The bytes of attachments stay in the message that was read, encoded as they came, until somebody asks for them.
/// </summary>
/// <param name="MessageId">Without angle brackets, like all of these ids.</param>
/// <param name="InReplyTo">The message it answers.</param>
/// <param name="References">The thread so far, oldest first.</param>
/// <param name="From">Null when the sender's address is missing or is none.</param>
/// <param name="To">To whom it was written.</param>
/// <param name="Cc">Who else was to read it.</param>
/// <param name="DeliveredTo">Addresses from Delivered-To, X-Original-To and Envelope-To: where the mail system put it.</param>
/// <param name="Subject">Decoded; empty when there is none.</param>
/// <param name="Date">When the sender's machine says it was written; null when it says nothing readable.</param>
/// <param name="Text">What the sender wrote now, without the history quoted below it.</param>
/// <param name="TextAsSent">The whole body; from HTML when there is no plain text. Lines end in a line feed.</param>
/// <param name="Truncated">The body was longer than the limit and was cut.</param>
/// <param name="Attachments">Files and pictures, in the order of the message.</param>
/// <param name="Automatic">Why this message must neither open a ticket nor be answered; null for people's mail.</param>
/// <param name="Language"><c>zh</c>, <c>en</c>, or null when there are no words.</param>
internal sealed record IncomingMail(
    string? MessageId,
    string? InReplyTo,
    IReadOnlyList<string> References,
    MailAddress? From,
    IReadOnlyList<MailAddress> To,
    IReadOnlyList<MailAddress> Cc,
    IReadOnlyList<string> DeliveredTo,
    string Subject,
    Instant? Date,
    string Text,
    string TextAsSent,
    bool Truncated,
    IReadOnlyList<MailAttachment> Attachments,
    AutomaticReason? Automatic,
    string? Language);

internal sealed record MailAddress(string Address, string? Name);

/// <summary>Why a message is no person's: what is surest comes first.</summary>
internal enum AutomaticReason
{
    OwnMail,
    DeliveryReport,
    EmptyReturnPath,
    MailSystem,
    AutoSubmitted,
    AutoReply,
    SuppressesReplies,
    MailingList,
    Bulk,
}

/// <summary>A file or picture of a message. Not safe for use by two threads at once, because all share the message's bytes.</summary>
internal sealed class MailAttachment
{
    private readonly MimeEntity entity;

    public MailAttachment(MimeEntity entity, int number)
    {
        this.entity = entity;
        MediaType = SafeText.Header(entity.ContentType.MimeType).ToLowerInvariant();
        Inline = !entity.IsAttachment && entity.ContentType.IsMimeType("image", "*");
        ContentId = entity.ContentId is { Length: > 0 } id ? SafeText.Header(id) : null;
        FileName = SafeText.FileName(entity switch
        {
            MimePart part => part.FileName,
            MessagePart { Message.Subject: { Length: > 0 } subject } => $"{subject}.eml",
            _ => entity.ContentDisposition?.FileName ?? entity.ContentType.Name,
        }, number);
        using var measure = new MeasuringStream();
        CopyTo(measure);
        Size = measure.Length;
    }

    public string FileName { get; }

    /// <summary>As declared by the sender; nobody has looked into the bytes.</summary>
    public string MediaType { get; }

    /// <summary>A picture shown inside the text.</summary>
    public bool Inline { get; }

    public string? ContentId { get; }

    /// <summary>Decoded bytes.</summary>
    public long Size { get; }

    public void CopyTo(Stream destination)
    {
        if (entity is MessagePart { Message: { } message }) message.WriteTo(destination);
        else (entity as MimePart)?.Content?.DecodeTo(destination);
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        CopyTo(new MemoryStream(bytes));
        return bytes;
    }
}
