using NodaTime;

namespace ServiceDesk.Rules;

/// <summary>What the rule looks at in a ticket.</summary>
/// <param name="Text">The tokens of subject and description.</param>
/// <param name="Requester">The opaque id of the person who needs help.</param>
/// <param name="AffectedSystem">As submitted; null when not said.</param>
/// <param name="Category">As submitted; null when not said.</param>
/// <param name="ExternalId">The submitter's own id for it; null when not said.</param>
/// <param name="Occurred">When it was submitted.</param>
public sealed record ReportedFault(
    IReadOnlyList<TextToken> Text, string Requester, string? AffectedSystem, string? Category, string? ExternalId, Instant Occurred)
{
    /// <summary>The tokens of a ticket's texts; a description that repeats the subject adds nothing.</summary>
    /// <param name="subject">One line.</param>
    /// <param name="description">The requester's own words.</param>
    public static IReadOnlyList<TextToken> TextOf(string subject, string description) => TextTokens.Of($"{subject}\n{description}");
}

/// <summary>What two reports have in common, as counted.</summary>
/// <param name="SharedTokens">The tokens of both texts, in any order.</param>
/// <param name="OneWeight">Of all tokens of the one text.</param>
/// <param name="OtherWeight">Of all tokens of the other.</param>
/// <param name="BothIdentify">Each text has identifiers.</param>
/// <param name="BothNameThings">Each text names things of the field.</param>
/// <param name="SameExternalId">Both were given, and they are equal.</param>
/// <param name="SameRequester">One person needs help.</param>
/// <param name="SameSystem">Null when one says none.</param>
/// <param name="SameCategory">Both were given, and they are equal.</param>
/// <param name="Apart">Between the two, never negative.</param>
public readonly record struct Evidence(
    IReadOnlyList<TextToken> SharedTokens, long OneWeight, long OtherWeight, bool BothIdentify, bool BothNameThings, bool SameExternalId, bool SameRequester, bool? SameSystem,
    bool SameCategory, Duration Apart);

/// <summary>Why two tickets are taken for duplicates, or not.</summary>
/// <param name="Code">A stable word, one of <see cref="DuplicateRule"/>'s.</param>
/// <param name="Points">What it adds to the score; negative when it speaks against.</param>
/// <param name="Tokens">The shared tokens that tell most, for <c>similar-text</c> and <c>same-identifier</c>.</param>
public sealed record DuplicateReason(string Code, int Points, IReadOnlyList<string> Tokens);

/// <summary>How likely two tickets of one organisation report the same fault.</summary>
/// <param name="Score">0 to 100.</param>
/// <param name="Reasons">What speaks for it and against it, in a fixed order; the score is their sum, kept within 0 to 100.</param>
public sealed record Suspicion(int Score, IReadOnlyList<DuplicateReason> Reasons)
{
    /// <summary>People should be shown the two together.</summary>
    public bool IsSuspected => Score >= DuplicateRule.Threshold;
}

/// <summary>The published rule by which an open ticket is suspected to report the same fault as another of its organisation.</summary>
/// <remarks>
/// Text decides: what surrounds it only adds to a resemblance that is there, except the submitter's own id. The rule compares words, so it finds other
/// word order, other script and the listed words of the field in either language, but no paraphrase in words that it does not know.
/// </remarks>
public static class DuplicateRule
{
    /// <summary>Name and version; stands in every suspicion that is recorded.</summary>
    public const string Version = "lexical-1";

    /// <summary>
    /// From this score on two tickets are suspected. On labelled pairs 42 and 45 did equally well; the lower finds more, and a person looks at what it finds.
    /// </summary>
    public const int Threshold = 42;

    /// <summary>The texts share words.</summary>
    public const string SimilarText = "similar-text";

    /// <summary>The texts share an error code, a host name or the like.</summary>
    public const string SameIdentifier = "same-identifier";

    /// <summary>Each text has identifiers, but no common one.</summary>
    public const string OtherIdentifier = "other-identifier";

    /// <summary>Each text names things of the field, but no common one.</summary>
    public const string OtherThing = "other-thing";

    /// <summary>The submitters' own ids are equal.</summary>
    public const string SameExternalId = "same-external-id";

    /// <summary>The same person needs help.</summary>
    public const string SameRequester = "same-requester";

