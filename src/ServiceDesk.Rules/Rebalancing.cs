namespace ServiceDesk.Rules;

/// <summary>Somebody who carries a part of a team's load.</summary>
/// <param name="Agent">The opaque id.</param>
/// <param name="Load">Points of the open tickets assigned to the agent.</param>
/// <param name="Capacity">How many points the agent can carry at once; at least 1.</param>
/// <param name="Cap">Points beyond which nothing is proposed for the agent; null = no such limit.</param>
public readonly record struct Carrier(string Agent, int Load, int Capacity, int? Cap);

/// <summary>A ticket that could go to somebody else.</summary>
/// <param name="Ticket">Its id.</param>
/// <param name="Agent">Who has it.</param>
/// <param name="Points">How much it weighs.</param>
/// <param name="Fit">Who else could do it.</param>
public sealed record MovableTicket(Guid Ticket, string Agent, int Points, IReadOnlyList<string> Fit);

/// <summary>A move that would even out the load.</summary>
/// <param name="Ticket">The ticket.</param>
/// <param name="From">Who has it.</param>
/// <param name="To">Who would get it.</param>
/// <param name="Points">How much it weighs.</param>
/// <param name="GapBefore">The difference between the loads of the two, in permille of their capacities, when the moves before it are made.</param>
/// <param name="GapAfter">The difference after it.</param>
public sealed record ProposedMove(Guid Ticket, string From, string To, int Points, int GapBefore, int GapAfter)
{
    /// <summary>By how much the difference becomes smaller.</summary>
    public int Gain => GapBefore - GapAfter;
}

/// <summary>The rule by which moves are proposed: always the one that makes the difference between two agents smaller by most, none twice, until no move gains enough.</summary>
public static class Rebalancing
{
    private const int Permille = 1000;

    /// <summary>The moves in the order in which they are best made. The same inputs give the same moves: equal gains are decided by the lighter load, then by ids.</summary>
    /// <param name="carriers">The members of the team.</param>
    /// <param name="tickets">Their tickets that can be moved.</param>
    /// <param name="leastGain">What a move must gain, in permille; at least 1.</param>
    /// <param name="most">At most so many moves.</param>
    public static IReadOnlyList<ProposedMove> Propose(IReadOnlyList<Carrier> carriers, IReadOnlyList<MovableTicket> tickets, int leastGain, int most)
    {
        var now = carriers.ToDictionary(one => one.Agent);
        var left = tickets.Where(one => now.ContainsKey(one.Agent)).ToList();
        var moves = new List<ProposedMove>();
        while (moves.Count < most && Best(now, left) is { } best && best.Gain >= Math.Max(1, leastGain))
        {
            moves.Add(best);
            left.RemoveAll(one => one.Ticket == best.Ticket);
            now[best.From] = now[best.From] with { Load = now[best.From].Load - best.Points };
            now[best.To] = now[best.To] with { Load = now[best.To].Load + best.Points };
        }
        return moves;
    }

    /// <summary>The load in permille of the capacity.</summary>
    /// <param name="carrier">Who carries it.</param>
    public static int Relative(in Carrier carrier) => Relative(carrier, 0);

    private static int Relative(in Carrier carrier, int more) => (int)Math.Min(int.MaxValue, ((long)carrier.Load + more) * Permille / Math.Max(1, carrier.Capacity));

    private static ProposedMove? Best(Dictionary<string, Carrier> now, List<MovableTicket> tickets) => tickets
        .SelectMany(ticket => ticket.Fit.Where(to => to != ticket.Agent && now.ContainsKey(to)).Select(to => Move(ticket, now[ticket.Agent], now[to])))
        .OfType<ProposedMove>()
        .OrderByDescending(move => move.Gain)
        .ThenBy(move => Relative(now[move.To]))
        .ThenBy(move => move.To, StringComparer.Ordinal)
        .ThenBy(move => move.Ticket)
        .FirstOrDefault();

    private static ProposedMove? Move(MovableTicket ticket, in Carrier from, in Carrier to) => to.Load + ticket.Points > to.Cap
        ? null
        : new ProposedMove(
            ticket.Ticket, from.Agent, to.Agent, ticket.Points, Relative(from) - Relative(to), Math.Abs(Relative(from, -ticket.Points) - Relative(to, ticket.Points)));
}
