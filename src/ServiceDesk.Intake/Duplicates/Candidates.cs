using System.Collections.Concurrent;
using NodaTime;
using ServiceDesk.Rules;

namespace ServiceDesk.Intake.Duplicates;

/// <summary>
/// Chooses the open tickets that are worth comparing with one: those that share most of what was looked at, among equals the latest. How much is looked
/// at is bounded. Nothing here depends on slots, which depend on the order of additions.
/// </summary>
internal sealed class Candidates(OpenTicket asked, OpenTicket?[] tickets, int[] weights) : IComparer<(int Alike, int Slot)>
{
    /// <summary>How many tickets are looked at in all, and for one token.</summary>
    private const int MostSeen = 40_000;

    private const int MostOfToken = 4_000;

    /// <summary>How many tickets are compared by the rule.</summary>
    private const int MostCompared = 100;

    /// <summary>All zero whenever nobody uses them.</summary>
    private static readonly ConcurrentBag<int[]> scratch = [];

    private readonly Instant end = asked.Occurred + DuplicateRule.Window;
    private readonly int[] shared = scratch.TryTake(out var used) && used.Length >= tickets.Length ? used : new int[tickets.Length];
    private readonly List<int> seen = [];

    /// <summary>Looks at tickets that share something which weighs so much: the latest of those not much later than the ticket asked about.</summary>
    public void Look(ReadOnlySpan<int> slots, int weight)
    {
        var (low, high) = (0, slots.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (tickets[slots[middle]]!.Occurred <= end) low = middle + 1;
            else high = middle;
        }
        var most = Math.Min(MostOfToken, MostSeen - seen.Count);
        foreach (var slot in slots[Math.Max(0, low - most)..low])
        {
            if (shared[slot] == 0) seen.Add(slot);
            shared[slot] += weight;
        }
    }

    /// <summary>The slots of the chosen, in no order; ends the use of this object.</summary>
    public IReadOnlyList<int> Choose()
    {
        var worstFirst = new PriorityQueue<int, (int Alike, int Slot)>(MostCompared, this);
        foreach (var slot in seen)
        {
            var rank = (Similarity.Thousandths(shared[slot], Math.Max(1, asked.Weight), Math.Max(1, weights[slot])), slot);
            if (worstFirst.Count < MostCompared) worstFirst.Enqueue(slot, rank);
            else if (worstFirst.TryPeek(out _, out var worst) && Compare(rank, worst) > 0) worstFirst.EnqueueDequeue(slot, rank);
            shared[slot] = 0;
        }
        scratch.Add(shared);
        return [.. worstFirst.UnorderedItems.Select(item => item.Element)];
    }

    public int Compare((int Alike, int Slot) x, (int Alike, int Slot) y) =>
        x.Alike != y.Alike ? x.Alike.CompareTo(y.Alike) : tickets[x.Slot]!.CompareTo(tickets[y.Slot]);
}
