namespace ServiceDesk.Web.Audit;

/// <summary>Entries as trees of causes, from the top down, each effect under its cause.</summary>
public static class CauseOrder
{
    public static IEnumerable<(LedgerLine Line, int Depth)> Of(IReadOnlyList<CauseNode> roots)
    {
        var waiting = new Stack<(CauseNode Node, int Depth)>(roots.Reverse().Select(root => (root, 0)));
        while (waiting.TryPop(out var next))
        {
            yield return (next.Node.Entry, next.Depth);
            foreach (var effect in next.Node.Effects.Reverse()) waiting.Push((effect, next.Depth + 1));
        }
    }

    /// <summary>The same of entries that stand in a row: a root came from outside, or its cause is not among them.</summary>
    public static IEnumerable<(LedgerLine Line, int Depth)> Of(IReadOnlyList<LedgerLine> lines)
    {
        var known = lines.Select(line => line.Id).ToHashSet();
        var effects = lines.Where(line => line.Cause is { } cause && known.Contains(cause)).ToLookup(line => line.Cause!);
        var waiting = new Stack<(LedgerLine Line, int Depth)>(lines.Where(line => line.Cause is not { } cause || !known.Contains(cause)).Reverse().Select(root => (root, 0)));
        while (waiting.TryPop(out var next))
        {
            yield return next;
            foreach (var effect in effects[next.Line.Id].Reverse()) waiting.Push((effect, next.Depth + 1));
        }
    }
}
