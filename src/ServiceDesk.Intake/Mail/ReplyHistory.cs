using System.Text.RegularExpressions;

namespace ServiceDesk.Intake.Mail;

/// <summary>
/// Finds where a reply ends and the mail it answers begins, as Outlook, Gmail, Apple, QQ and 163 write it in English and Chinese. In doubt
/// nothing is cut: a line too many is a blemish, a line too few loses what the requester said.
/// </summary>
internal static partial class ReplyHistory
{
    private const int headerBlock = 8;

    /// <param name="text">Lines end in a line feed.</param>
    /// <param name="subject">Tells a forwarded mail, whose history is the matter itself.</param>
    public static string Cut(string text, string subject)
    {
        var lines = text.Split('\n');
        if (Forwarded().IsMatch(subject) || lines.Any(line => IsSeparator(line, "Forwarded message", "转发的邮件", "转发邮件", "轉寄郵件"))) return text.Trim();
        var firstOwn = Array.FindIndex(lines, line => !IsQuoted(line) && line.Any(char.IsLetterOrDigit));
        var lastOwn = Array.FindLastIndex(lines, line => !IsQuoted(line) && !string.IsNullOrWhiteSpace(line));
        if (firstOwn < 0) return text.Trim();
        for (var i = firstOwn; i < lines.Length; i++)
        {
            if (Beginning(lines, i, lastOwn) is { } start && start > firstOwn) return Join(lines, start);
        }

        return Join(lines, lastOwn + 1);
    }

    /// <summary>Where the history begins that is recognised by this line, if it is.</summary>
    private static int? Beginning(string[] lines, int i, int lastOwn)
    {
        if (IsSeparator(lines[i], "Original Message", "Original", "Replied Message", "原始邮件", "原邮件", "回复的原邮件", "邮件原件", "原始郵件")) return i;
        if (IsSender(lines[i]) && lines.Skip(i + 1).Take(headerBlock).Count(IsOtherHeader) >= 2) return i;
        return Wrote().IsMatch(lines[i]) && !IsAnsweredBelow(lines, i + 1, lastOwn) ? Introduction(lines, i) : null;
    }

    /// <summary>The line that tells when and who wrote may be wrapped; it holds a date, unlike "as I wrote:".</summary>
    private static int? Introduction(string[] lines, int last)
    {
        return Upwards(When()) ?? Upwards(Who());

        int? Upwards(Regex begin)
        {
            for (var first = last; first >= Math.Max(0, last - 2) && !string.IsNullOrWhiteSpace(lines[first]); first--)
            {
                if (begin.IsMatch(lines[first]) && lines[first..(last + 1)].Any(line => line.Any(char.IsAsciiDigit))) return first;
            }

            return null;
        }
    }

    /// <summary>The sender wrote between or below the quoted lines.</summary>
    private static bool IsAnsweredBelow(string[] lines, int from, int lastOwn)
    {
        var next = Array.FindIndex(lines, from, line => !string.IsNullOrWhiteSpace(line));
        return next >= 0 && IsQuoted(lines[next]) && lastOwn > next;
    }

    private static string Join(string[] lines, int end)
    {
        while (end > 0 && (string.IsNullOrWhiteSpace(lines[end - 1]) || Rule().IsMatch(lines[end - 1]))) end--;
        return string.Join('\n', lines[..end]).Trim();
    }

    private static bool IsQuoted(string line) => line.TrimStart().StartsWith('>');

    private static bool IsSeparator(string line, params ReadOnlySpan<string> words)
    {
        if (!line.StartsWith("--", StringComparison.Ordinal)) return false;
        var inside = line.Trim('-', ' ', '\t', '\u00A0');
        foreach (var word in words)
        {
            if (inside.Equals(word, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    private static bool IsSender(string line) => Sender().IsMatch(line);

    private static bool IsOtherHeader(string line) => OtherHeader().IsMatch(line);

    [GeneratedRegex(@"^\s*(fw|fwd|wg|转发|轉寄|轉發)\s*[:：]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Forwarded();

    [GeneratedRegex(@"(wrote|写道|寫道|写入)\s?[:：]\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Wrote();

    [GeneratedRegex(@"^\s*(On |At |在|于|於)", RegexOptions.CultureInvariant)]
    private static partial Regex When();

    [GeneratedRegex(@"@|[于於]\s?20\d\d", RegexOptions.CultureInvariant)]
    private static partial Regex Who();

    [GeneratedRegex(@"^\s*[*]{0,2}(From|发件人|寄件者|寄件人)[*]{0,2}\s*[:：]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Sender();

    [GeneratedRegex(@"^\s*[*]{0,2}(Sent|Date|To|Cc|Subject|发送时间|发送日期|时间|日期|收件人|抄送|主题|寄件日期|收件者|副本|主旨)[*]{0,2}\s*[:：]",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OtherHeader();

    [GeneratedRegex(@"^\s*[_\-=]{5,}\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Rule();
}
