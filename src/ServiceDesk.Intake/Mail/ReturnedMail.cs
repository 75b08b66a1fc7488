using System.Text;
using System.Text.RegularExpressions;

namespace ServiceDesk.Intake.Mail;

/// <summary>A mail of ours that could not be delivered, as a delivery report (RFC 3464) tells it.</summary>
/// <param name="Ticket">By the token in the headers that came back, which proves that the mail was ours.</param>
/// <param name="MessageId">Which mail.</param>
/// <param name="Reason">What the other mail system said.</param>
internal sealed partial record ReturnedMail(Guid Ticket, string MessageId, string Reason)
{
    private const long longestPart = 1 << 20;
    private const int longestReason = 500;

    /// <summary>Null when the report tells of no failure, or not provably of a mail of ours.</summary>
    public static ReturnedMail? Find(IncomingMail report, TicketToken tokens)
    {
        var status = Text(report, "message/delivery-status");
        if (status is null || !Failed().IsMatch(status)) return null;
        foreach (var part in report.Attachments.Where(one => one.MediaType is "message/rfc822" or "text/rfc822-headers" or "message/rfc822-headers"))
        {
            if (Original(part) is { MessageId: { } id } original && tokens.Find(original) is { } ticket)
                return new(ticket, id, SafeText.Cut(SafeText.Header(Diagnostic().Match(status) is { Success: true } said ? said.Groups[1].Value : "returned"), longestReason));
        }
        return null;
    }

    private static IncomingMail? Original(MailAttachment part)
    {
        if (part.Size > longestPart) return null;
        try
        {
            return MailReader.Read(new MemoryStream(part.ToArray()), MailLimits.Usual);
        }
        catch (MailRefusedException)
        {
            return null;
        }
    }

    private static string? Text(IncomingMail report, string mediaType) =>
        report.Attachments.FirstOrDefault(one => one.MediaType == mediaType && one.Size <= longestPart) is { } part ? Encoding.UTF8.GetString(part.ToArray()) : null;

    [GeneratedRegex(@"^Action:[ \t]*failed", RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Failed();

    [GeneratedRegex(@"^Diagnostic-Code:[ \t]*([^\r\n]+(?:\r?\n[ \t][^\r\n]*)*)", RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Diagnostic();
}
