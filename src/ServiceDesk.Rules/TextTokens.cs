using System.Collections.Frozen;
using System.Globalization;

namespace ServiceDesk.Rules;

/// <summary>What a token is, and so how much it tells.</summary>
public enum TokenKind
{
    /// <summary>One Chinese character or kana.</summary>
    Character,

    /// <summary>Two that stand together.</summary>
    Pair,

    /// <summary>A word written in letters, stemmed, or a number of one or two digits.</summary>
    Word,

    /// <summary>A way to say that something fails or is asked for, which nearly every ticket has; or a pair that is part of a word of the field.</summary>
    Usual,

    /// <summary>A word of the field, in any of its ways in either language; its text begins with <c>=</c>.</summary>
    Term,

    /// <summary>A term that is a thing which a fault is about, such as a device or a product.</summary>
    Thing,

    /// <summary>An error code, host name, address, version, number of three digits or more, or a floor (<c>3楼</c>).</summary>
    Identifier,
}

/// <summary>A piece of a text by which it is compared.</summary>
/// <param name="Text">Folded.</param>
/// <param name="Kind">What it is.</param>
public readonly record struct TextToken(string Text, TokenKind Kind)
{
    /// <summary>How much the token tells: 1 to 8.</summary>
    public int Weight => Kind switch
    {
        TokenKind.Character or TokenKind.Usual => 1,
        TokenKind.Pair => 3,
        TokenKind.Word => Text.Length <= 2 ? 3 : Text.Length <= 4 ? 5 : 6,
        TokenKind.Term or TokenKind.Thing => 7,
        _ => 8,
    };
}

/// <summary>Takes a text apart into what it is compared by.</summary>
public static class TextTokens
{
    /// <summary>Of the tokens that are no single characters only so many are kept, from the front: what a long text quotes further down tells less.</summary>
    public const int MostOthers = 64;

    /// <summary>Of the single characters only so many are kept, from the front.</summary>
    public const int MostCharacters = 48;

    /// <summary>Longer texts are cut here before anything else, so that a log pasted into a description costs nothing.</summary>
    private const int MostRead = 2000;

    private static readonly FrozenSet<string> stopWords = ((string[])
    [
        "a", "about", "after", "again", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "because", "been", "but", "by", "can", "could", "did", "do", "does",
        "for", "from", "get", "got", "had", "has", "have", "he", "hello", "her", "hi", "his", "how", "i", "if", "im", "in", "into", "is", "it", "its", "ive", "just", "keep",
        "me", "my", "no", "now", "of", "off", "on", "or", "our", "out", "please", "she", "since", "so", "some", "than", "thank", "thanks", "that", "the", "their", "them",
        "then", "there", "they", "this", "to", "today", "too", "up", "us", "very", "was", "we", "were", "what", "when", "which", "who", "will", "with", "would", "you", "your",
    ]).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Longer ones first, because the first that fits is taken.</summary>
    private static readonly string[] chineseStopWords =
    [
        "谢谢", "您好", "你好", "请问", "我们", "你们", "他们", "大家", "一下", "一个", "这个", "那个", "目前", "现在", "今天", "今早", "刚才", "刚刚", "已经", "一直", "还是", "因为", "所以", "但是",
        "的", "了", "吗", "呢", "啊", "吧", "呀", "我", "你", "您", "他", "她", "请", "很", "也", "就", "都",
    ];

