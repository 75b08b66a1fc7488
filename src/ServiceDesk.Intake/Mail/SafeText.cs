using System.Globalization;
using System.Text;

namespace ServiceDesk.Intake.Mail;

/// <summary>Strings that came from strangers, made fit for a log, a header and a file system.</summary>
internal static class SafeText
{
    /// <summary>A line of a message has at most 998 bytes, so a longer value was never meant to be read.</summary>
    public const int LongestHeader = 998;

    private const int longestFileName = 100;

    /// <summary>One line: breaks and control characters become a space; what turns the reading direction vanishes.</summary>
    public static string Header(string? value) => Header(value, LongestHeader);

    /// <summary>Lines that end in a line feed, with tabs and no other control characters.</summary>
    public static string Body(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var rune in Characters(value.ReplaceLineEndings("\n")))
        {
            if (rune.Value is '\n' or '\t' || !Rune.IsControl(rune)) text.Append(rune);
        }

        return text.ToString();
    }

    /// <summary>A name without a path, that every file system takes and that reads as it is.</summary>
    public static string FileName(string? value, int number)
    {
        var name = Header(value, int.MaxValue);
        name = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        name = string.Concat(Characters(name).Where(rune => Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format)
            .Select(rune => rune.Value is '<' or '>' or ':' or '"' or '|' or '?' or '*' ? "_" : rune.ToString())).Trim(' ', '.');
        if (name.Length == 0) return $"attachment-{number}";
        if (IsDevice(name)) name = $"_{name}";
        if (name.Length <= longestFileName) return name;
        var ending = Path.GetExtension(name) is { Length: <= 10 } known ? known : "";
        return Cut(name, longestFileName - ending.Length).TrimEnd() + ending;
    }

    /// <summary>At most so many characters, never half of one.</summary>
    public static string Cut(string value, int most) =>
        value.Length <= most ? value : value[..(most > 0 && char.IsHighSurrogate(value[most - 1]) ? most - 1 : most)];

    private static string Header(string? value, int most)
    {
        var text = new StringBuilder();
        var gap = false;
        foreach (var rune in Characters(value ?? ""))
        {
            if (Rune.IsControl(rune) || Rune.IsWhiteSpace(rune)) gap = text.Length > 0;
            else if (rune.Value is not ((>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069)))
            {
                if (gap) text.Append(' ');
                gap = false;
                text.Append(rune);
            }
        }

        return Cut(text.ToString(), most).TrimEnd();
    }

    /// <summary>The characters I-JSON may hold: no lone surrogates and no noncharacters.</summary>
    private static IEnumerable<Rune> Characters(string value)
    {
        for (var i = 0; i < value.Length;)
        {
            if (!Rune.TryGetRuneAt(value, i, out var rune))
            {
                i++;
                continue;
            }

            i += rune.Utf16SequenceLength;
            if (rune.Value is not (>= 0xFDD0 and <= 0xFDEF) && (rune.Value & 0xFFFE) != 0xFFFE) yield return rune;
        }
    }

    private static bool IsDevice(string name)
    {
        var stem = name.Split('.')[0].TrimEnd().ToUpperInvariant();
        return stem is "CON" or "PRN" or "AUX" or "NUL"
            || (stem.Length == 4 && (stem.StartsWith("COM", StringComparison.Ordinal) || stem.StartsWith("LPT", StringComparison.Ordinal)) && char.IsDigit(stem[3]));
    }
}
