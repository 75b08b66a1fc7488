using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Problems;

/// <summary>The incidents that a request names, by their ids or by a candidate.</summary>
/// <param name="Tickets">Their ids.</param>
/// <param name="Candidate">A candidate's id; null = none.</param>
internal sealed record IncidentsToLink(IReadOnlyList<Guid> Tickets, string? Candidate)
{
    /// <summary>Of a candidate with more incidents the latest are linked; those that are left are a candidate again.</summary>
    public const int MostAtOnce = 500;

    public static IncidentsToLink Read(Input input)
    {
        var named = input.Texts("incidents", 50);
        if (named.Count > MostAtOnce) input.Refuse("incidents", $"holds more than {MostAtOnce}");
        var tickets = new List<Guid>();
        for (var i = 0; i < named.Count; i++)
        {
            if (Guid.TryParse(named[i], out var id)) tickets.Add(id);
            else input.Refuse($"incidents[{i}]", "must be the id of a ticket");
        }
        var candidate = input.Text("candidate", 100);
        if (candidate is not null && named.Count > 0) input.Refuse("candidate", "cannot be combined with incidents");
        return new([.. tickets.Distinct()], candidate);
    }

    /// <summary>The tickets as they were opened, and the candidate. Nothing is said of tickets that the actor may not see, but that they are wrong.</summary>
    /// <exception cref="RefusedException">A ticket or the candidate is not there for the actor.</exception>
    public async Task<(IReadOnlyList<LinkedIncident> Incidents, RepeatCandidate? Candidate)> Find(Actor actor, Journal journal, RepeatCandidates candidates, CancellationToken cancel)
    {
        if (Candidate is not { } wanted) return (await Openings.Of(Tickets, "incidents", actor, journal, cancel), null);
        var found = await candidates.Find(wanted, actor, cancel)
            ?? throw new RefusedException(Hosting.Problem.Field("candidate", "is no candidate, or none any more"));
        return ([.. found.Open.Take(MostAtOnce).Select(one => new LinkedIncident(one.Ticket, one.Number, one.Organization))], found);
    }
}

/// <summary>What tickets were opened as, which never changes.</summary>
internal static class Openings
{
    /// <summary>Their numbers and organisations, in the order asked.</summary>
    /// <exception cref="RefusedException">One is not there, or the actor may not see it.</exception>
    public static async Task<IReadOnlyList<LinkedIncident>> Of(
        IReadOnlyList<Guid> tickets, string field, Actor actor, Journal journal, CancellationToken cancel)
    {
        if (tickets.Count == 0) return [];
        await using var command = journal.Database.CreateCommand(
            "select position, stream, version, type, data::text, meta::text, occurred, at from events where stream = any ($1) and version = 1");
        command.Parameters.Add(new() { Value = tickets.Select(Streams.Ticket).ToArray() });
        var opened = (await EventRow.ReadAll(command, journal.Log, journal.Types, cancel))
            .Where(e => e.Body is CaseOpened one && actor.MaySee(one.Organization, one.Requester))
            .ToDictionary(e => Guid.Parse(e.Subject), e => (CaseOpened)e.Body!);
        var wrong = tickets.Select((ticket, index) => (ticket, index)).Where(one => !opened.ContainsKey(one.ticket))
            .ToDictionary(one => $"{field}[{one.index}]", _ => new[] { "is no ticket that you may see" });
        if (wrong.Count > 0) throw new RefusedException(new Hosting.Problem(StatusCodes.Status422UnprocessableEntity, "invalid", "The request has wrong fields.", wrong));
        return [.. tickets.Select(ticket => new LinkedIncident(ticket, opened[ticket].Number, opened[ticket].Organization))];
    }
}
