using System.Text;
using MimeKit;

namespace ServiceDesk.Intake.Mail;

/// <summary>
/// Goes through a message once without keeping anything and refuses it where it passes a limit, so that the parser, which builds an object
/// for every header and part, only sees messages of a bounded shape. Notes by the way in which charset unmarked headers may be written.
/// </summary>
internal sealed class MailGuard(ParserOptions options, MailSource source, MailLimits limits) : MimeReader(options, source, MimeFormat.Entity)
{
    private readonly MemoryStream unmarked = new();
    private string? charset;
    private int headerBytes;
    private int parts;
    private int depth;

    public static MailRefusedException HeadersTooLarge() => new("headers-too-large", "The headers are too long.");

    /// <summary>The charset of headers that hold bytes above 127 and are no UTF-8: that of the body, or what they look like.</summary>
    public Encoding HeaderCharset => Encoding.GetEncoding(MailCharset.Choose(unmarked.GetBuffer().AsSpan(0, (int)unmarked.Length), charset, cut: false).CodePage);

    protected override void OnHeadersBegin(long beginOffset, int beginLineNumber, CancellationToken cancellationToken) =>
        source.HeadersEndBefore = beginOffset + limits.HeaderBytes + 16 * 1024;

    protected override void OnHeaderRead(Header header, int beginLineNumber, CancellationToken cancellationToken)
    {
        headerBytes += header.RawField.Length + header.RawValue.Length;
        if (headerBytes > limits.HeaderBytes) throw HeadersTooLarge();
        if (MailCharset.IsUnmarked(header.RawValue)) unmarked.Write(header.RawValue);
    }

    protected override void OnHeadersEnd(long beginOffset, int beginLineNumber, long endOffset, int endLineNumber, CancellationToken cancellationToken) =>
        source.HeadersEndBefore = long.MaxValue;

    protected override void OnMimePartBegin(ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken)
    {
        charset ??= contentType.Charset;
        Count();
    }

    protected override void OnMultipartBegin(ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken) => Deeper();

    protected override void OnMultipartEnd(
        ContentType contentType, long beginOffset, int beginLineNumber, long headersEndOffset, long endOffset, int lines, CancellationToken cancellationToken) =>
        depth--;

    protected override void OnMessagePartBegin(ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken) => Deeper();

    protected override void OnMessagePartEnd(
        ContentType contentType, long beginOffset, int beginLineNumber, long headersEndOffset, long endOffset, int lines, CancellationToken cancellationToken) =>
        depth--;

    private void Deeper()
    {
        Count();
        if (++depth > limits.Depth) throw new MailRefusedException("too-deep", $"Parts lie in each other more than {limits.Depth} deep.");
    }

    private void Count()
    {
        if (++parts > limits.Parts) throw new MailRefusedException("too-many-parts", $"The message has more than {limits.Parts} parts.");
    }
}
