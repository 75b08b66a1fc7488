using ServiceDesk.IntegrationTests.Crashes;
using Xunit.Sdk;
using Xunit.v3;

namespace ServiceDesk.IntegrationTests.Fixtures;

/// <summary>
/// What takes longest begins first, and what is short fills the gaps: else the longest would go on alone at the end. The runner takes up the list from both of
/// its ends.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(Rank)];

    /// <summary>Those with a desk for several classes have a definition, the others have none.</summary>
    private static int Rank<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection =>
        collection.TestCollectionClassName is not null ? 0 : collection.TestCollectionDisplayName.Contains(nameof(KillPoints), StringComparison.Ordinal) ? 2 : 1;
}
