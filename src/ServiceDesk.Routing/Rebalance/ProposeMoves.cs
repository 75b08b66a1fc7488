using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Routing.Boards;
using ServiceDesk.Rules;

namespace ServiceDesk.Routing.Rebalance;

/// <summary>Somebody's part of the load; relative = in permille of the capacity.</summary>
internal sealed record LoadView(string Agent, string AgentName, int Load, int Capacity, int Relative);

/// <summary>A proposed move with what it gains: the difference of the two relative loads before and after it.</summary>
internal sealed record MoveView(Guid Ticket, string Number, Priority Priority, string From, string FromName, string To, string ToName, int Points, int GapBefore, int GapAfter, int Gain);

/// <summary>What would even out the load of a team. Nothing is done until somebody asks for it.</summary>
internal sealed record RebalancingView(string Team, IReadOnlyList<LoadView> Loads, IReadOnlyList<MoveView> Moves);

internal static class ProposeMoves
{
    private const int UsualGain = 100;
    private const int MostMoves = 50;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/teams/{id}/rebalancing",
        async (string id, int? leastGain, int? limit, TicketMoveRequest request, AccessDirectory directory) =>
        {
            if (leastGain is < 1 or > 100_000) return Problem.Field("leastGain", "must be 1 to 100000, in permille of a capacity");
            if (limit is < 1 or > MostMoves) return Problem.Field("limit", $"must be 1 to {MostMoves}");
            if (request.Act.Actor.Organization is not null) return Problem.Of(StatusCodes.Status403Forbidden, "forbidden", "The load of a team spans all organisations; yours is one.");
            var work = new JournalWork(request.Journal, request.Act.Meta(null, id), request.Act.Now, request.Cancel);
            var tables = await RoutingTables.Load(work, request.StandingOf);
            if (tables.Teams.Find(id) is not { } team) return Problem.NotFound;
            var (carriers, tickets, facts) = await Look(work, tables, team, request.Journal, request.Cancel);
            var moves = Rules.Rebalancing.Propose(carriers, tickets, leastGain ?? UsualGain, limit ?? MostMoves);
            return (IResult)TypedResults.Ok(new RebalancingView(
                id,
                [.. carriers.Select(one => new LoadView(one.Agent, directory.NameOf(one.Agent), one.Load, one.Capacity, Rules.Rebalancing.Relative(one)))],
                [.. moves.Select(one => new MoveView(
                    one.Ticket, facts[one.Ticket].Number, facts[one.Ticket].Priority, one.From, directory.NameOf(one.From), one.To, directory.NameOf(one.To), one.Points, one.GapBefore,
                    one.GapAfter, one.Gain))]));
        })
        .For(Roles.Lead, Roles.Admin).Produces<RebalancingView>().WithSummary("Moves that would even out the load of a team, with the gain of each; nothing is done.");

    /// <summary>The members with their load, and the tickets that nobody has begun to work on, each with those who could get it now.</summary>
    private static async Task<(IReadOnlyList<Carrier> Carriers, IReadOnlyList<MovableTicket> Tickets, IReadOnlyDictionary<Guid, AssignmentFacts> Facts)> Look(
        JournalWork work, RoutingTables tables, TeamDefined team, Journal journal, CancellationToken cancel)
    {
        var load = (await work.Load<TeamLoad>(TeamLoad.StreamOf(team.Team))).State;
        var elsewhere = new List<TeamLoad>();
        foreach (var other in tables.Teams.SharingMembersWith(team.Team)) elsewhere.Add((await work.Load<TeamLoad>(TeamLoad.StreamOf(other))).State);
        var carriers = team.Members.Select(agent =>
        {
            var profile = tables.Roster.ProfileOf(agent);
            return new Carrier(agent, load.LoadOf(agent) + elsewhere.Sum(one => one.LoadOf(agent)), profile.Capacity, profile.Cap);
        }).ToList();
        var (tickets, facts) = (new List<MovableTicket>(), new Dictionary<Guid, AssignmentFacts>());
        var untouched = await WorkReadModel.Untouched(journal, [.. load.Open.Keys], cancel);
        var states = (await journal.ReadStreams([.. untouched.Select(Streams.Ticket)], cancel)).Where(e => e.Body is not null)
            .GroupBy(e => e.Stream, (stream, events) => (stream, State: events.Aggregate(Ticket.Initial, (before, e) => before.Evolve(e.Body!))))
            .ToDictionary(one => one.stream, one => one.State);
        foreach (var (id, held) in load.Open.Where(one => untouched.Contains(one.Key)).OrderBy(one => one.Key))
        {
            if (states.GetValueOrDefault(Streams.Ticket(id)) is not { } ticket || ticket is not { Counts: true, Routed: { } routed }) continue;
            facts[id] = AssignmentFacts.Of(routed);
            var basis = Choosing.BasisOf(tables, facts[id], work.At) with { WaitUntil = null };
            // Whether it is too much for somebody depends on the moves before it.
            var fit = team.Members.Where(agent => Choosing.Judge(tables, facts[id], basis, agent, default, ticket.Assignment.Declined, work.At).Excluded is null or Exclusions.Full);
            tickets.Add(new MovableTicket(id, held.Agent, held.Points, [.. fit]));
        }
        return (carriers, tickets, facts);
    }
}
