namespace ServiceDesk.Analytics.Audit;

/// <summary>An entry with all that it caused.</summary>
internal sealed record CauseNode(LedgerLine Entry, IReadOnlyList<CauseNode> Effects);

/// <summary>Entries as trees of causes.</summary>
internal static class CauseTree
{
    /// <summary>The entries whose cause is not among them, each with its effects, in the order in which they came.</summary>
    public static IReadOnlyList<CauseNode> Of(IReadOnlyList<LedgerLine> entries)
    {
        var ids = entries.Select(entry => entry.Id).ToHashSet(StringComparer.Ordinal);
        var effects = entries.Where(entry => entry.Cause is not null && ids.Contains(entry.Cause)).ToLookup(entry => entry.Cause, StringComparer.Ordinal);
        var roots = entries.Where(entry => entry.Cause is null || !ids.Contains(entry.Cause));
        return Nodes(roots, effects);
    }

    /// <summary>The tree that begins with one of some entries; null when it is not among them.</summary>
    public static CauseNode? Find(IReadOnlyList<CauseNode> trees, string id)
    {
        var (waiting, found) = (new Stack<CauseNode>(trees), (CauseNode?)null);
        while (found is null && waiting.TryPop(out var node))
        {
            if (node.Entry.Id == id) found = node;
            foreach (var effect in node.Effects) waiting.Push(effect);
        }
        return found;
    }

    /// <summary>From the leaves up: a chain of causes may be longer than the stack is deep.</summary>
    private static IReadOnlyList<CauseNode> Nodes(IEnumerable<LedgerLine> roots, ILookup<string?, LedgerLine> effects)
    {
        var order = new List<LedgerLine>();
        for (var level = roots.ToList(); level.Count > 0; level = [.. level.SelectMany(entry => effects[entry.Id])]) order.AddRange(level);
        var nodes = new Dictionary<string, CauseNode>(StringComparer.Ordinal);
        foreach (var entry in Enumerable.Reverse(order)) nodes[entry.Id] = new CauseNode(entry, [.. effects[entry.Id].Select(effect => nodes[effect.Id])]);
        return [.. order.Where(entry => entry.Cause is null || !nodes.ContainsKey(entry.Cause)).Select(entry => nodes[entry.Id])];
    }
}