    /// <summary>The same system is affected.</summary>
    public const string SameSystem = "same-system";

    /// <summary>Both name a system, but not the same.</summary>
    public const string OtherSystem = "other-system";

    /// <summary>The same category was submitted.</summary>
    public const string SameCategory = "same-category";

    /// <summary>The two were submitted within <see cref="Window"/>.</summary>
    public const string CloseInTime = "close-in-time";

    /// <summary>The time within which two reports are likely to be about one fault.</summary>
    public static Duration Window { get; } = Duration.FromHours(72);

    private const int TextPoints = 75;
    private const int LeastText = 20;
    private const int TokensShown = 5;

    private static readonly IReadOnlyList<string> noTokens = [];

    /// <summary>Compares two reports; that they are of one organisation is the caller's promise. Which is the first does not matter.</summary>
    /// <param name="one">A report.</param>
    /// <param name="other">Another.</param>
    public static Suspicion Judge(ReportedFault one, ReportedFault other)
    {
        var theirs = other.Text.ToHashSet();
        return Judge(new Evidence(
            [.. one.Text.Where(theirs.Contains)], one.Text.Sum(token => token.Weight), other.Text.Sum(token => token.Weight),
            one.Text.Any(IsIdentifier) && other.Text.Any(IsIdentifier), one.Text.Any(IsThing) && other.Text.Any(IsThing),
            Key(one.ExternalId) is { } id && id == Key(other.ExternalId), one.Requester == other.Requester,
            Key(one.AffectedSystem) is { } system && Key(other.AffectedSystem) is { } another ? system == another : null,
            Key(one.Category) is { } category && category == Key(other.Category),
            one.Occurred > other.Occurred ? one.Occurred - other.Occurred : other.Occurred - one.Occurred));
    }

    /// <summary>What was submitted as a name or an id, as it is compared; null when it says nothing.</summary>
    /// <param name="submitted">As submitted.</param>
    public static string? Key(string? submitted) => submitted is not null && TextFolding.Fold(submitted) is { Length: > 0 } folded ? folded : null;

    /// <summary>Compares two reports by what was counted.</summary>
    /// <param name="evidence">What they have in common.</param>
    public static Suspicion Judge(Evidence evidence)
    {
        var alike = Similarity.Thousandths(evidence.SharedTokens.Sum(token => token.Weight), evidence.OneWeight, evidence.OtherWeight);
        var text = alike * TextPoints / 1000;
        var reasons = new List<DuplicateReason>();
        if (text > 0) reasons.Add(new(SimilarText, text, Top(evidence.SharedTokens)));
        if (evidence.SameExternalId) reasons.Add(new(SameExternalId, 60, noTokens));
        if (text >= LeastText || evidence.SameExternalId) reasons.AddRange(Surroundings(evidence));
        return new Suspicion(Math.Clamp(reasons.Sum(reason => reason.Points), 0, 100), reasons);
    }

    private static IEnumerable<DuplicateReason> Surroundings(Evidence evidence)
    {
        var identifiers = evidence.SharedTokens.Where(IsIdentifier).ToList();
        if (identifiers.Count > 0) yield return new(SameIdentifier, 10, Top(identifiers));
        else if (evidence.BothIdentify) yield return new(OtherIdentifier, -25, noTokens);
        if (evidence.BothNameThings && !evidence.SharedTokens.Any(IsThing)) yield return new(OtherThing, -25, noTokens);
        if (evidence.SameRequester) yield return new(SameRequester, 8, noTokens);
        if (evidence.SameSystem is { } same) yield return same ? new(SameSystem, 8, noTokens) : new(OtherSystem, -15, noTokens);
        if (evidence.SameCategory) yield return new(SameCategory, 3, noTokens);
        if (evidence.Apart <= Window) yield return new(CloseInTime, 6, noTokens);
    }

    private static List<string> Top(IReadOnlyList<TextToken> tokens) =>
    [
        .. tokens.OrderByDescending(token => token.Weight).ThenBy(token => token.Text, StringComparer.Ordinal).Select(token => token.Text).Distinct().Take(TokensShown),
    ];

    private static bool IsThing(TextToken token) => token.Kind == TokenKind.Thing;

    private static bool IsIdentifier(TextToken token) => token.Kind == TokenKind.Identifier;
}
