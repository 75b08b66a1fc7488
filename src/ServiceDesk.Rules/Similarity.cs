namespace ServiceDesk.Rules;

/// <summary>How alike two texts are, by the tokens that they share: no model and no corpus, integers only, so that it is the same on every machine.</summary>
public static class Similarity
{
    private const int Most = 1000;

    /// <summary>The weighted cosine of two token sets, in whole thousandths: 0 when nothing is shared or one is empty, 1 when they are equal.</summary>
    /// <param name="one">The tokens of a text.</param>
    /// <param name="other">Those of the other; the order of the two does not matter.</param>
    /// <param name="documents">
    /// In how many of <paramref name="corpus"/> texts a token occurs. Null: every token weighs what its kind says. Otherwise a token's weight is multiplied
    /// by 1 + log2(corpus ÷ documents), whole numbers only.
    /// </param>
    /// <param name="corpus">How many texts were counted; not used without <paramref name="documents"/>.</param>
    public static decimal Score(IReadOnlyList<TextToken> one, IReadOnlyList<TextToken> other, Func<TextToken, long>? documents = null, long corpus = 0)
    {
        var (mine, theirs) = (one.ToHashSet(), other.ToHashSet());
        return Thousandths(mine.Where(theirs.Contains).Sum(Weight), mine.Sum(Weight), theirs.Sum(Weight)) / (decimal)Most;

        long Weight(TextToken token) => documents is null ? token.Weight : token.Weight * (1L + long.Log2(Math.Max(1, corpus / Math.Max(1, documents(token)))));
    }

    /// <summary>The same from sums of weights, 0 to 1000.</summary>
    /// <param name="shared">Of the tokens that both have.</param>
    /// <param name="one">Of all tokens of the one, at most a million.</param>
    /// <param name="other">Of all tokens of the other, at most a million.</param>
    public static int Thousandths(long shared, long one, long other)
    {
        if (one == 0 || other == 0) return 0;
        // The quotient is at most a million, and IEEE 754 defines the root of such a number to the last bit.
        return (int)Math.Sqrt(shared * shared * Most * Most / (one * other));
    }
}
