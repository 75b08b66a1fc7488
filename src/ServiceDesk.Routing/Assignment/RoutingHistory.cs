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

    public static async Task<IReadOnlyList<RoutingStep>> StepsOf(Journal journal, Guid ticket, CancellationToken cancel) =>
        Steps(await journal.ReadStreams([Streams.Ticket(ticket)], cancel));

    /// <summary>The tables of the versions that a decision names. Who is no agent any more, or bound to another organisation, is told by the decision itself.</summary>
    public static async Task<RoutingTables> TablesOf(Journal journal, AssignmentBasis basis, IReadOnlyList<Candidate> candidates, CancellationToken cancel)
    {
        var events = await journal.ReadStreams([Teams.Stream, Roster.Stream, AssignmentRulesHistory.Stream], cancel);
        return Tables(events, basis, candidates);
    }

    /// <summary>The same of the events of the three streams. Pure.</summary>
    public static RoutingTables Tables(IEnumerable<RecordedEvent> events, AssignmentBasis basis, IReadOnlyList<Candidate> candidates)
    {
        var byStream = events.ToLookup(e => e.Stream);
        var rules = Fold<AssignmentRulesHistory>(byStream[AssignmentRulesHistory.Stream], basis.RulesVersion - 1).Versions[basis.RulesVersion - 1];
        var excluded = candidates.Where(one => one.Excluded is Exclusions.NoAgent or Exclusions.Organization)
            .ToDictionary(one => one.Agent, one => new AgentStanding(one.Excluded == Exclusions.NoAgent, one.Excluded == Exclusions.Organization ? AnotherOrganization : null));
        return new RoutingTables(
            Fold<Teams>(byStream[Teams.Stream], basis.TeamsVersion), basis.TeamsVersion, Fold<Roster>(byStream[Roster.Stream], basis.RosterVersion), basis.RosterVersion, rules,
            excluded.GetValueOrDefault);
    }

    private static T Fold<T>(IEnumerable<RecordedEvent> events, int version) where T : IState<T> =>
        events.Where(e => e.Version <= version && e.Body is not null).OrderBy(e => e.Version).Aggregate(T.Initial, (state, e) => state.Evolve(e.Body!));
}
