namespace ServiceDesk.Intake.Channels;

/// <summary>Shortens what a machine sent, because nobody there could shorten it.</summary>
internal static class Cut
{
    /// <summary>The text, or its beginning and the note, at most so many characters together; no character is cut in two.</summary>
    public static string To(string text, int longest, string note)
    {
        if (text.Length <= longest) return text;
        var end = longest - note.Length;
        if (char.IsHighSurrogate(text[end - 1])) end--;
        return text[..end] + note;
    }
}
