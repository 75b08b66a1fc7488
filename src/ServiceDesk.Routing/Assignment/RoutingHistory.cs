using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Routing;

/// <summary>A recorded decision about whose a ticket is, and the ticket before and after it.</summary>
internal sealed record RoutingStep(LogPosition Event, Ticket Before, Ticket After, object Body)
{
    /// <summary>What the decision rests on; null when a person decided, or before there were rules.</summary>
    public AssignmentBasis? Basis => Body switch
    {
        TicketRouted routed => routed.Basis,
        TicketAssigned assigned => assigned.Basis,
        _ => null,
    };

    /// <summary>Who could get the ticket, or why not.</summary>
    public IReadOnlyList<Candidate> Candidates => Body is TicketAssigned assigned ? assigned.Candidates : After.Routed!.Candidates;
}

/// <summary>The recorded decisions of a ticket, and the tables as they were.</summary>
internal static class RoutingHistory
{
    /// <summary>That of nobody: a decision tells that an agent is bound to another organisation, not to which.</summary>
    private const string AnotherOrganization = "";

    public static IReadOnlyList<RoutingStep> Steps(IEnumerable<RecordedEvent> ticket)
    {
        var (steps, state) = (new List<RoutingStep>(), Ticket.Initial);
        foreach (var e in ticket)
        {
            if (e.Body is not { } body) continue;
            var before = state;
            state = state.Evolve(body);
            if (body is TicketRouted or TicketAssigned) steps.Add(new RoutingStep(e.Id, before, state, body));
        }
        return steps;
    }

    /// <summary>The recorded decisions of a ticket, and the events of all versions of the tables, read at once.</summary>
    public static async Task<(IReadOnlyList<RoutingStep> Steps, IReadOnlyList<RecordedEvent> Definitions)> Read(Journal journal, Guid ticket, CancellationToken cancel)
    {
        var stream = Streams.Ticket(ticket);
        var events = (await journal.ReadStreams([stream, Teams.Stream, Roster.Stream, AssignmentRulesHistory.Stream], cancel)).ToLookup(e => e.Stream == stream);
        return (Steps(events[true]), [.. events[false]]);
    }

    /// <summary>
    /// The tables of the versions that a decision names. Which candidates were no agents, or bound to another organisation, is told by the decision itself; how the
    /// others stood is not. Pure.
    /// </summary>
    /// <param name="events">Those of the teams, the roster and the rules.</param>
    /// <param name="step">The decision.</param>
    /// <param name="othersNow">How those who were no candidates stand now.</param>
    /// <returns>The tables; null when the decision names none.</returns>
    public static RoutingTables? Tables(IEnumerable<RecordedEvent> events, RoutingStep step, Func<string, AgentStanding> othersNow) =>
        step.Basis is { } basis ? Tables(events, basis, step.Candidates, othersNow) : null;

    /// <summary>The same of the versions themselves. Pure.</summary>
    public static RoutingTables Tables(
        IEnumerable<RecordedEvent> events, AssignmentBasis basis, IReadOnlyList<Candidate> candidates, Func<string, AgentStanding> othersNow)
    {
        var byStream = events.ToLookup(e => e.Stream);
        var rules = Fold<AssignmentRulesHistory>(byStream[AssignmentRulesHistory.Stream], basis.RulesVersion - 1).Versions[basis.RulesVersion - 1];
        var standings = candidates.ToDictionary(one => one.Agent, one => new AgentStanding(one.Excluded == Exclusions.NoAgent, one.Excluded == Exclusions.Organization ? AnotherOrganization : null));
        return new RoutingTables(
            Fold<Teams>(byStream[Teams.Stream], basis.TeamsVersion), basis.TeamsVersion, Fold<Roster>(byStream[Roster.Stream], basis.RosterVersion), basis.RosterVersion, rules,
            agent => standings.TryGetValue(agent, out var told) ? told : othersNow(agent));
    }

    private static T Fold<T>(IEnumerable<RecordedEvent> events, int version) where T : IState<T> =>
        events.Where(e => e.Version <= version && e.Body is not null).OrderBy(e => e.Version).Aggregate(T.Initial, (state, e) => state.Evolve(e.Body!));
}
