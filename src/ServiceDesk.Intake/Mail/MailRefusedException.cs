namespace ServiceDesk.Intake.Mail;

/// <summary>
/// The only thing that <see cref="MailReader"/> throws about a message. Codes: <c>mail-too-large</c>, <c>headers-too-large</c>,
/// <c>too-many-parts</c>, <c>too-deep</c>, <c>too-many-attachments</c>, <c>unreadable</c>.
/// </summary>
internal sealed class MailRefusedException(string code, string reason, Exception? cause = null) : Exception(reason, cause)
{
    public string Code => code;
}
