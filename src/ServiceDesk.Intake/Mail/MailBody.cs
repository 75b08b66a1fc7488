using MimeKit;

namespace ServiceDesk.Intake.Mail;

/// <summary>Goes through the parts of a message: one text for people to read, and the attachments.</summary>
internal sealed class MailBody(MailLimits limits)
{
    /// <summary>HTML is mostly markup: so many bytes are looked at for a character of text.</summary>
    private const int markupFactor = 20;

    private readonly List<MailAttachment> attachments = [];
    private int left = limits.TextCharacters;

    public IReadOnlyList<MailAttachment> Attachments => attachments;

    public bool Truncated { get; private set; }

    public string Read(MimeEntity? entity) => entity is null ? "" : Read(entity, wanted: true);

    /// <param name="entity">A part with all that lies in it.</param>
    /// <param name="wanted">False where the text is known already in a better form, so that only attachments are looked for.</param>
    private string Read(MimeEntity entity, bool wanted) => entity switch
    {
        MultipartAlternative same => OneOf(same, wanted),
        Multipart { Count: 0, Preamble: { } text } => wanted ? Take(text, cut: false) : "",
        Multipart several => string.Join('\n', several.Select(part => Read(part, wanted)).Where(text => text.Length > 0)),
        TextPart { IsAttachment: false, FileName: null } text when text.IsPlain || text.IsHtml => wanted ? Text(text) : "",
        _ => Attach(entity),
    };

    private string OneOf(MultipartAlternative same, bool wanted)
    {
        var chosen = "";
        foreach (var part in same.OrderBy(part => part is TextPart { IsPlain: true } ? 0 : 1))
        {
            var text = Read(part, wanted && string.IsNullOrWhiteSpace(chosen));
            if (!string.IsNullOrWhiteSpace(text)) chosen = text;
        }

        return chosen;
    }

    private string Text(TextPart part)
    {
        if (part.Content is not { Stream: { } encoded } body) return "";
        var most = limits.TextCharacters * (part.IsHtml ? markupFactor : 4);
        using var content = body.Open();
        var buffer = new byte[Math.Min(most, encoded.Length)];
        var read = content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        var cut = read == most && content.ReadByte() >= 0;
        var text = MailCharset.Decode(buffer.AsSpan(0, read), part.ContentType.Charset, cut);
        return Take(part.IsHtml ? HtmlText.Read(text, limits.TextCharacters + 1) : text, cut);
    }

    private string Take(string text, bool cut)
    {
        var safe = SafeText.Body(text);
        Truncated |= cut || safe.Length > left;
        safe = SafeText.Cut(safe, left);
        left -= safe.Length;
        return safe;
    }

    private string Attach(MimeEntity entity)
    {
        if (attachments.Count == limits.Attachments)
            throw new MailRefusedException("too-many-attachments", $"The message has more than {limits.Attachments} attachments.");
        attachments.Add(new(entity, attachments.Count + 1));
        return "";
    }
}
