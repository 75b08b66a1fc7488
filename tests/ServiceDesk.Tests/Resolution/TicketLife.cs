using System.Text.Json;
using NodaTime;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Resolution;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

/// <summary>A move that was refused, with the ticket before and after.</summary>
internal sealed record Refusal(string Move, string Before, string After);

/// <summary>A ticket in memory to which things happen.</summary>
internal sealed class TicketLife
{
    private readonly List<object> history = [Opening];

    public Instant Now { get; private set; } = Opened;

    public Ticket Ticket { get; private set; } = Ticket.Initial.Evolve(Opening);

    public IReadOnlyList<object> History => history;

    public string Moved { get; private set; } = "";

    /// <summary>Tries something; null when it was decided, also when there was nothing to do.</summary>
    public Refusal? Take(Throw one)
    {
        Now += Duration.FromMinutes(one.Minutes);
        var (move, actor) = one.Legal ? Allowed(one) : Weighted(one.Pick, TicketMoves.All.Select(known => (known, TicketMoves.People[one.Who])));
        if (!move.IsFor(actor)) return null;
        var before = Document(Ticket);
        var decision = move.Decide(Ticket, actor, Now, one);
        if (decision is not Decision.Accepted { Events: var events }) return new Refusal(move.Name, before, Document(Ticket));
        history.AddRange(events);
        Ticket = events.Aggregate(Ticket, (ticket, body) => ticket.Evolve(body));
        Moved = move.Name;
        return null;
    }

    /// <summary>Something that changes the ticket now; random moves alone would hardly ever lead through a whole plan.</summary>
    private (Move, Actor) Allowed(Throw one) => Weighted(one.Pick, TicketMoves.All.SelectMany(_ => TicketMoves.People, (move, actor) => (move, actor))
        .Where(known => known.move.IsFor(known.actor) && known.move.Decide(Ticket, known.actor, Now, one) is Decision.Accepted { Events.Count: > 0 }));

    private static (Move, Actor) Weighted(int pick, IEnumerable<(Move Move, Actor Actor)> candidates)
    {
        var all = candidates.SelectMany(one => Enumerable.Repeat(one, one.Move.Weight)).ToList();
        return all[pick % all.Count];
    }

    /// <summary>All that the ticket is, as text.</summary>
    public static string Document(Ticket ticket) => JsonSerializer.Serialize(ticket, HttpJson.Options);
}
