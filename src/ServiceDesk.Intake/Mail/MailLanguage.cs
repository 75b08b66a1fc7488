using System.Text;

namespace ServiceDesk.Intake.Mail;

/// <summary>Chinese or English. A Han character weighs as much as a word of another script, because Chinese texts are full of product names.</summary>
internal static class MailLanguage
{
    public static string? Of(string text)
    {
        int han = 0, others = 0;
        var inWord = false;
        foreach (var rune in text.EnumerateRunes())
        {
            var letter = Rune.IsLetter(rune);
            if (IsHan(rune)) han++;
            else if (letter && (!inWord || IsSyllable(rune))) others++;
            inWord = letter && !IsHan(rune);
        }

        return han + others == 0 ? null : han > others ? "zh" : "en";
    }

    private static bool IsHan(Rune rune) => rune.Value is (>= 0x3400 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);

    /// <summary>Kana and Hangul are written without spaces or in long words, so each counts.</summary>
    private static bool IsSyllable(Rune rune) => rune.Value is (>= 0x3040 and <= 0x30FF) or (>= 0xAC00 and <= 0xD7AF);
}
