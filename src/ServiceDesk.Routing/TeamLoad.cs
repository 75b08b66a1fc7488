using System.Collections.Immutable;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Routing;

/// <summary>An agent of the team got a ticket. Stream <c>team-{id}</c>; committed together with the ticket's own event.</summary>
[StoredName("routing.assignment-taken.v1")]
internal sealed record AssignmentTaken(Guid Ticket, string Agent, Instant At)
{
    /// <summary>How much the ticket weighs; before tickets had points, each was one.</summary>
    public int Points { get; init; } = 1;

    /// <summary>Until when the agent must take the work up, or answer; null = no such time.</summary>
    public Instant? TakeUpBy { get; init; }

    /// <summary>Whether the agent has been at work on it before.</summary>
    public bool IsTakenUp { get; init; }
}

/// <summary>Until when an agent must take a ticket up; null = in any time.</summary>
internal readonly record struct TakeUpTerm(Instant? By);

/// <summary>An agent of the team has a ticket no longer. Stream <c>team-{id}</c>.</summary>
[StoredName("routing.assignment-released.v1")]
internal sealed record AssignmentReleased(Guid Ticket, string Agent, Instant At)
{
    /// <summary>Whom the agent helped, when the ticket was solved.</summary>
    public string? SolvedFor { get; init; }

    /// <summary>The system that the agent brought back, when the ticket was solved.</summary>
    public string? SolvedOn { get; init; }
}

/// <summary>An open ticket weighs more or less from now on. Stream <c>team-{id}</c>.</summary>
[StoredName("routing.assignment-weighed.v1")]
internal sealed record AssignmentWeighed(Guid Ticket, int Points, Instant At)
{
    /// <summary>Until when the agent must take it up from now on; null = as before.</summary>
    public TakeUpTerm? TakeUp { get; init; }
}

/// <summary>The agent works on the ticket, or has answered: it is not taken away for being forgotten. Stream <c>team-{id}</c>.</summary>
[StoredName("routing.assignment-taken-up.v1")]
internal sealed record AssignmentTakenUp(Guid Ticket, Instant At);

/// <summary>
/// A ticket waits for somebody in the team, or (stream <c>unrouted</c>) for a team. Holds what a decision about it needs, so that those who become free are
/// compared with all that wait, without reading each.
/// </summary>
[StoredName("routing.ticket-waits.v1")]
internal sealed record TicketWaits(
    Guid Ticket, string Number, string Organization, string Requester, string Category, string? RequestType, string? AffectedSystem, string? Language,
    Priority Priority, string Reason, IReadOnlyList<string> Declined, Instant Since, Instant At);

/// <summary>A ticket waits here no longer, and nobody of the team got it. Stream <c>team-{id}</c> or <c>unrouted</c>.</summary>
[StoredName("routing.waiting-ended.v1")]
internal sealed record WaitingEnded(Guid Ticket, Instant At);

/// <summary>An open ticket with an agent.</summary>
internal readonly record struct HeldTicket(string Agent, int Points, Instant? TakeUpBy, bool IsTakenUp)
{
    public HeldTicket Weighed(AssignmentWeighed weighed) => this with { Points = weighed.Points, TakeUpBy = weighed.TakeUp is { } term && !IsTakenUp ? term.By : TakeUpBy };
}

/// <summary>The order of those who wait: highest priority first, then oldest.</summary>
internal readonly record struct WaitingPlace(Priority Priority, Instant Since, Guid Ticket) : IComparable<WaitingPlace>
{
    public static WaitingPlace Of(TicketWaits waits) => new(waits.Priority, waits.Since, waits.Ticket);

    public int CompareTo(WaitingPlace other)
    {
        var order = Priority.CompareTo(other.Priority);
        if (order == 0) order = Since.CompareTo(other.Since);
        return order != 0 ? order : Ticket.CompareTo(other.Ticket);
    }
}