    private static readonly string[] ordinals = ["zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

    private const string ChineseDigits = "零一二三四五六七八九";

    /// <summary>
    /// The distinct tokens in the order of their first appearance. Chinese and kana give every character and every pair, letters and digits give
    /// words (stemmed) and identifiers (whole), either gives terms of the field. Stop words of both languages are left out and separate pairs.
    /// </summary>
    /// <param name="text">Any text.</param>
    public static IReadOnlyList<TextToken> Of(string text)
    {
        var tokens = new Found();
        var words = TextFolding.Fold(text.Length > MostRead ? text[..MostRead] : text).Split(' ').SelectMany(Runs).ToArray();
        for (var i = 0; i < words.Length; i++)
        {
            var (before, after) = (i > 0 ? words[i - 1] : "", i < words.Length - 1 ? words[i + 1] : "");
            if (IsGram(words[i][0])) AddChinese(words[i], before, tokens);
            else AddWord(words[i], before, after, tokens);
        }
        return tokens.All;
    }

    internal static bool IsGram(char character) => character is >= '\u3400' and <= '\u4DBF' or >= '\u4E00' and <= '\u9FFF' or >= '\u3040' and <= '\u30FF'
        or >= '\uF900' and <= '\uFAFF' or '\u3005' or '\u3007' or >= '\uD840' and <= '\uD88D';

    /// <summary>Cuts where Chinese meets letters or digits.</summary>
    internal static IEnumerable<string> Runs(string word)
    {
        var start = 0;
        for (var i = 1; i <= word.Length; i++)
        {
            if (i < word.Length && (char.IsLowSurrogate(word[i]) || IsGram(word[i]) == IsGram(word[start]))) continue;
            if (i > start) yield return word[start..i];
            start = i;
        }
    }

    private static void AddChinese(string run, string before, Found tokens)
    {
        AddFloors(run, before, tokens);
        var start = 0;
        for (var i = 0; i < run.Length;)
        {
            if (FieldTerms.At(run.AsSpan(i)) is { Length: > 0 } named)
            {
                foreach (var term in named.Terms) tokens.Add(term.Text, term.Kind);
                i += named.Length;
            }
            else if (StopWordAt(run, i) is { } stop)
            {
                AddGrams(run[start..i], tokens);
                start = i += stop.Length;
            }
            else i++;
        }
        AddGrams(run[start..], tokens);
    }

    private static string? StopWordAt(string run, int at)
    {
        foreach (var word in chineseStopWords)
        {
            if (string.CompareOrdinal(run, at, word, 0, word.Length) == 0) return word;
        }
        return null;
    }

    private static void AddGrams(string piece, Found tokens)
    {
        var previous = "";
        foreach (var rune in piece.EnumerateRunes())
        {
            var character = rune.ToString();
            tokens.Add(character, TokenKind.Character);
            if (previous.Length > 0) tokens.Add(previous + character, FieldTerms.HasPair(previous + character) ? TokenKind.Usual : TokenKind.Pair);
            previous = character;
        }
    }

    /// <summary>A floor in figures, after a number or after a Chinese one up to 99: two tickets about different floors are hardly about one fault.</summary>
    private static void AddFloors(string run, string before, Found tokens)
    {
        for (var i = 0; i < run.Length; i++)
        {
            if (run[i] is not ('楼' or '层')) continue;
            var start = i;
            while (start > 0 && (ChineseDigits.Contains(run[start - 1]) || run[start - 1] == '十')) start--;
            if (start == 0 && i == 0 && IsNumber(before)) tokens.Add(before + "楼", TokenKind.Identifier);
            else if (NumberOf(run.AsSpan(start, i - start)) is { } floor) tokens.Add(floor.ToString(CultureInfo.InvariantCulture) + "楼", TokenKind.Identifier);
        }
    }

    private static int? NumberOf(ReadOnlySpan<char> chinese)
    {
        var ten = chinese.IndexOf('十');
        if (chinese.Length is 0 or > 3 || (ten < 0 && chinese.Length > 1) || ten > 1) return null;
        if (ten < 0) return ChineseDigits.IndexOf(chinese[0]);
        return (ten == 0 ? 10 : ChineseDigits.IndexOf(chinese[0]) * 10) + (chinese.Length > ten + 1 ? Math.Max(0, ChineseDigits.IndexOf(chinese[^1])) : 0);
    }

    private static void AddWord(string word, string before, string after, Found tokens)
    {
        if (Floor(word, before, after) is { } floor) tokens.Add(floor + "楼", TokenKind.Identifier);
        if (IsIdentifier(word))
        {
            tokens.Add(word, TokenKind.Identifier);
            return;
        }
        var stem = EnglishStem.Of(word);
        if (stem.Length == 0 || stopWords.Contains(stem) || stopWords.Contains(word)) return;
        var terms = FieldTerms.OfWord(stem);
        foreach (var term in terms) tokens.Add(term.Text, term.Kind);
        if (terms.Count == 0) tokens.Add(stem, TokenKind.Word);
    }

    private static bool IsIdentifier(string word) => IsNumber(word)
        ? word.Length > 2
        : word.AsSpan().IndexOfAny("._@") >= 0 || (word.Length > 2 && word.AsSpan().IndexOfAnyInRange('0', '9') >= 0 && !IsOrdinal(word));

    private static bool IsNumber(string word) => word.Length > 0 && word.All(char.IsAsciiDigit);

    private static bool IsOrdinal(string word) => word.Length <= 4 && word.EndsWith("th", StringComparison.Ordinal) || word is "1st" or "2nd" or "3rd";

    private static string? Floor(string word, string before, string after)
    {
        if (before == "floor" && IsNumber(word)) return word;
        if (after != "floor") return null;
        if (IsOrdinal(word)) return new string([.. word.Where(char.IsAsciiDigit)]);
        return Array.IndexOf(ordinals, word) is > 0 and var floor ? floor.ToString(CultureInfo.InvariantCulture) : null;
    }

    private sealed class Found
    {
        private readonly HashSet<TextToken> seen = [];
        private readonly List<TextToken> all = [];
        private int characters;

        public IReadOnlyList<TextToken> All => all;

        public void Add(string text, TokenKind kind)
        {
            var token = new TextToken(text, kind);
            if ((kind == TokenKind.Character ? characters >= MostCharacters : all.Count - characters >= MostOthers) || !seen.Add(token)) return;
            all.Add(token);
            if (kind == TokenKind.Character) characters++;
        }
    }
}
