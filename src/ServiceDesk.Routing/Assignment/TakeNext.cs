using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Routing;

/// <summary>The ticket that an agent got by asking for the next one.</summary>
internal sealed record NextAnswer(Guid Id, string Position);

/// <summary>An agent asks a team for the next ticket: of those that wait and that the agent may take, the one of the highest priority, then the oldest.</summary>
internal static class TakeNext
{
    /// <summary>
    /// The next ticket; null when there is none for this agent. What the desk itself minds (shift, cap) does not matter for somebody who asks; skills, tier and
    /// language do, and what the agent declined is not offered again.
    /// </summary>
    public static TicketWaits? Find(RoutingTables tables, TeamLoad load, Actor actor, Instant at) => load.Waiting.Values.FirstOrDefault(waits =>
        actor.MaySee(waits.Organization, waits.Requester) && MayTake(tables, waits, actor.Id, at));

    /// <summary>Whether an agent may take a ticket that waits, when asking for it.</summary>
    public static bool MayTake(RoutingTables tables, TicketWaits waits, string agent, Instant at)
    {
        var facts = AssignmentFacts.Of(waits);
        return Choosing.Judge(tables, facts, Choosing.BasisOf(tables, facts, at), agent, default, waits.Declined, at).Excluded is null or Exclusions.OffShift or Exclusions.Full;
    }

    /// <summary>Why the agent cannot ask; null = can.</summary>
    public static Decision? Refuse(RoutingTables tables, TeamDefined team, string agent, Instant at)
    {
        if (!team.Members.Contains(agent)) return Decision.Reject("not-of-the-team", "Only members of the team get its tickets.");
        return tables.Roster.At(agent, at).Presence == Presence.Absent ? Decision.Reject("absent", "Whoever is absent gets no ticket.") : null;
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/teams/{team}/next", async (string team, TicketMoveRequest request) =>
    {
        var (act, journal, stream) = (request.Act, request.Journal, TeamLoad.StreamOf(team));
        var meta = act.Meta(act.RequestId(act.IdempotencyKey), new { team, verb = "next" });
        Guid? given = null;
        var outcome = await journal.HandleAll<TeamLoad>(stream, null, async load =>
        {
            given = null;
            var work = new JournalWork(journal, meta, act.Now, request.Cancel);
            work.Know(stream, load);
            var tables = await RoutingTables.Load(work, request.StandingOf);
            if (tables.Teams.Find(team) is not { } defined) return (Decision.Missing, []);
            if (Refuse(tables, defined, act.Actor.Id, work.At) is { } refusal) return (refusal, []);
            if (Find(tables, load.State, act.Actor, work.At) is not { } waits) return (Decision.Nothing, []);
            given = waits.Ticket;
            await Assigning.Give(work, tables, waits.Ticket, team, act.Actor.Id, new Move(AssignmentCause.Next, act.Actor.Id));
            return (Decision.Accept(work.RecordedIn(stream)), work.AppendsBeside(stream));
        }, meta, act.Now, request.Cancel);
        if (outcome.ToProblem() is { } problem) return problem;
        if (outcome.Kind == OutcomeKind.Replayed) given = (await journal.Read(outcome.Position - 1, 1, request.Cancel)) is [{ Body: AssignmentTaken first }] ? first.Ticket : null;
        return given is { } ticket ? TypedResults.Ok(new NextAnswer(ticket, new LogPosition(journal.Log, outcome.Position).ToString())) : (IResult)TypedResults.NoContent();
    })
    .For(Roles.Agent, Roles.Lead).Produces<NextAnswer>().WithSummary("Gives the agent the team's next ticket; 204 when none waits that the agent may take.");
}
