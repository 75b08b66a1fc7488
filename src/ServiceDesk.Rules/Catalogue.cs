namespace ServiceDesk.Rules;

/// <summary>The categories that the desk knows, and how a submitted word becomes one of them.</summary>
public static class Catalogue
{
    /// <summary>Where everything goes that fits nowhere else.</summary>
    public const string Other = "other";

    /// <summary>All categories.</summary>
    public static IReadOnlyList<string> Categories { get; } = ["hardware", "software", "network", "account", Other];

    /// <summary>The category of a submission, and why.</summary>
    /// <param name="submitted">What the submitter said; compared without regard to case and surrounding space.</param>
    /// <returns>Reason is <c>submitted</c>, <c>not-in-catalogue</c> or <c>not-given</c>.</returns>
    public static (string Category, string Reason) Classify(string? submitted)
    {
        if (submitted is null) return (Other, "not-given");
        var word = submitted.Trim();
        return Categories.FirstOrDefault(category => string.Equals(category, word, StringComparison.OrdinalIgnoreCase)) is { } known
            ? (known, "submitted")
            : (Other, "not-in-catalogue");
    }
}
