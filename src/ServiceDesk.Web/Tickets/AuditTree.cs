using ServiceDesk.Web.Services;

namespace ServiceDesk.Web.Tickets;

internal static class AuditTree
{
    private const int Deepest = 5;

    /// <summary>Keeps the causal order that the ledger gave and says how deep each event stands under its causes.</summary>
    public static IEnumerable<(AuditEntry Entry, int Depth)> Of(IReadOnlyList<AuditEntry> entries)
    {
        var depths = new Dictionary<string, int>();
        foreach (var entry in entries)
        {
            var depth = entry.Cause is { } cause && depths.TryGetValue(cause, out var above) ? Math.Min(above + 1, Deepest) : 0;
            depths[entry.Id] = depth;
            yield return (entry, depth);
        }
    }
}
