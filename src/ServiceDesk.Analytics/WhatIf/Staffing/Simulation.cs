namespace ServiceDesk.Analytics.WhatIf.Staffing;

/// <summary>A class of tickets that an agent can take, and in which time.</summary>
internal readonly record struct Ability(int Class, WorkHours Days);

/// <summary>An agent of a simulated desk: what the agent can take, and when the agent is there.</summary>
internal sealed record SimulatedAgent(IReadOnlyList<Ability> Abilities, WorkHours Hours)
{
    public bool CanTake(int of, long at)
    {
        foreach (var one in Abilities)
        {
            if (one.Class == of) return one.Days.IsOpen(at);
        }
        return false;
    }

    /// <summary>When there may be something to take that was none before: the next shift begins, or an ability.</summary>
    public long? Next(long at)
    {
        var next = Hours.IsOpen(at) ? Hours.NextShift(at) : Hours.NextOpening(at);
        foreach (var one in Abilities)
        {
            if (one.Days.NextShift(at) is { } begins && !(next <= begins)) next = begins;
        }
        return next;
    }
}

/// <summary>A ticket of a simulated desk. Class = who can take it; rank = the lower, the sooner.</summary>
internal readonly record struct SimulatedTicket(int Class, int Rank, long OpenedAt);

/// <summary>
/// A desk as a queue: each agent works on one ticket at a time until it is done, while the agent is there, and then takes the waiting ticket of the highest
/// priority that was opened first. A ticket that finds somebody idle goes to whoever has been idle longest. Pure: the same efforts give the same beginnings.
/// </summary>
internal sealed class Simulation(IReadOnlyList<SimulatedAgent> agents, int classes)
{
    private enum What
    {
        Freed,
        Came,
        Opened,
    }

    private readonly IReadOnlyList<SimulatedAgent> agents = agents;
    private readonly List<int>[] able = [.. Enumerable.Range(0, classes).Select(one => Enumerable.Range(0, agents.Count).Where(agent => agents[agent].Abilities.Any(can => can.Class == one)).ToList())];

    /// <summary>When the work on each ticket begins, given how much work each is, in microseconds; null = not within the hours of anybody who can take it.</summary>
    public long?[] Run(IReadOnlyList<SimulatedTicket> tickets, IReadOnlyList<long> efforts) => new Course(this, tickets, efforts).Run();

    private sealed class Course(Simulation desk, IReadOnlyList<SimulatedTicket> tickets, IReadOnlyList<long> efforts)
    {
        // In the order of time; at the same instant whoever is done comes before whoever begins the shift, and both before what is new.
        private readonly PriorityQueue<(What What, int Of, int Turn), (long At, What What, int Of)> events = new();
        private readonly PriorityQueue<int, (int Rank, long OpenedAt, int Ticket)>[] waiting = [.. Enumerable.Range(0, desk.able.Length).Select(_ => new PriorityQueue<int, (int, long, int)>())];
        private readonly long?[] idleSince = new long?[desk.agents.Count];
        private readonly int[] turns = new int[desk.agents.Count];
        private readonly long?[] begun = new long?[tickets.Count];

        public long?[] Run()
        {
            if (tickets.Count == 0) return begun;
            var first = tickets.Min(one => one.OpenedAt);
            for (var ticket = 0; ticket < tickets.Count; ticket++) events.Enqueue((What.Opened, ticket, 0), (tickets[ticket].OpenedAt, What.Opened, ticket));
            for (var agent = 0; agent < desk.agents.Count; agent++) Rest(agent, first);
            while (events.TryDequeue(out var next, out var when))
            {
                switch (next.What)
                {
                    case What.Opened: Open(next.Of, when.At); break;
                    // An agent who began something in the meantime does not come, for the agent is there.
                    case What.Came when turns[next.Of] != next.Turn: break;
                    default: Look(next.Of, when.At); break;
                }
            }
            return begun;
        }

        private void Open(int ticket, long at)
        {
            var chosen = -1;
            foreach (var agent in desk.able[tickets[ticket].Class])
            {
                if (idleSince[agent] is { } since && (chosen < 0 || since < idleSince[chosen]) && desk.agents[agent].Hours.IsOpen(at) && desk.agents[agent].CanTake(tickets[ticket].Class, at)) chosen = agent;
            }
            if (chosen >= 0) Begin(chosen, ticket, at);
            else waiting[tickets[ticket].Class].Enqueue(ticket, (tickets[ticket].Rank, tickets[ticket].OpenedAt, ticket));
        }

        /// <summary>Somebody who is done, or has come, takes what waits.</summary>
        private void Look(int agent, long at)
        {
            PriorityQueue<int, (int, long, int)>? from = null;
            (int, long, int) best = default;
            if (desk.agents[agent].Hours.IsOpen(at))
            {
                foreach (var one in desk.agents[agent].Abilities)
                {
                    if (waiting[one.Class].TryPeek(out _, out var place) && (from is null || place.CompareTo(best) < 0) && one.Days.IsOpen(at)) (from, best) = (waiting[one.Class], place);
                }
            }
            if (from is not null) Begin(agent, from.Dequeue(), at);
            else Rest(agent, at);
        }

        private void Begin(int agent, int ticket, long at)
        {
            (begun[ticket], idleSince[agent]) = (at, null);
            turns[agent]++;
            if (desk.agents[agent].Hours.After(at, efforts[ticket]) is { } done) events.Enqueue((What.Freed, agent, 0), (done, What.Freed, agent));
        }

        private void Rest(int agent, long at)
        {
            idleSince[agent] ??= at;
            if (desk.agents[agent].Next(at) is { } comes) events.Enqueue((What.Came, agent, turns[agent]), (comes, What.Came, agent));
        }
    }
}
