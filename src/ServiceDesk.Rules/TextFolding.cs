using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace ServiceDesk.Rules;

/// <summary>Makes texts that a reader takes for the same text the same: width, case, traditional characters, white space and punctuation.</summary>
public static class TextFolding
{
    /// <summary>What may stand inside a name, an address or a version, and so is kept between two letters or digits.</summary>
    private const string Joiners = "-._@'";

    /// <summary>U+2E80: no character before it is a traditional one.</summary>
    private const char FirstIdeographic = '\u2E80';

    private static readonly FrozenDictionary<char, char> simplified = ResourceLines.Of("TraditionalCharacters.txt")
        .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .ToFrozenDictionary(pair => pair[0], pair => pair[1]);

    /// <summary>The traditional characters that are folded, each with its simplified one.</summary>
    public static IReadOnlyDictionary<char, char> Simplified => simplified;

    /// <summary>
    /// The folded text: NFKC (full width becomes half width), lower case, simplified characters; whatever is no letter, mark or digit becomes
    /// one space, except <c>- . _ @ '</c> between two letters or digits. Depends on no culture, and folding twice changes nothing.
    /// </summary>
    /// <param name="text">Any text; a lone surrogate separates words.</param>
    public static string Fold(string text)
    {
        var runes = Lower(Normal(text)).EnumerateRunes().ToArray();
        var folded = new StringBuilder(text.Length);
        var gap = false;
        for (var i = 0; i < runes.Length; i++)
        {
            if (!IsWritten(runes[i]) && !Joins(runes, i))
            {
                gap = true;
                continue;
            }
            if (gap && folded.Length > 0) folded.Append(' ');
            gap = false;
            folded.Append(runes[i].ToString());
        }
        return folded.ToString();
    }

    /// <summary>Composed in compatibility form; a lone surrogate has none and becomes U+FFFD first, which is neither letter nor digit.</summary>
    private static string Normal(string text)
    {
        var whole = text;
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0)
        {
            var runes = new StringBuilder(text.Length);
            foreach (var rune in text.EnumerateRunes()) runes.Append(rune.ToString());
            whole = runes.ToString();
        }
        return whole.Normalize(NormalizationForm.FormKC);
    }

    /// <summary>By way of upper case, so that letters with several lower-case forms become one; composed again, because case may take that apart.</summary>
    private static string Lower(string text)
    {
        var lower = text.Replace('\u2019', '\'').ToUpperInvariant().ToLowerInvariant().Replace("ß", "ss", StringComparison.Ordinal).Normalize(NormalizationForm.FormKC);
        return string.Create(lower.Length, lower, (span, from) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = from[i] >= FirstIdeographic ? simplified.GetValueOrDefault(from[i], from[i]) : from[i];
        });
    }

    private static bool IsWritten(Rune rune) => Rune.IsLetterOrDigit(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.LetterNumber;

    private static bool Joins(Rune[] runes, int at) => Joiners.Contains((char)(runes[at].IsBmp ? runes[at].Value : 0))
        && at > 0 && at < runes.Length - 1 && JoinsTo(runes[at - 1]) && JoinsTo(runes[at + 1]);

    private static bool JoinsTo(Rune rune) => rune.Value < FirstIdeographic && Rune.IsLetterOrDigit(rune);
}
