using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Routing;

/// <summary>What every command that moves a ticket needs of its request.</summary>
internal sealed class TicketMoveRequest(Act act, Journal journal, AccessDirectory directory, HttpContext context)
{
    public Act Act => act;

    public Journal Journal => journal;

    public Func<string, AgentStanding> StandingOf { get; } = RoutingTables.StandingsBy(directory);

    public HttpResponse Response => context.Response;

    public CancellationToken Cancel => context.RequestAborted;

    public static async ValueTask<TicketMoveRequest?> BindAsync(HttpContext context) => new(
        (await Act.BindAsync(context))!, context.RequestServices.GetRequiredService<Journal>(), context.RequestServices.GetRequiredService<AccessDirectory>(), context);
}

/// <summary>Commands that move a ticket between teams and agents.</summary>
internal static class TicketMove
{
    /// <summary>
    /// Lets a command record moves of a ticket and of team loads, and commits them together; a lost race is decided again. Tickets that the actor may not see are
    /// not there.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The ticket.</param>
    /// <param name="verb">The command's name.</param>
    /// <param name="command">What was asked.</param>
    /// <param name="move">Refuses with a decision, or records through the work and answers null.</param>
    public static async Task<IResult> Handle(
        TicketMoveRequest request, Guid id, string verb, object command, Func<IRoutingWork, RoutingTables, Ticket, Task<Decision?>> move)
    {
        var (act, stream) = (request.Act, Streams.Ticket(id));
        var meta = act.Meta(act.RequestId(act.IdempotencyKey), new { id, verb, command });
        var outcome = await request.Journal.HandleAll<Ticket>(stream, act.IfMatch, async ticket =>
        {
            if (ticket.State.Routed is not { } routed || !act.Actor.MaySee(routed.Organization, routed.Requester)) return (Decision.Missing, []);
            var work = new JournalWork(request.Journal, meta, act.Now, request.Cancel);
            work.Know(stream, ticket);
            var refusal = await move(work, await RoutingTables.Load(work, request.StandingOf), ticket.State);
            return refusal is null ? (Decision.Accept(work.RecordedIn(stream)), work.AppendsBeside(stream)) : (refusal, []);
        }, meta, act.Now, request.Cancel);
        return outcome.ToHttp(request.Response, id, request.Journal.Log);
    }

    /// <summary>Whether somebody leads, or is a member of a team; of no team, of any.</summary>
    public static bool MayMove(Actor actor, Teams teams, string? team) => actor.Is(Roles.Lead, Roles.Admin)
        || (teams.Find(team ?? "") is { } found ? found.Members.Contains(actor.Id) : teams.All.Exists(one => one.Members.Contains(actor.Id)));

    /// <summary>The refusal of moves of a ticket whose work is over.</summary>
    public static Decision Ended { get; } = Decision.Reject("ended", "The work on the ticket is over; reopen it first.");
}
