using System.Buffers;
using MimeKit;
using MimeKit.Utils;
using NodaTime;

namespace ServiceDesk.Intake.Mail;

/// <summary>From the bytes of a message to what the desk needs of it.</summary>
internal static class MailReader
{
    private static readonly string[] deliveryHeaders = ["Delivered-To", "X-Original-To", "Envelope-To"];

    /// <summary>Takes the stream into memory once. What the stream itself throws, it throws here too.</summary>
    public static IncomingMail Read(Stream message, MailLimits limits) => Read(MailSource.Of(message, limits), limits);

    /// <summary>Reads in place: the memory must stay as it is for as long as attachments are used.</summary>
    public static IncomingMail Read(ReadOnlySequence<byte> message, MailLimits limits) => Read(MailSource.Of(message, limits), limits);

    private static IncomingMail Read(MailSource source, MailLimits limits)
    {
        try
        {
            // One more level than is allowed, so that the guard sees the excess before the parser flattens it.
            var options = new ParserOptions { MaxMimeDepth = limits.Depth + 1 };
            var guard = new MailGuard(options, source, limits);
            guard.ReadMessage();
            options.CharsetEncoding = guard.HeaderCharset;
            source.Position = 0;
            return Read(new MimeParser(options, source, MimeFormat.Entity, persistent: true).ParseMessage(), options, limits);
        }
        catch (Exception cause) when (cause is not MailRefusedException and not OutOfMemoryException)
        {
            // Whatever a parser of hostile input throws, it is the message that is wrong, and no message may stop the desk.
            throw new MailRefusedException("unreadable", "This is no message that can be read.", cause);
        }
    }

    private static IncomingMail Read(MimeMessage message, ParserOptions options, MailLimits limits)
    {
        var body = new MailBody(limits);
        var asSent = body.Read(message.Body);
        var subject = SafeText.Header(message.Subject);
        var text = ReplyHistory.Cut(asSent, subject);
        return new(
            Id(message.MessageId),
            Id(message.InReplyTo),
            [.. message.References.Select(Id).OfType<string>()],
            Addresses(message.From).FirstOrDefault() ?? (message.Sender is { } sender ? Address(sender) : null),
            [.. Addresses(message.To)],
            [.. Addresses(message.Cc)],
            [.. Delivered(message, options)],
            subject,
            Date(message),
            text,
            asSent,
            body.Truncated,
            body.Attachments,
            AutomaticMail.Reason(message),
            MailLanguage.Of(text.Length > 0 ? text : subject));
    }

    private static string? Id(string? value) => SafeText.Header(value) is { Length: > 0 } id ? id : null;

    private static IEnumerable<MailAddress> Addresses(InternetAddressList list) => list.Mailboxes.Select(Address).OfType<MailAddress>();

    private static MailAddress? Address(MailboxAddress mailbox)
    {
        var address = SafeText.Header(mailbox.Address);
        var at = address.LastIndexOf('@');
        if (at <= 0 || at == address.Length - 1 || address.Contains(' ')) return null;
        return new(address, SafeText.Header(mailbox.Name) is { Length: > 0 } name ? name : null);
    }

    private static IEnumerable<string> Delivered(MimeMessage message, ParserOptions options) => message.Headers
        .Where(header => deliveryHeaders.Contains(header.Field, StringComparer.OrdinalIgnoreCase))
        .SelectMany(header => InternetAddressList.TryParse(options, header.RawValue, out var list) ? Addresses(list) : [])
        .Select(one => one.Address)
        .Distinct(StringComparer.OrdinalIgnoreCase);

    private static Instant? Date(MimeMessage message) =>
        message.Headers[HeaderId.Date] is { } value && DateUtils.TryParse(value, out var date) ? Instant.FromDateTimeOffset(date) : null;
}
