using System.Text.Json;

namespace ServiceDesk.Hosting;

/// <summary>How enumerations look outside: lower-case words.</summary>
public static class Words
{
    /// <summary>The word of a value.</summary>
    /// <typeparam name="T">The enumeration.</typeparam>
    /// <param name="value">The value.</param>
    public static string Of<T>(T value) where T : struct, Enum => Cache<T>.Words[value];

    /// <summary>The value of a word; null when the enumeration has no such word.</summary>
    /// <typeparam name="T">The enumeration.</typeparam>
    /// <param name="word">The word.</param>
    public static T? Find<T>(string? word) where T : struct, Enum
    {
        foreach (var (value, known) in Cache<T>.Words)
        {
            if (known == word) return value;
        }
        return null;
    }

    private static class Cache<T> where T : struct, Enum
    {
        public static readonly IReadOnlyDictionary<T, string> Words =
            Enum.GetValues<T>().ToDictionary(value => value, value => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()));
    }
}
