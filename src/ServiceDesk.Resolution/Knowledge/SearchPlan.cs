namespace ServiceDesk.Resolution.Knowledge;

/// <summary>Articles that have all of these tokens gain this weight.</summary>
internal sealed record SearchEntry(IReadOnlyList<string> Tokens, double Weight);

/// <summary>
/// Which articles are looked at for a query, so that its cost is bounded however usual its words are. Tokens are taken from the rarest on, as long as
/// few articles have them; of a more usual token those are looked at that have the rarest one too. When even the rarest is usual, those that have all
/// tokens, and those that have all of them in the title, are looked at besides.
/// </summary>
/// <param name="Entries">What is looked up, the rarest first.</param>
/// <param name="Most">The weight of an article that has everything that was looked for in its text.</param>
internal sealed record SearchPlan(IReadOnlyList<SearchEntry> Entries, double Most)
{
    /// <summary>Of a query only so many tokens are looked for.</summary>
    public const int MostTokens = 40;

    /// <summary>For one entry only so many articles are looked at.</summary>
    public const int MostHits = 800;

    private const int MostEntries = 16;
    private const int MostPairs = 8;
    private const int AtLeast = 50;

    /// <summary>So many articles are needed before a word that none of them has tells half as much as it does where there are very many.</summary>
    private const double TellsByAbsence = 500;

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
        var (looked, pairs) = (0L, 0);
        foreach (var one in known)
        {
            var isFew = looked < AtLeast || looked + one.Documents <= MostHits;
            if (isFew) looked += one.Documents;
            else if (++pairs > MostPairs) break;
            entries.Add(new SearchEntry(isFew ? [one.Token] : [known[0].Token, one.Token], one.Weight));
        }
        if (known.Count > 1 && known[0].Documents > MostHits)
        {
            entries.Add(All([.. known.Where(one => one.Token[0] != KnowledgeReadModel.InTitle)]));
            entries.Add(All(known));
        }
        // A few articles do not know most words; that a text has many of those does not say that it is about something else.
        var absence = every / (every + TellsByAbsence);
        return new SearchPlan(entries, sought.Sum(one => one.Weight * Rarity(one.Token) * (documents.GetValueOrDefault(one.Token) == 0 ? absence : 1)));

        static SearchEntry All(IReadOnlyList<Candidate> all) => new([.. all.Select(one => one.Token)], all.Sum(one => one.Weight));

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
