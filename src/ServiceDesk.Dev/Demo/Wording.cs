using System.Globalization;
using System.Text;

namespace ServiceDesk.Dev.Demo;

/// <summary>Fills the slots of sentences: a slot has one value in all the texts of a ticket.</summary>
internal sealed class Wording(Dice dice, string language, Site site, Requesters people)
{
    private readonly Phrases phrases = Tables.PhrasesIn(language);
    private readonly Dictionary<string, string> values = [];

    internal Phrases Phrases => phrases;

    internal string Say(IReadOnlyList<string> sentences) => Fill(dice.Of(sentences));

    internal string Fill(string sentence)
    {
        if (!sentence.Contains('{', StringComparison.Ordinal)) return sentence;
        var text = new StringBuilder(sentence.Length + 20);
        var rest = sentence.AsSpan();
        for (var open = rest.IndexOf('{'); open >= 0; open = rest.IndexOf('{'))
        {
            var close = rest.IndexOf('}');
            text.Append(rest[..open]).Append(Value(rest[(open + 1)..close].ToString()));
            rest = rest[(close + 1)..];
        }
        var filled = text.Append(rest).ToString();
        return language == "en" && filled.Length > 0 ? char.ToUpperInvariant(filled[0]) + filled[1..] : filled;
    }

    /// <summary>What the requester writes: the matter, and now and then more about it.</summary>
    internal string Describe(IReadOnlyList<string> texts)
    {
        var sentences = new List<string> { Say(texts) };
        if (dice.Happens(0.65)) sentences.Add(Say(phrases.Details));
        if (dice.Happens(0.7)) sentences.Add(Say(phrases.Effects));
        if (dice.Happens(0.45)) sentences.Add(Say(phrases.Closings));
        return string.Join(language == "zh" ? "" : " ", sentences);
    }

    private string Value(string slot)
    {
        if (!values.TryGetValue(slot, out var value)) values[slot] = value = Choose(slot);
        return value;
    }

    private string Choose(string slot) => slot switch
    {
        "site" => site.In(language),
        "floor" => Number(2, 18),
        "minutes" => (dice.Between(1, 9) * 5).ToString(CultureInfo.InvariantCulture),
        "count" => Number(2, 24),
        "digit" => Number(2, 9),
        "version" => $"{dice.Between(3, 24)}.{dice.Between(0, 9)}.{dice.Between(0, 40)}",
        "device" => $"{dice.Of((string[])["NB", "PC", "PRN", "SW", "SRV", "SC"])}-{dice.Between(1000, 9899)}",
        "date" => language == "zh" ? $"{dice.Between(1, 12)}月{dice.Between(1, 28)}日" : $"{dice.Between(1, 28)} {CultureInfo.InvariantCulture.DateTimeFormat.GetAbbreviatedMonthName(dice.Between(1, 12))}",
        "colleague" => people.Colleague(dice, language),
        _ => dice.Of(phrases.Slots[slot]),
    };

    private string Number(int first, int last) => dice.Between(first, last).ToString(CultureInfo.InvariantCulture);
}