/// <summary>Who in a team has how much to do, what waits for them, and who solved for whom. Decisions about a team are serial, by the version of its stream.</summary>
internal sealed record TeamLoad(ImmutableDictionary<Guid, HeldTicket> Open, ImmutableDictionary<string, int> Loads, ImmutableDictionary<string, Instant> Last)
    : IState<TeamLoad>
{
    public static TeamLoad Initial { get; } = new(
        ImmutableDictionary<Guid, HeldTicket>.Empty, ImmutableDictionary<string, int>.Empty, ImmutableDictionary<string, Instant>.Empty);

    /// <summary>The tickets that wait, in the order in which they are given out.</summary>
    public ImmutableSortedDictionary<WaitingPlace, TicketWaits> Waiting { get; init; } = ImmutableSortedDictionary<WaitingPlace, TicketWaits>.Empty;

    /// <summary>Who last solved something for a requester.</summary>
    public ImmutableDictionary<string, string> SolvedFor { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Who last solved something of a system.</summary>
    public ImmutableDictionary<string, string> SolvedOn { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The open tickets that somebody must take up until an instant, the earliest first.</summary>
    public ImmutableSortedSet<(Instant By, Guid Ticket)> TakeUps { get; init; } = [];

    /// <summary>Counts what may have made room for somebody who waits.</summary>
    public int Freed { get; init; }

    private ImmutableDictionary<Guid, WaitingPlace> Places { get; init; } = ImmutableDictionary<Guid, WaitingPlace>.Empty;

    /// <summary>The stream of a team; of null, where tickets wait for a team.</summary>
    public static string StreamOf(string? team) => team is null ? "unrouted" : $"team-{team}";

    public int LoadOf(string agent) => Loads.GetValueOrDefault(agent);

    public TicketWaits? WaitingOf(Guid ticket) => Places.TryGetValue(ticket, out var place) ? Waiting[place] : null;

    public TeamLoad Evolve(object @event) => @event switch
    {
        AssignmentTaken taken => Without(taken.Ticket).With(taken.Ticket, new HeldTicket(taken.Agent, taken.Points, taken.TakeUpBy, taken.IsTakenUp)).NotWaiting(taken.Ticket) with
        {
            Last = Last.SetItem(taken.Agent, taken.At),
        },
        AssignmentReleased released => Without(released.Ticket) with
        {
            Freed = Freed + 1,
            SolvedFor = released.SolvedFor is { } requester ? SolvedFor.SetItem(requester, released.Agent) : SolvedFor,
            SolvedOn = released.SolvedOn is { } system ? SolvedOn.SetItem(system, released.Agent) : SolvedOn,
        },
        AssignmentWeighed weighed when Open.TryGetValue(weighed.Ticket, out var held) => Without(weighed.Ticket).With(weighed.Ticket, held.Weighed(weighed)) with
        {
            Freed = Freed + 1,
        },
        AssignmentTakenUp up when Open.TryGetValue(up.Ticket, out var held) => Without(up.Ticket).With(up.Ticket, held with { TakeUpBy = null, IsTakenUp = true }),
        TicketWaits waits => NotWaiting(waits.Ticket).Waits(waits),
        WaitingEnded ended => NotWaiting(ended.Ticket),
        _ => this,
    };

    private TeamLoad With(Guid ticket, HeldTicket held) =>
        this with
        {
            Open = Open.SetItem(ticket, held),
            Loads = Loads.SetItem(held.Agent, LoadOf(held.Agent) + held.Points),
            TakeUps = held.TakeUpBy is { } by ? TakeUps.Add((by, ticket)) : TakeUps,
        };

    private TeamLoad Without(Guid ticket) => Open.TryGetValue(ticket, out var held)
        ? this with
        {
            Open = Open.Remove(ticket),
            Loads = Loads.SetItem(held.Agent, LoadOf(held.Agent) - held.Points),
            TakeUps = held.TakeUpBy is { } by ? TakeUps.Remove((by, ticket)) : TakeUps,
        }
        : this;

    private TeamLoad Waits(TicketWaits waits) =>
        this with { Waiting = Waiting.SetItem(WaitingPlace.Of(waits), waits), Places = Places.SetItem(waits.Ticket, WaitingPlace.Of(waits)) };

    private TeamLoad NotWaiting(Guid ticket) =>
        Places.TryGetValue(ticket, out var place) ? this with { Waiting = Waiting.Remove(place), Places = Places.Remove(ticket) } : this;
}
