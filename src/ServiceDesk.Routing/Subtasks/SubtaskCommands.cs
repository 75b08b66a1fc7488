using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Routing.Boards;

namespace ServiceDesk.Routing.Subtasks;

/// <summary>Something a person does with a sub-task.</summary>
internal interface ISubtaskCommand<TSelf> : IInput<TSelf> where TSelf : ISubtaskCommand<TSelf>
{
    Decision Decide(Subtask task, Ticket ticket, Teams teams, Actor actor, Instant at);
}

/// <summary>A member of the team has it from now on: who sends this, or whom a lead names.</summary>
internal sealed record TakeSubtask(string? Owner) : ISubtaskCommand<TakeSubtask>
{
    public static TakeSubtask Read(Input input) => new(input.Text("owner", 100));

    public Decision Decide(Subtask task, Ticket ticket, Teams teams, Actor actor, Instant at)
    {
        var owner = Owner ?? actor.Id;
        if (!task.IsOpen) return SubtaskCommand.Ended;
        if (teams.Find(task.Team)?.Members.Contains(owner) != true)
            return Owner is null ? Decision.Reject("not-a-member", "The sub-task is for another team.") : Decision.Invalid("owner", "must be a member of the team");
        if (task.Owner == owner) return Decision.Nothing;
        if (owner != actor.Id && !actor.Is(Roles.Lead, Roles.Admin) && teams.Find(task.Team)?.Members.Contains(actor.Id) != true)
            return Decision.Reject("not-a-member", "The sub-task is for another team, which says itself who has it.");
        // What somebody has is given to another by a lead, or by whoever has it.
        if (task.Owner is not null && task.Owner != actor.Id && !actor.Is(Roles.Lead, Roles.Admin)) return Decision.Reject("taken", "Somebody has the sub-task already.");
        return Decision.Accept(new SubtaskTaken(task.Number, owner, actor.Id, at));
    }
}

/// <summary>It is done.</summary>
internal sealed record FinishSubtask(string Result) : ISubtaskCommand<FinishSubtask>
{
    public static FinishSubtask Read(Input input) => new(input.RequiredText("result", 10_000));

    public Decision Decide(Subtask task, Ticket ticket, Teams teams, Actor actor, Instant at) => task.IsOpen
        ? SubtaskCommand.End(task, ticket, teams, actor, done: true, Result, at)
        : task.Status == SubtaskStatus.Done && task.Result == Result ? Decision.Nothing : SubtaskCommand.Ended;
}

/// <summary>It is not needed any more.</summary>
internal sealed record CancelSubtask(string Reason) : ISubtaskCommand<CancelSubtask>
{
    public static CancelSubtask Read(Input input) => new(input.RequiredText("reason", 10_000));

    public Decision Decide(Subtask task, Ticket ticket, Teams teams, Actor actor, Instant at) => task.IsOpen
        ? SubtaskCommand.End(task, ticket, teams, actor, done: false, Reason, at)
        : task.Status == SubtaskStatus.Cancelled ? Decision.Nothing : SubtaskCommand.Ended;
}

/// <summary>It has to be worked on again.</summary>
internal sealed record ReopenSubtask(string Reason) : ISubtaskCommand<ReopenSubtask>
{
    public static ReopenSubtask Read(Input input) => new(input.RequiredText("reason", 10_000));

    public Decision Decide(Subtask task, Ticket ticket, Teams teams, Actor actor, Instant at) => task.IsOpen
        ? Decision.Nothing
        : Decision.Accept(new SubtaskReopened(task.Number, task.Mandatory, ticket.Routed!.Requester, Reason, actor.Id, at));
}

internal static class SubtaskCommand
{
    public static Decision Ended { get; } = Decision.Reject("ended", "Nobody works on the sub-task any more.");

    /// <summary>Members of its team, whoever opened it, the ticket's agent and leads say that it needs no more work.</summary>
    public static Decision End(Subtask task, Ticket ticket, Teams teams, Actor actor, bool done, string result, Instant at)
    {
        var isTheirs = teams.Find(task.Team)?.Members.Contains(actor.Id) == true || task.OpenedBy == actor.Id || ticket.Routed!.Agent == actor.Id || actor.Is(Roles.Lead, Roles.Admin);
        return isTheirs
            ? Decision.Accept(new SubtaskEnded(task.Number, done, ticket.Routed!.Requester, result, actor.Id, at))
            : Decision.Reject("not-yours", "The sub-task is for another team.");
    }

    /// <summary>Offers a command at <c>POST /tickets/{id}/subtasks/{number}/{verb}</c>.</summary>
    public static RouteHandlerBuilder Map<T>(IEndpointRouteBuilder routes, string verb) where T : class, ISubtaskCommand<T> =>
        routes.MapPost($"/tickets/{{id:guid}}/subtasks/{{number:int}}/{verb}",
            async (Guid id, int number, Body<T> body, Act act, Journal journal, HttpResponse response, CancellationToken cancel) =>
            {
                var command = body.Value;
                var (teams, isFinished) = ((await journal.Load<Teams>(Teams.Stream, cancel)).State, await WorkReadModel.IsFinished(journal, id, cancel));
                var outcome = await journal.Handle<Ticket>(
                    Streams.Ticket(id), act.IfMatch, ticket => Decide(ticket, number, command, teams, isFinished, act.Actor, act.Now),
                    act.Meta(act.RequestId(act.IdempotencyKey), new { id, number, verb, command }), act.Now, cancel);
                return outcome.ToHttp(response, id, journal.Log);
            }).For(Roles.Agent, Roles.Lead, Roles.Admin).Accepts<T>("application/json").Produces<CommandAnswer>();

    /// <summary>What holds for every command, then the command's own rule. A sub-task of a finished ticket can still be ended.</summary>
    public static Decision Decide<T>(Ticket ticket, int number, T command, Teams teams, bool isFinished, Actor actor, Instant at) where T : ISubtaskCommand<T>
    {
        var refusal = FinishedTicket.Refuses(ticket, actor, isFinished);
        if (refusal is Decision.NotFound || ticket.Subtasks.Find(number) is not { } task) return Decision.Missing;
        return refusal is not null && command is (ReopenSubtask or TakeSubtask) ? refusal : command.Decide(task, ticket, teams, actor, at);
    }
}
