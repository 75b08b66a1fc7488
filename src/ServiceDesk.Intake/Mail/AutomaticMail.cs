using MimeKit;

namespace ServiceDesk.Intake.Mail;

/// <summary>Tells the mail of machines from that of people (RFC 3834, and what mail systems really send), so that no two machines ever talk to each other.</summary>
internal static class AutomaticMail
{
    /// <summary>Stands on everything that the desk sends.</summary>
    public const string LoopHeader = "X-ServiceDesk";

    private static readonly string[] mailSystems = ["mailer-daemon", "postmaster", "mail-daemon"];

    public static AutomaticReason? Reason(MimeMessage message)
    {
        if (message.Headers.Contains(LoopHeader)) return AutomaticReason.OwnMail;
        if (message.Body is MultipartReport or MessageDeliveryStatus or MessageDispositionNotification) return AutomaticReason.DeliveryReport;
        if (Values(message, "Return-Path").Any(path => path == "<>")) return AutomaticReason.EmptyReturnPath;
        if (message.From.Mailboxes.Append(message.Sender).Any(IsMailSystem)) return AutomaticReason.MailSystem;
        if (Words(message, "Auto-Submitted").Any(word => word != "no")) return AutomaticReason.AutoSubmitted;
        if (Words(message, "X-Autoreply").Concat(Words(message, "X-Autorespond")).Any(word => word != "no")) return AutomaticReason.AutoReply;
        if (Words(message, "X-Auto-Response-Suppress").Any(word => word is "all" or "oof" or "autoreply")) return AutomaticReason.SuppressesReplies;
        if (message.Headers.Contains(HeaderId.ListId)) return AutomaticReason.MailingList;
        if (Words(message, "Precedence").Any(word => word is "bulk" or "list" or "junk")) return AutomaticReason.Bulk;
        return null;
    }

    private static bool IsMailSystem(MailboxAddress? sender) =>
        sender?.Address is { } address && mailSystems.Contains(address.Split('@')[0].ToLowerInvariant());

    private static IEnumerable<string> Values(MimeMessage message, string field) => message.Headers
        .Where(header => header.Field.Equals(field, StringComparison.OrdinalIgnoreCase)).Select(header => SafeText.Header(header.Value));

    /// <summary>The words of a value, up to its parameters.</summary>
    private static IEnumerable<string> Words(MimeMessage message, string field) => Values(message, field)
        .SelectMany(value => value.Split([';', '('])[0].Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)).Select(word => word.ToLowerInvariant());
}
