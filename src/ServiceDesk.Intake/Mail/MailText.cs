using System.Security.Cryptography;
using System.Text;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Mail;

/// <summary>What a message becomes in a ticket: its id, its subject, and remarks on what could not be taken.</summary>
internal static class MailText
{
    private const int longestSubject = 300;
    private static readonly Guid messages = new("5f3a9c1e-7b0d-5e24-8c66-2d1f0a9b7e43");

    /// <summary>
    /// The same for every delivery of the same message to the same customer. The text counts beside the Message-ID, so that a mail program or
    /// a stranger who gives an id twice takes nobody's message away.
    /// </summary>
    /// <param name="mail">The message.</param>
    /// <param name="whole">A hash of all its bytes, for one without an id.</param>
    /// <param name="organization">The organisation for which alone its bringer acts.</param>
    public static Guid IdOf(IncomingMail mail, string whole, string? organization) => NameBasedId.Create(messages, mail.MessageId is { } id
        ? $"{organization}\n{id}\n{mail.From?.Address}\n{mail.Subject}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(mail.TextAsSent)))}"
        : $"{organization}\n\n{whole}");

    public static string SubjectOf(IncomingMail mail)
    {
        var subject = TicketToken.WithoutMarkers(mail.Subject);
        if (subject.Length == 0) subject = mail.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? "";
        if (subject.Length == 0) subject = IsChinese(mail) ? "（无主题）" : "(no subject)";
        return SafeText.Cut(subject, longestSubject);
    }

    /// <summary>A text with what its reader must know of the rest.</summary>
    public static string WithRemarks(string text, IncomingMail mail, IReadOnlyList<string> notKept)
    {
        var remarks = new StringBuilder(text.TrimEnd());
        if (mail.Truncated) remarks.Append(IsChinese(mail) ? "\n\n[正文过长，已截断]" : "\n\n[The text was too long and was cut.]");
        if (notKept.Count > 0) remarks.Append(IsChinese(mail) ? "\n\n[未保存的附件：" : "\n\n[Attachments that were not kept: ").AppendJoin(", ", notKept).Append(']');
        return remarks.ToString().TrimStart('\n');
    }

    public static string NameOf(IncomingMail mail) => mail.From is { } from ? from.Name ?? from.Address.Split('@')[0] : "?";

    private static bool IsChinese(IncomingMail mail) => mail.Language == "zh";
}
