namespace ServiceDesk.Rules;

/// <summary>
/// A word without its plural, -ing, -ed and final -e, and without the doubled consonant that is left: <c>printers, printing, printed → print(er)</c>.
/// No dictionary, so a stem need not be a word and irregular forms stay as they are.
/// </summary>
internal static class EnglishStem
{
    private const int Shortest = 3;

    public static string Of(string word)
    {
        var stem = word.EndsWith("'s", StringComparison.Ordinal) ? word[..^2] : word;
        stem = stem.Replace("'", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        stem = Singular(stem);
        stem = Without(stem, "ing") ?? Without(stem, "ed") ?? stem;
        return stem.Length > Shortest && stem[^1] == 'e' ? stem[..^1] : stem;
    }

    private static string Singular(string word)
    {
        if (word.Length <= Shortest || word[^1] != 's' || word[^2] is 's' or 'u' or 'i') return word;
        if (word.EndsWith("ies", StringComparison.Ordinal)) return word.Length > 4 ? word[..^3] + "y" : word[..^1];
        return word.EndsWith("es", StringComparison.Ordinal) && (word[^3] is 's' or 'x' or 'z' || word.EndsWith("ches", StringComparison.Ordinal) || word.EndsWith("shes", StringComparison.Ordinal))
            ? word[..^2]
            : word[..^1];
    }

    private static string? Without(string word, string ending)
    {
        if (!word.EndsWith(ending, StringComparison.Ordinal)) return null;
        var stem = word[..^ending.Length];
        if (stem.Length < Shortest || !stem.AsSpan().ContainsAny("aeiouy")) return null;
        return stem[^1] == stem[^2] && stem[^1] is not ('l' or 's' or 'z') ? stem[..^1] : stem;
    }
}
