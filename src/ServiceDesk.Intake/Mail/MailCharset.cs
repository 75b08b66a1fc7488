using System.Runtime.CompilerServices;
using System.Text;

namespace ServiceDesk.Intake.Mail;

/// <summary>
/// Which charset bytes are really in. Labels are often missing, unknown or wrong; the bytes themselves tell UTF-8 almost surely and the
/// Chinese charsets well, so they are asked first and the label decides where they do not.
/// </summary>
internal static class MailCharset
{
    private const int gb18030 = 54936;
    private const int western = 1252;

    private static readonly UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>MimeKit looks once, when it is first touched, which charsets there are; whoever touches it, they must be there by then.</summary>
    [ModuleInitializer]
    internal static void Register() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <param name="bytes">A text.</param>
    /// <param name="label">The charset that was declared for it.</param>
    /// <param name="cut">The text goes on, so its last character may be incomplete.</param>
    public static string Decode(ReadOnlySpan<byte> bytes, string? label, bool cut)
    {
        var decoder = Choose(bytes, label, cut).GetDecoder();
        decoder.Fallback = DecoderFallback.ReplacementFallback;
        var text = new char[decoder.GetCharCount(bytes, flush: !cut)];
        return new string(text, 0, decoder.GetChars(bytes, text, flush: !cut)).TrimStart('\uFEFF');
    }

    public static Encoding Choose(ReadOnlySpan<byte> bytes, string? label, bool cut)
    {
        var named = Named(label);
        if (Ascii.IsValid(bytes) || named?.CodePage is 1200 or 1201 or 12000 or 12001) return named ?? utf8;
        var isWestern = named?.CodePage is null or western or 20127;
        if (Fits(utf8, bytes, cut) && (named is null || named.IsSingleByte || bytes.ContainsAnyInRange((byte)0xE0, (byte)0xF4))) return utf8;
        if (named is { IsSingleByte: false } && Fits(named, bytes, cut)) return named;
        if ((isWestern || !named!.IsSingleByte) && LooksChinese(bytes) && Fits(Page(gb18030), bytes, cut)) return Page(gb18030);
        return isWestern ? Page(western) : named!;
    }

    /// <summary>Holds bytes above 127 that are no UTF-8.</summary>
    public static bool IsUnmarked(ReadOnlySpan<byte> bytes) => !Ascii.IsValid(bytes) && !Fits(utf8, bytes, cut: false);

    private static Encoding? Named(string? label)
    {
        switch (label?.Trim(' ', '"', '\'').ToLowerInvariant())
        {
            case null or "": return null;
            case "gb2312" or "gbk" or "gb18030" or "gb_2312-80" or "x-gbk" or "cp936" or "ms936" or "windows-936" or "euc-cn": return Page(gb18030);
            case "big5" or "big5-hkscs" or "x-big5" or "cp950" or "ms950": return Page(950);
            case "shift_jis" or "shift-jis" or "sjis" or "x-sjis" or "cp932" or "ms932" or "windows-31j": return Page(932);
            case "iso-8859-1" or "latin1" or "iso8859-1" or "ansi": return Page(western);
            case "utf8" or "utf-8": return utf8;
            case var other:
                try
                {
                    return Encoding.GetEncoding(other, EncoderFallback.ReplacementFallback, DecoderFallback.ExceptionFallback);
                }
                catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
                {
                    return null;
                }
        }
    }

    private static Encoding Page(int number) => Encoding.GetEncoding(number, EncoderFallback.ReplacementFallback, DecoderFallback.ExceptionFallback);

    private static bool Fits(Encoding encoding, ReadOnlySpan<byte> bytes, bool cut)
    {
        try
        {
            encoding.GetDecoder().GetCharCount(bytes, flush: !cut);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>In GB2312 both bytes of a character lie above 0xA0, while the accents of western languages stand alone.</summary>
    private static bool LooksChinese(ReadOnlySpan<byte> bytes)
    {
        int high = 0, paired = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] < 0x80) continue;
            high++;
            if (i + 1 >= bytes.Length || bytes[i] < 0xA1 || bytes[i + 1] < 0xA1) continue;
            high++;
            paired += 2;
            i++;
        }

        return high >= 2 && paired * 10 >= high * 8;
    }
}
