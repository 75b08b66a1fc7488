using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Routing.Boards;

namespace ServiceDesk.Routing.Subtasks;

/// <summary>Gives a part of the work on a ticket to a team, which may be another than the ticket's.</summary>
internal sealed record OpenSubtask(string Title, string Team, string? Owner, bool Mandatory, Instant? DueAt) : IInput<OpenSubtask>
{
    private const int MostSubtasks = 100;

    public static OpenSubtask Read(Input input) => new(
        input.RequiredText("title", 500), input.RequiredText("team", 50), input.Text("owner", 100), input.Truth("mandatory") ?? true, input.Instant("dueAt"));

    public Decision Decide(Ticket ticket, Teams teams, Actor actor, Instant at)
    {
        if (ticket.Routed is not { } routed) return Decision.Missing;
        if (teams.Find(Team) is not { } team) return Decision.Invalid("team", "must be the id of a team");
        if (Owner is not null && !team.Members.Contains(Owner)) return Decision.Invalid("owner", "must be a member of the team");
        if (Owner is not null && Owner != actor.Id && !team.Members.Contains(actor.Id) && !actor.Is(Roles.Lead, Roles.Admin))
            return Decision.Reject("not-a-member", "Only a member of the team, or a lead, says whose it is.");
        if (DueAt <= at) return Decision.Invalid("dueAt", "lies in the past");
        if (ticket.Subtasks.All.Count >= MostSubtasks) return Decision.Reject("too-many", $"A ticket has at most {MostSubtasks} sub-tasks.");
        return Decision.Accept(new SubtaskOpened(
            ticket.Subtasks.All.Count + 1, routed.Number, routed.Organization, routed.Requester, Title, Team, Owner, Mandatory, DueAt, actor.Id, at));
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/tickets/{id:guid}/subtasks",
        async (Guid id, Body<OpenSubtask> body, Act act, Journal journal, HttpResponse response, CancellationToken cancel) =>
        {
            var command = body.Value;
            var (teams, isFinished) = ((await journal.Load<Teams>(Teams.Stream, cancel)).State, await WorkReadModel.IsFinished(journal, id, cancel));
            var outcome = await journal.Handle<Ticket>(
                Streams.Ticket(id), act.IfMatch,
                ticket => FinishedTicket.Refuses(ticket, act.Actor, isFinished) ?? command.Decide(ticket, teams, act.Actor, act.Now),
                act.Meta(act.RequestId(act.IdempotencyKey), new { id, command }), act.Now, cancel);
            if (outcome.ToProblem() is { } problem) return problem;
            response.Headers.ETag = OutcomeHttp.ETag(outcome.Version);
            return (IResult)TypedResults.Ok(new { id, outcome.Version, subtask = outcome.State.Subtasks.All.Count, Position = new LogPosition(journal.Log, outcome.Position).ToString() });
        }).For(Roles.Agent, Roles.Lead, Roles.Admin).Accepts<OpenSubtask>("application/json").WithSummary("Gives a part of the work to another team; while a mandatory one is open the ticket stays open.");
}
