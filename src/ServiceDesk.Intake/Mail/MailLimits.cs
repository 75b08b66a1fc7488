namespace ServiceDesk.Intake.Mail;

/// <summary>What one message may cost. Everything above is refused, except text, which is cut and marked.</summary>
internal sealed record MailLimits(int Bytes, int HeaderBytes, int Parts, int Depth, int Attachments, int TextCharacters)
{
    public static MailLimits Usual { get; } = new(
        Bytes: 25 * 1024 * 1024, HeaderBytes: 256 * 1024, Parts: 100, Depth: 16, Attachments: 50, TextCharacters: 100_000);
}
