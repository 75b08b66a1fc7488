using System.Collections.Frozen;

namespace ServiceDesk.Rules;

/// <summary>Words of the field that mean the same, in Chinese and English.</summary>
internal static class FieldTerms
{
    private static readonly (FieldTerm Term, string Way)[] ways =
    [
        .. from line in ResourceLines.Of("FieldTerms.txt")
           let named = line.Split(':', 2)
           from way in named[1].Split(',', StringSplitOptions.TrimEntries)
           select (new FieldTerm("=" + named[0].TrimStart('~', '!'), KindOf(named[0][0])), way),
    ];

    /// <summary>Of Chinese ways; several terms may share one.</summary>
    private static readonly FrozenDictionary<string, FieldTerm[]> chinese = Table(way => TextTokens.IsGram(way[0]), way => way);

    private static readonly FrozenDictionary<string, FieldTerm[]> english = Table(way => !TextTokens.IsGram(way[0]), EnglishStem.Of);

    private static readonly FrozenDictionary<string, FieldTerm[]>.AlternateLookup<ReadOnlySpan<char>> chineseSpans =
        chinese.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string> pairs =
        chinese.Keys.SelectMany(way => Enumerable.Range(0, way.Length - 1).Select(at => way.Substring(at, 2))).ToFrozenSet(StringComparer.Ordinal);

    private static readonly int longest = chinese.Keys.Max(way => way.Length);

    /// <summary>The terms that a stemmed English word names.</summary>
    public static IReadOnlyList<FieldTerm> OfWord(string stem) => english.GetValueOrDefault(stem, []);

    /// <summary>Two characters stand together in a way to name a term, and so tell little beside the term.</summary>
    public static bool HasPair(string pair) => pairs.Contains(pair);

    /// <summary>The terms that begin here in a run of Chinese, and the length of the way that names them; the longest way wins.</summary>
    public static (IReadOnlyList<FieldTerm> Terms, int Length) At(ReadOnlySpan<char> run)
    {
        for (var length = Math.Min(longest, run.Length); length > 0; length--)
        {
            if (chineseSpans.TryGetValue(run[..length], out var terms)) return (terms, length);
        }
        return ([], 0);
    }

    private static TokenKind KindOf(char mark) => mark switch { '~' => TokenKind.Usual, '!' => TokenKind.Thing, _ => TokenKind.Term };

    private static FrozenDictionary<string, FieldTerm[]> Table(Func<string, bool> takes, Func<string, string> key) => ways
        .Where(way => takes(way.Way))
        .GroupBy(way => key(way.Way), way => way.Term, StringComparer.Ordinal)
        .ToFrozenDictionary(group => group.Key, group => group.Distinct().ToArray(), StringComparer.Ordinal);
}

/// <summary>What several words mean.</summary>
/// <param name="Text">Its name in English after <c>=</c>, which no folded text contains.</param>
/// <param name="Kind">Usual, term or thing.</param>
internal readonly record struct FieldTerm(string Text, TokenKind Kind);
