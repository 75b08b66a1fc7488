namespace ServiceDesk.Resolution.Knowledge;

/// <summary>Articles that have all of these tokens gain this weight.</summary>
internal sealed record SearchEntry(IReadOnlyList<string> Tokens, double Weight);

/// <summary>
/// Which articles are looked at for a query, so that its cost is bounded however usual its words are: those with one of the rarest tokens, as long as
/// these stand in few enough articles; of a more usual token those that have the rarest one too.
/// </summary>
/// <param name="Entries">What is looked up, the rarest first.</param>
/// <param name="Most">The weight of an article that has everything that was looked for in its text.</param>
internal sealed record SearchPlan(IReadOnlyList<SearchEntry> Entries, double Most)
{
    /// <summary>Of a query only so many tokens are looked for.</summary>
    public const int MostTokens = 40;

    /// <summary>For one entry only so many articles are looked at.</summary>
    public const int MostHits = 2000;

    private const int MostEntries = 24;
    private const int AtLeast = 100;

    /// <summary>The plan of a query.</summary>
    /// <param name="sought">What is looked for.</param>
    /// <param name="documents">In how many articles a token stands; with <see cref="KnowledgeReadModel.InTitle"/> before it, in how many titles.</param>
    /// <param name="every">How many articles there are.</param>
    /// <param name="inTitle">How much more a token tells in a title.</param>
    /// <param name="counted">False when it is not among the counted articles that is looked: then a token may stand where none was counted.</param>
    public static SearchPlan Of(IReadOnlyList<Sought> sought, IReadOnlyDictionary<string, long> documents, long every, double inTitle, bool counted)
    {
        var known = sought.SelectMany(one => (Candidate[])
            [Candidate(one.Token, one.Weight * Rarity(one.Token)), Candidate(KnowledgeReadModel.InTitle + one.Token, inTitle * one.Weight * Rarity(one.Token))])
            .Where(one => one.Documents > 0).OrderBy(one => one.Documents).ThenBy(one => one.Token, StringComparer.Ordinal).Take(MostEntries).ToList();

        var entries = new List<SearchEntry>();
        var looked = 0L;
        foreach (var one in known)
        {
            var isFew = looked < AtLeast || looked + one.Documents <= MostHits;
            entries.Add(new SearchEntry(isFew ? [one.Token] : [known[0].Token, one.Token], one.Weight));
            if (isFew) looked += one.Documents;
        }
        return new SearchPlan(entries, sought.Sum(one => one.Weight * Rarity(one.Token)));

        Candidate Candidate(string token, double weight) => new(token, documents.GetValueOrDefault(token, counted ? 0 : 1), weight);

        // The weight of BM25 for a token that stands in so many of all articles.
        double Rarity(string token)
        {
            var having = Math.Min(every, documents.GetValueOrDefault(token));
            return Math.Log(1 + ((every - having + 0.5) / (having + 0.5)));
        }
    }

    private sealed record Candidate(string Token, long Documents, double Weight);
}
