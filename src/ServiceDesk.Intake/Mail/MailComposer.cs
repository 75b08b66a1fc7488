using System.Text;
using MimeKit;

namespace ServiceDesk.Intake.Mail;

/// <summary>Makes messages that find their way back to the ticket and that no machine answers. The same input gives the same bytes.</summary>
internal sealed class MailComposer(MailAddress desk, TicketToken tokens)
{
    private const int longestSubject = 200;
    private const int longestThread = 20;

    public MimeMessage Compose(OutgoingMail mail)
    {
        var id = mail.EventId.Replace('/', '-');
        var message = new MimeMessage
        {
            Date = mail.Date.ToDateTimeOffset(),
            MessageId = MessageIdOf(mail.EventId),
            Subject = Subject(mail),
            Body = Text(mail.Body),
        };
        message.From.Add(Mailbox(desk));
        message.To.Add(Mailbox(mail.To));
        message.ReplyTo.Add(Mailbox(mail.Ticket is { } ticket ? desk with { Address = tokens.Address(desk.Address, ticket.Id) } : desk));
        if (mail.InReplyTo is { } answered && IsIdentifier(answered)) message.InReplyTo = answered;
        message.References.AddRange(Thread(mail));
        message.Headers.Add("Auto-Submitted", mail.IsReply ? "auto-replied" : "auto-generated");
        message.Headers.Add("X-Auto-Response-Suppress", "All");
        message.Headers.Add(AutomaticMail.LoopHeader, id);
        return message;
    }

    /// <summary>The id of the mail that tells of an event.</summary>
    public string MessageIdOf(string eventId)
    {
        var id = eventId.Replace('/', '-');
        return IsIdentifier(id) ? $"{id}@{desk.Address[(desk.Address.LastIndexOf('@') + 1)..]}" : throw new ArgumentException($"'{eventId}' is no event id.", nameof(eventId));
    }

    /// <summary>Whether an address can stand in a mail; whatever a requester once submitted need not be one.</summary>
    public static bool CanWriteTo(string address) => address.Contains('@') && MailboxAddress.TryParse(address, out var mailbox) && mailbox.Address == address;

    private string Subject(OutgoingMail mail)
    {
        var subject = SafeText.Cut(TicketToken.WithoutMarkers(SafeText.Header(mail.Subject)), longestSubject);
        return mail.Ticket is { } ticket ? $"{subject} {tokens.Marker(ticket.Number, ticket.Id)}" : subject;
    }

    private static TextPart Text(string body)
    {
        var safe = SafeText.Body(body);
        var part = new TextPart("plain");
        part.SetText(Encoding.UTF8, safe);
        // Quoted-printable stays readable in the raw message, but triples every byte of a Chinese one.
        part.ContentTransferEncoding = safe.Count(c => c > 127) * 4 > safe.Length ? ContentEncoding.Base64 : ContentEncoding.QuotedPrintable;
        return part;
    }

    private static MailboxAddress Mailbox(MailAddress address)
    {
        if (!CanWriteTo(address.Address)) throw new ArgumentException($"'{address.Address}' is not one address.", nameof(address));
        var mailbox = MailboxAddress.Parse(address.Address);
        mailbox.Name = SafeText.Header(address.Name);
        return mailbox;
    }

    /// <summary>The first message and the latest ones, with the answered one last, as RFC 5322 has it.</summary>
    private static IEnumerable<string> Thread(OutgoingMail mail)
    {
        var all = mail.References.Append(mail.InReplyTo).OfType<string>().Where(IsIdentifier).Distinct().ToList();
        return all.Count <= longestThread ? all : [all[0], .. all.TakeLast(longestThread - 1)];
    }

    private static bool IsIdentifier(string id) =>
        id.Length is > 0 and <= 250 && id.All(c => c is > ' ' and < (char)127 and not ('<' or '>' or '"' or '(' or ')' or ',' or ';' or ':' or '\\'));
}
