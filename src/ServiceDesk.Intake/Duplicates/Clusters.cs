namespace ServiceDesk.Intake.Duplicates;

/// <summary>A suspicion as clusters are made of it.</summary>
internal sealed record SuspectedPair(Guid Ticket, Guid Other, int Score);

/// <summary>Tickets that hang together by suspicions.</summary>
/// <param name="Members">By id.</param>
/// <param name="Best">The likeliest pair among them; of equals the one of the smallest ids.</param>
internal sealed record Cluster(IReadOnlyList<Guid> Members, SuspectedPair Best);

/// <summary>Single linkage: whoever is suspected with a member is a member. The same for the same pairs, in whatever order they come.</summary>
internal static class Clusters
{
    /// <summary>The largest first, then the likeliest, then by the smallest member.</summary>
    public static IReadOnlyList<Cluster> Of(IEnumerable<SuspectedPair> pairs)
    {
        var parent = new Dictionary<Guid, Guid>();
        var all = pairs.OrderByDescending(pair => pair.Score).ThenBy(pair => pair.Ticket).ThenBy(pair => pair.Other).ToList();
        foreach (var pair in all)
        {
            var (one, other) = (Root(parent, pair.Ticket), Root(parent, pair.Other));
            // The smaller id leads, so that a cluster has one name.
            if (one.CompareTo(other) < 0) parent[other] = one;
            else parent[one] = other;
        }
        var best = new Dictionary<Guid, SuspectedPair>();
        foreach (var pair in all) best.TryAdd(Root(parent, pair.Ticket), pair);
        return
        [
            .. parent.Keys.ToList().GroupBy(ticket => Root(parent, ticket))
                .Select(group => new Cluster([.. group.Order()], best[group.Key]))
                .OrderByDescending(cluster => cluster.Members.Count).ThenByDescending(cluster => cluster.Best.Score).ThenBy(cluster => cluster.Members[0]),
        ];
    }

    private static Guid Root(Dictionary<Guid, Guid> parent, Guid ticket)
    {
        if (!parent.TryGetValue(ticket, out var above)) return parent[ticket] = ticket;
        while (parent[above] is var higher && higher != above)
        {
            parent[ticket] = higher;
            (ticket, above) = (above, higher);
        }
        return above;
    }
}
