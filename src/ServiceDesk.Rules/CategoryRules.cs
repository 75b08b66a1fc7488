using System.Collections.Frozen;

namespace ServiceDesk.Rules;

/// <summary>A condition on what was submitted: one of the words or phrases must be there.</summary>
/// <param name="Field">
/// <c>subject</c>, <c>description</c> or <c>text</c> (either), where a phrase must occur; or a field such as <c>kind</c>, <c>channel</c>, <c>requestType</c> or
/// <c>fields.</c> and the name of an extra field, which must be equal. Both without regard to case, width, traditional characters and punctuation.
/// </param>
/// <param name="Any">The phrases or values; at least one.</param>
public sealed record CategoryCondition(string Field, IReadOnlyList<string> Any);

/// <summary>A rule of classification.</summary>
/// <param name="Id">A lower-case word.</param>
/// <param name="Category">What a ticket that fits is.</param>
/// <param name="Overrides">Whether it goes before what somebody said; else it decides where nobody said a category that the desk knows.</param>
/// <param name="When">All of them must hold.</param>
public sealed record CategoryRule(string Id, string Category, bool Overrides, IReadOnlyList<CategoryCondition> When)
{
    /// <summary>The request type that it gives a ticket for which nobody named one, or (overriding) any; null = none.</summary>
    public string? RequestType { get; init; }
}

/// <summary>The rules of classification: the first that fits decides, of those that go before what somebody said, else of the others.</summary>
public static class CategoryRules
{
    /// <summary>Fields in which a phrase must occur.</summary>
    public static IReadOnlyList<string> TextFields { get; } = ["subject", "description", "text"];

    /// <summary>Fields that must be equal.</summary>
    public static IReadOnlyList<string> EqualFields { get; } =
        ["kind", "channel", "organization", "requestType", "affectedSystem", "impact", "urgency", "category", "language"];

    /// <summary>What the name of an extra field begins with.</summary>
    public const string ExtraField = "fields.";

    /// <summary>The rule that decides: the first that fits of those that override, else of the others; null when none fits.</summary>
    /// <param name="rules">In their order.</param>
    /// <param name="submitted">The submitted values by field; <c>subject</c> and <c>description</c> among them.</param>
    public static CategoryRule? First(IReadOnlyList<CategoryRule> rules, IReadOnlyDictionary<string, string> submitted)
    {
        if (rules.Count == 0) return null;
        var folded = new Dictionary<string, string>();
        return rules.FirstOrDefault(rule => rule.Overrides && Fits(rule)) ?? rules.FirstOrDefault(rule => !rule.Overrides && Fits(rule));

        bool Fits(CategoryRule rule) => rule.When.All(Holds);

        bool Holds(CategoryCondition condition) => condition.Field == "text"
            ? condition.Any.Any(phrase => Contains(Folded("subject"), TextFolding.Fold(phrase)) || Contains(Folded("description"), TextFolding.Fold(phrase)))
            : TextFields.Contains(condition.Field)
                ? condition.Any.Any(phrase => Contains(Folded(condition.Field), TextFolding.Fold(phrase)))
                : submitted.ContainsKey(condition.Field) && condition.Any.Any(value => TextFolding.Fold(value) == Folded(condition.Field));

        string Folded(string field)
        {
            if (folded.TryGetValue(field, out var known)) return known;
            return folded[field] = submitted.TryGetValue(field, out var text) ? TextFolding.Fold(text) : "";
        }
    }

    /// <summary>Whether a phrase occurs as whole words; Chinese has no borders between words.</summary>
    /// <param name="text">Folded.</param>
    /// <param name="phrase">Folded; an empty one occurs nowhere.</param>
    public static bool Contains(string text, string phrase)
    {
        if (phrase.Length == 0) return false;
        for (var at = text.IndexOf(phrase, StringComparison.Ordinal); at >= 0; at = text.IndexOf(phrase, at + 1, StringComparison.Ordinal))
        {
            var end = at + phrase.Length;
            if ((at == 0 || IsBorder(text[at - 1], phrase[0])) && (end == text.Length || IsBorder(phrase[^1], text[end]))) return true;
        }
        return false;
    }

    /// <summary>Why the rule can never fit: two of its conditions ask the same field for different values. Null when it can.</summary>
    /// <param name="rule">The rule.</param>
    public static string? Contradiction(CategoryRule rule)
    {
        foreach (var conditions in rule.When.Where(one => !TextFields.Contains(one.Field)).GroupBy(one => one.Field))
        {
            var left = conditions.Select(one => one.Any.Select(TextFolding.Fold)).Aggregate((one, other) => one.Intersect(other).ToList());
            if (!left.Any()) return conditions.Key;
        }
        return null;
    }

    /// <summary>The rule that fits whatever another one fits and is asked before it, so that the other never decides; null when there is none.</summary>
    /// <param name="rules">In their order.</param>
    /// <param name="index">Which of them never decides.</param>
    public static CategoryRule? ShadowOf(IReadOnlyList<CategoryRule> rules, int index)
    {
        var rule = rules[index];
        return rules.Where((one, at) => (one.Overrides == rule.Overrides ? at < index : one.Overrides) && one.When.Count > 0 && Shadows(one, rule)).FirstOrDefault();
    }

    /// <summary>Whether one rule fits whatever another one fits.</summary>
    /// <param name="wide">The one.</param>
    /// <param name="narrow">The other.</param>
    public static bool Shadows(CategoryRule wide, CategoryRule narrow) => wide.When.All(one => narrow.When.Any(other => Implies(other, one)));

    /// <summary>Whether one condition holds only where another one does.</summary>
    private static bool Implies(CategoryCondition narrow, CategoryCondition wide)
    {
        if (!TextFields.Contains(wide.Field))
            return narrow.Field == wide.Field && narrow.Any.Select(TextFolding.Fold).ToFrozenSet().IsSubsetOf(wide.Any.Select(TextFolding.Fold));
        if (narrow.Field != wide.Field && !(wide.Field == "text" && TextFields.Contains(narrow.Field))) return false;
        return narrow.Any.All(phrase => wide.Any.Any(part => Contains(TextFolding.Fold(phrase), TextFolding.Fold(part))));
    }

    private static bool IsBorder(char before, char after) => before == ' ' || after == ' ' || TextTokens.IsGram(before) || TextTokens.IsGram(after);
}
