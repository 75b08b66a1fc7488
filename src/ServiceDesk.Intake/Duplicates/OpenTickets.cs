using System.Runtime.InteropServices;
using ServiceDesk.Rules;

namespace ServiceDesk.Intake.Duplicates;

/// <summary>The open tickets of one organisation by their tokens: slots hold tickets, places hold tokens, and both are used again when free.</summary>
internal sealed class OpenTickets
{
    /// <summary>More than all tokens of a text weigh: whoever has the same external id is compared before everybody else.</summary>
    private const int ExternalIdWeight = 1_000_000;

    private readonly ReaderWriterLockSlim gate = new();
    private readonly Dictionary<Guid, int> slotOf = [];
    private readonly Stack<int> freeSlots = [];
    private readonly Dictionary<ulong, int> placeOf = [];
    private readonly Stack<int> freePlaces = [];
    private OpenTicket?[] tickets = [];
    private int[] weights = [];
    private Postings[] postings = [];
    private ulong[] hashes = [];

    public int Count => Read(() => slotOf.Count);

    public void Add(Guid ticket, ReportedFault fault)
    {
        var keys = Keys(fault);
        gate.EnterWriteLock();
        try
        {
            Forget(ticket);
            var places = new int[keys.Count];
            for (var i = 0; i < places.Length; i++) places[i] = Place(keys[i]);
            var slot = Free(freeSlots, slotOf.Count, ref tickets);
            if (weights.Length < tickets.Length) Array.Resize(ref weights, tickets.Length);
            var open = new OpenTicket(ticket, fault, places);
            (tickets[slot], weights[slot], slotOf[ticket]) = (open, open.Weight, slot);
            foreach (var place in places) postings[place].Add(slot, tickets);
        }
        finally
        {
            gate.ExitWriteLock();
        }
    }

    public void Remove(Guid ticket)
    {
        gate.EnterWriteLock();
        try
        {
            Forget(ticket);
        }
        finally
        {
            gate.ExitWriteLock();
        }
    }

    public IReadOnlyList<SimilarTicket> Find(Guid ticket, ReportedFault fault, int most)
    {
        var asked = new OpenTicket(ticket, fault, []);
        return Read(() =>
        {
            var places = Known(fault.Text);
            return Similar(asked, places).Where(slot => tickets[slot]!.Id != ticket).Select(slot => Compare(asked, tickets[slot]!, places))
                .OrderByDescending(one => one.Found.Suspicion.Score).ThenByDescending(one => one.Ticket)
                .Take(most).Select(one => one.Found).ToArray();
        });
    }

    private IReadOnlyList<int> Similar(OpenTicket asked, Dictionary<int, TextToken> places)
    {
        var candidates = new Candidates(asked, tickets, weights);
        if (asked.ExternalId is { } id && placeOf.TryGetValue(ExternalKey(id), out var known)) candidates.Look(postings[known].Slots, ExternalIdWeight);
        // Rare ones tell most and cost least; what is common comes last, when the bound may be reached.
        foreach (var (place, token) in places.OrderBy(one => postings[one.Key].Count).ThenBy(one => hashes[one.Key]))
        {
            candidates.Look(postings[place].Slots, token.Weight);
        }
        return candidates.Choose();
    }

    private Dictionary<int, TextToken> Known(IReadOnlyList<TextToken> tokens)
    {
        var places = new Dictionary<int, TextToken>(tokens.Count);
        foreach (var token in tokens)
        {
            if (placeOf.TryGetValue(TokenHash.Of(token.Text), out var place)) places.Add(place, token);
        }
        return places;
    }

    private static (OpenTicket Ticket, SimilarTicket Found) Compare(OpenTicket asked, OpenTicket other, Dictionary<int, TextToken> places)
    {
        var shared = new List<TextToken>();
        foreach (var place in other.Tokens)
        {
            if (places.TryGetValue(place, out var token)) shared.Add(token);
        }
        return (other, new SimilarTicket(other.Id, asked.Compare(other, shared)));
    }

    private static List<ulong> Keys(ReportedFault fault)
    {
        var keys = fault.Text.Select(token => TokenHash.Of(token.Text)).ToList();
        if (DuplicateRule.Key(fault.ExternalId) is { } id) keys.Add(ExternalKey(TokenHash.Of(id)));
        return keys;
    }

    /// <summary>An external id stands among the tokens, but never meets one.</summary>
    private static ulong ExternalKey(ulong id) => ~id;

    private void Forget(Guid ticket)
    {
        if (!slotOf.Remove(ticket, out var slot)) return;
        foreach (var place in tickets[slot]!.Tokens)
        {
            postings[place].Remove(slot, tickets);
            if (postings[place].Count > 0) continue;
            placeOf.Remove(hashes[place]);
            freePlaces.Push(place);
        }
        tickets[slot] = null;
        freeSlots.Push(slot);
    }

    private int Place(ulong hash)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(placeOf, hash, out var known);
        if (known) return place;
        place = Free(freePlaces, placeOf.Count - 1, ref postings);
        if (hashes.Length < postings.Length) Array.Resize(ref hashes, postings.Length);
        hashes[place] = hash;
        return place;
    }

    /// <summary>One that was given back, or else the one after those in use; when none was given back, those in use are the first.</summary>
    private static int Free<T>(Stack<int> free, int used, ref T[] room)
    {
        if (free.TryPop(out var index)) return index;
        if (used == room.Length) Array.Resize(ref room, used + (used / 4) + 16);
        return used;
    }

    private T Read<T>(Func<T> read)
    {
        gate.EnterReadLock();
        try
        {
            return read();
        }
        finally
        {
            gate.ExitReadLock();
        }
    }
}
