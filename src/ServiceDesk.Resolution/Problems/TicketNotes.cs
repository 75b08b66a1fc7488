using System.Collections.Immutable;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Resolution.Problems;

/// <summary>The problems behind a ticket, and the version of each one's workaround that the requester was told; 0 = none.</summary>
internal sealed record TicketProblems(ImmutableSortedDictionary<Guid, (string Number, bool IsLinked, int Told)> All)
{
    public static TicketProblems Initial { get; } = new(ImmutableSortedDictionary<Guid, (string, bool, int)>.Empty);

    public bool IsLinked(Guid problem) => All.TryGetValue(problem, out var known) && known.IsLinked;

    public int Told(Guid problem) => All.TryGetValue(problem, out var known) ? known.Told : 0;

    public TicketProblems Evolve(object @event) => @event switch
    {
        ProblemLinked linked => new(All.SetItem(linked.Problem, (linked.ProblemNumber, true, Told(linked.Problem)))),
        ProblemUnlinked unlinked => new(All.SetItem(unlinked.Problem, (unlinked.ProblemNumber, false, Told(unlinked.Problem)))),
        WorkaroundTold told => new(All.SetItem(told.Problem, (told.ProblemNumber, IsLinked(told.Problem), told.Version))),
        _ => this,
    };
}

/// <summary>A problem behind a ticket.</summary>
internal sealed record TicketProblemView(Guid Id, string Number)
{
    public static IReadOnlyList<TicketProblemView> Of(TicketProblems problems) =>
        [.. problems.All.Where(one => one.Value.IsLinked).Select(one => new TicketProblemView(one.Key, one.Value.Number)).OrderBy(one => one.Number, StringComparer.Ordinal)];
}

/// <summary>What happens to a problem is noted in the tickets that it concerns, in the same append.</summary>
internal static class TicketNotes
{
    /// <summary>
    /// What a ticket does not have yet of how a problem is now; nothing when it has all. A ticket that is not open is told nothing, an archived one
    /// takes no notes, and none is told anything before it was opened.
    /// </summary>
    public static IReadOnlyList<object> Of(Guid id, Problem problem, Guid ticketId, Ticket ticket, string by, Instant happened)
    {
        if (ticket.IsArchived) return [];
        var (notes, at) = (new List<object>(), Instant.Max(happened, ticket.OpenedAt));
        var isLinked = problem.Incidents.ContainsKey(ticketId);
        if (isLinked && !ticket.Problems.IsLinked(id)) notes.Add(new ProblemLinked(id, problem.Number, by, at));
        if (!isLinked && ticket.Problems.IsLinked(id)) notes.Add(new ProblemUnlinked(id, problem.Number, by, at));
        if (isLinked && problem.Workaround is { } known && ticket.IsOpen && ticket.Problems.Told(id) < known.Version)
            notes.Add(new WorkaroundTold(id, problem.Number, known.Version, by, ticket.Requester, known.Workaround, at));
        return notes;
    }

    public static async Task<IReadOnlyList<StreamAppend>> Beside(
        Guid id, Problem before, IReadOnlyList<object> events, EventMeta meta, Instant at, Journal journal, CancellationToken cancel)
    {
        var after = events.Aggregate(before, (problem, body) => problem.Evolve(body));
        var concerned = events.SelectMany(body => Concerned(body, after)).Distinct().ToList();
        if (concerned.Count == 0) return [];
        var tickets = (await journal.ReadStreams([.. concerned.Select(Streams.Ticket)], cancel)).GroupBy(e => e.Stream)
            .ToDictionary(stream => stream.Key, stream => stream.Aggregate(Loaded<Ticket>.Nothing, (loaded, e) => loaded.Apply(e)));
        return
        [
            .. from ticket in concerned
               let stream = Streams.Ticket(ticket)
               where tickets.ContainsKey(stream)
               let notes = Of(id, after, ticket, tickets[stream].State, meta.Actor, at)
               where notes.Count > 0
               select new StreamAppend(stream, tickets[stream].Version, [.. notes.Select(note => new NewEvent(note, meta with { Request = null, Fingerprint = null }, Instant.Max(at, tickets[stream].State.OpenedAt)))]),
        ];
    }

    private static IEnumerable<Guid> Concerned(object body, Problem after) => body switch
    {
        IncidentsLinked linked => linked.Incidents.Select(one => one.Ticket),
        IncidentUnlinked unlinked => [unlinked.Incident],
        WorkaroundRecorded => after.Incidents.Keys,
        _ => [],
    };
}
