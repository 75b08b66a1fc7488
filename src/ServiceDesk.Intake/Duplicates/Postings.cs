namespace ServiceDesk.Intake.Duplicates;

/// <summary>The open tickets that have a token, in the order of time, so that a bounded look at them sees the latest.</summary>
internal struct Postings
{
    private int[]? slots;

    public int Count { get; private set; }

    /// <summary>The tickets, by their slots.</summary>
    public readonly ReadOnlySpan<int> Slots => slots.AsSpan(0, Count);

    public void Add(int slot, OpenTicket?[] tickets)
    {
        slots ??= new int[1];
        if (Count == slots.Length) Array.Resize(ref slots, Count + (Count / 4) + 1);
        // Nearly always at the end, because tickets come in the order of time.
        var at = Count > 0 && tickets[slots[Count - 1]]!.CompareTo(tickets[slot]!) > 0 ? Search(tickets[slot]!, tickets) : Count;
        Array.Copy(slots, at, slots, at + 1, Count - at);
        slots[at] = slot;
        Count++;
    }

    public void Remove(int slot, OpenTicket?[] tickets)
    {
        var at = Search(tickets[slot]!, tickets);
        Array.Copy(slots!, at + 1, slots!, at, --Count - at);
        if (Count < slots!.Length / 2) Array.Resize(ref slots, Count);
    }

    /// <summary>How many come before the first that <paramref name="ticket"/> does not follow.</summary>
    private readonly int Search(OpenTicket ticket, OpenTicket?[] tickets)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (tickets[slots![middle]]!.CompareTo(ticket) < 0) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
