using System.Text.RegularExpressions;

namespace ServiceDesk.Rules;

/// <summary>
/// What a text is found by: every Chinese character and every two that stand together, words stemmed, joined words whole and in their parts, and
/// the words of the field in either language. Unlike <see cref="TextTokens"/> nothing is left out, so that whoever asks for one character finds it.
/// </summary>
public static class SearchTokens
{
    /// <summary>Longer texts are found by what stands before this character.</summary>
    public const int MostRead = 20_000;

    private const string Joiners = "-._@'";

    /// <summary>Ways of asking, simplified and traditional.</summary>
    private static readonly Regex questions = new("怎么办|怎么样|怎么|怎樣|怎麼|如何|为什么|為什麼|为何|什么|什麼|是否|能否|可以|可否|可能|老是|总是|總是", RegexOptions.CultureInvariant);

    /// <summary>The distinct tokens of a text that is to be found.</summary>
    /// <param name="text">Any text.</param>
    public static IReadOnlySet<string> Of(string text)
    {
        var tokens = new HashSet<string>(StringComparer.Ordinal);
        foreach (var run in Runs(text, MostRead))
        {
            if (TextTokens.IsGram(run[0])) AddChinese(run, alone: true, tokens);
            else AddWord(run, tokens);
        }
        return tokens;
    }

    /// <summary>The distinct tokens that a query asks for, in its order: of Chinese the pairs, and a character only where it stands alone.</summary>
    /// <param name="query">As typed.</param>
    /// <param name="longest">Only so many characters are read.</param>
    public static IReadOnlyList<string> Asked(string query, int longest)
    {
        var tokens = new List<string>();
        foreach (var run in Runs(query, longest))
        {
            var found = new List<string>();
            if (TextTokens.IsGram(run[0])) AddChinese(run, alone: false, found);
            else AddWord(run, found);
            tokens.AddRange(found.Where(token => !tokens.Contains(token)));
        }
        return tokens;
    }

    /// <summary>
    /// What a text tells of its matter, each token with its weight of <see cref="TextToken"/>: without stop words, ways of asking, and ways to say that
    /// something fails, which would bring what only sounds alike.
    /// </summary>
    /// <param name="text">Any text.</param>
    public static IReadOnlyList<(string Token, int Weight)> Telling(string text) =>
    [
        .. TextTokens.Of(questions.Replace(text, " ")).Where(token => token.Kind is not (TokenKind.Character or TokenKind.Usual))
            .Select(token => (Text: token.Kind == TokenKind.Identifier ? EnglishStem.Of(token.Text) : token.Text, token.Weight))
            .Where(token => token.Text.Length > 0).DistinctBy(token => token.Text),
    ];

    /// <summary>Whether a token is a word of the field, which an article may say in other words.</summary>
    /// <param name="token">A token.</param>
    public static bool IsTerm(string token) => token[0] == '=';

    private static IEnumerable<string> Runs(string text, int longest) =>
        TextFolding.Fold(text.Length > longest ? text[..longest] : text).Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(TextTokens.Runs);

    private static void AddChinese(string run, bool alone, ICollection<string> tokens)
    {
        var previous = "";
        foreach (var rune in run.EnumerateRunes())
        {
            var character = rune.ToString();
            if (alone || character.Length == run.Length) tokens.Add(character);
            if (previous.Length > 0) tokens.Add(previous + character);
            previous = character;
        }
        for (var i = 0; i < run.Length;)
        {
            var (terms, length) = FieldTerms.At(run.AsSpan(i));
            AddTerms(terms, tokens);
            i += Math.Max(1, length);
        }
    }

    private static void AddWord(string word, ICollection<string> tokens)
    {
        foreach (var part in word.Split([.. Joiners], StringSplitOptions.RemoveEmptyEntries).Append(word))
        {
            var stem = EnglishStem.Of(part);
            if (stem.Length == 0) continue;
            if (!tokens.Contains(stem)) tokens.Add(stem);
            AddTerms(FieldTerms.OfWord(stem), tokens);
        }
    }

    /// <summary>A way to say that something fails stands in nearly every article, and so finds none.</summary>
    private static void AddTerms(IReadOnlyList<FieldTerm> terms, ICollection<string> tokens)
    {
        foreach (var term in terms)
        {
            if (term.Kind != TokenKind.Usual && !tokens.Contains(term.Text)) tokens.Add(term.Text);
        }
    }
}
