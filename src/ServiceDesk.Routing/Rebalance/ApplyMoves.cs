using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Routing.Rebalance;

/// <summary>A move that somebody chose: the ticket goes from who has it to another member of the team.</summary>
internal sealed record ChosenMove(Guid Ticket, string From, string To)
{
    public static ChosenMove Read(Input input)
    {
        var text = input.RequiredText("ticket", 50);
        if (!Guid.TryParse(text, out var ticket) && !input.Refuses("ticket")) input.Refuse("ticket", "must be the id of a ticket");
        return new ChosenMove(ticket, input.RequiredText("from", 100), input.RequiredText("to", 100));
    }

    /// <summary>Why the ticket cannot move; null when it can. What was proposed may have passed meanwhile.</summary>
    public Decision? Refuse(Ticket ticket, RoutingTables tables, TeamDefined team, string? reason, Actor actor, NodaTime.Instant at)
    {
        if (ticket.Routed is not { } routed || !actor.MaySee(routed.Organization, routed.Requester)) return Decision.Missing;
        if (!ticket.Counts || (routed.Team, routed.Agent) != (team.Team, From)) return Decision.Reject("moved", "The ticket is not with that agent of the team any more.");
        if (From == To || !team.Members.Contains(To)) return Decision.Invalid("to", "must be another member of the team");
        return AssignTicket.Unfit(AssignmentFacts.Of(routed), tables, To, reason, at);
    }
}

/// <summary>Makes chosen moves of a proposal, each for itself.</summary>
internal sealed record ApplyMoves(IReadOnlyList<ChosenMove> Moves, string? Note) : IInput<ApplyMoves>
{
    private const int MostMoves = 50;

    public static ApplyMoves Read(Input input)
    {
        var command = new ApplyMoves(input.Objects("moves", MostMoves, ChosenMove.Read), input.Text("note", 1000));
        if (command.Moves.Count == 0 && !input.Refuses("moves")) input.Require("moves");
        foreach (var (i, move) in command.Moves.Index())
        {
            if (move.Ticket != Guid.Empty && command.Moves.Take(i).Any(one => one.Ticket == move.Ticket)) input.Refuse($"moves[{i}].ticket", "is moved twice");
        }
        return command;
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/teams/{id}/rebalancing", async (string id, Body<ApplyMoves> body, TicketMoveRequest request) =>
    {
        if (request.Act.Actor.Organization is not null) return Problem.Of(StatusCodes.Status403Forbidden, "forbidden", "The load of a team spans all organisations; yours is one.");
        if ((await request.Journal.Load<Teams>(Teams.Stream, request.Cancel)).State.Find(id) is null) return Problem.NotFound;
        var results = new List<object>();
        foreach (var move in body.Value.Moves)
        {
            var outcome = await body.Value.Apply(id, move, request);
            results.Add(outcome.ToProblem() is { } problem
                ? new { move.Ticket, moved = false, problem.Code, reason = problem.Detail }
                : new { move.Ticket, moved = true, Position = new LogPosition(request.Journal.Log, outcome.Position).ToString() });
        }
        return (IResult)TypedResults.Ok(new { team = id, results });
    }).For(Roles.Lead, Roles.Admin).Accepts<ApplyMoves>("application/json").WithSummary("Makes chosen moves; each is made or refused for itself.");

    private Task<Outcome<Ticket>> Apply(string id, ChosenMove move, TicketMoveRequest request)
    {
        var (act, stream) = (request.Act, Streams.Ticket(move.Ticket));
        var meta = act.Meta(act.RequestId(act.IdempotencyKey is { } key ? $"{key}/{move.Ticket}" : null), new { id, verb = "rebalance", move, Note });
        return request.Journal.HandleAll<Ticket>(stream, null, async ticket =>
        {
            var work = new JournalWork(request.Journal, meta, act.Now, request.Cancel);
            work.Know(stream, ticket);
            var tables = await RoutingTables.Load(work, request.StandingOf);
            if (tables.Teams.Find(id) is not { } team) return (Decision.Missing, []);
            if (move.Refuse(ticket.State, tables, team, Note, act.Actor, act.Now) is { } refusal) return (refusal, []);
            await Assigning.Give(work, tables, move.Ticket, id, move.To, new Move(AssignmentCause.Rebalanced, act.Actor.Id, Note));
            return (Decision.Accept(work.RecordedIn(stream)), work.AppendsBeside(stream));
        }, meta, act.Now, request.Cancel);
    }
}
