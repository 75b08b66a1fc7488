namespace ServiceDesk.Rules;

/// <summary>How likely a category is, in permille of all.</summary>
/// <param name="Category">The category.</param>
/// <param name="Share">0 to 1000.</param>
public readonly record struct CategoryShare(string Category, int Share);

/// <summary>What was learned says of a ticket.</summary>
/// <param name="Best">The likeliest category.</param>
/// <param name="Others">The next two, the likelier first.</param>
/// <param name="Words">What of the ticket speaks for the likeliest rather than for the next one, the strongest first.</param>
/// <param name="Learned">From how many tickets.</param>
public sealed record LearnedCategory(CategoryShare Best, IReadOnlyList<CategoryShare> Others, IReadOnlyList<string> Words, int Learned);

/// <summary>
/// Learns from tickets with a known category which category a new one has: naive Bayes over distinct words, each word counted a sixteenth more often than it
/// was seen. In whole numbers: the same tickets in any order give the same answers on every machine.
/// </summary>
public sealed class CategoryModel
{
    private const int Smoothing = 16;
    private const int MostWords = 5;
    private const int MostOthers = 2;

    private readonly Dictionary<string, Dictionary<string, int>> words = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Seen> categories = new(StringComparer.Ordinal);

    /// <summary>How many tickets were learned from.</summary>
    public int Learned { get; private set; }

    /// <summary>The words of a ticket's text: of Chinese each character and each pair, of other writing words, and terms of the field.</summary>
    /// <param name="text">Any text.</param>
    public static IReadOnlyList<string> WordsOf(string text) => [.. TextTokens.Of(text).Select(token => token.Text).Distinct(StringComparer.Ordinal)];

    /// <summary>Learns from one ticket.</summary>
    /// <param name="category">Its category.</param>
    /// <param name="ticket">Its words; one that is there twice counts once.</param>
    public void Learn(string category, IEnumerable<string> ticket)
    {
        if (!categories.TryGetValue(category, out var seen)) categories[category] = seen = new Seen();
        seen.Tickets++;
        Learned++;
        foreach (var word in ticket.Distinct(StringComparer.Ordinal))
        {
            if (!words.TryGetValue(word, out var counts)) words[word] = counts = new Dictionary<string, int>(StringComparer.Ordinal);
            counts[category] = counts.GetValueOrDefault(category) + 1;
            seen.Words++;
        }
    }

    /// <summary>What a ticket's category probably is; null while not at least two categories are known, or when no word of the ticket is.</summary>
    /// <param name="ticket">Its words; one that is there twice counts once.</param>
    public LearnedCategory? Suggest(IEnumerable<string> ticket)
    {
        var known = ticket.Distinct(StringComparer.Ordinal).Where(words.ContainsKey).ToList();
        if (categories.Count < 2 || known.Count == 0) return null;
        var scores = categories
            .Select(one => (Category: one.Key, Score: FixedLog.Log2((ulong)one.Value.Tickets) + known.Sum(word => Weight(word, one.Key, one.Value))))
            .OrderByDescending(one => one.Score).ThenBy(one => one.Category, StringComparer.Ordinal)
            .ToList();
        var powers = scores.Select(one => FixedLog.Power(one.Score - scores[0].Score)).ToList();
        var all = powers.Aggregate(0UL, (sum, power) => sum + power);
        var shares = scores.Select((one, at) => new CategoryShare(one.Category, (int)(powers[at] * 1000 / all))).ToList();
        var (best, next) = (scores[0].Category, scores[1].Category);
        var strongest = known
            .Select(word => (Word: word, For: Weight(word, best, categories[best]) - Weight(word, next, categories[next])))
            .Where(one => one.For > 0)
            .OrderByDescending(one => one.For).ThenBy(one => one.Word, StringComparer.Ordinal)
            .Take(MostWords).Select(one => one.Word);
        return new LearnedCategory(shares[0], [.. shares.Skip(1).Take(MostOthers)], [.. strongest], Learned);
    }

    private long Weight(string word, string category, Seen seen) =>
        FixedLog.Log2(((ulong)words[word].GetValueOrDefault(category) * Smoothing) + 1) - FixedLog.Log2(((ulong)seen.Words * Smoothing) + (ulong)words.Count);

    private sealed class Seen
    {
        public int Tickets { get; set; }

        public int Words { get; set; }
    }
}
