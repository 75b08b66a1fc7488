using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Closing;

/// <summary>Something a person does with a follow-up.</summary>
internal interface IFollowUpCommand<TSelf> : IInput<TSelf> where TSelf : IFollowUpCommand<TSelf>
{
    Decision Decide(FollowUp followUp, Actor actor, Instant at);
}

/// <summary>Says whose it is and when it must be done.</summary>
internal sealed record AssignFollowUp(string Owner, Instant? DueAt) : IFollowUpCommand<AssignFollowUp>
{
    public static AssignFollowUp Read(Input input)
    {
        var command = new AssignFollowUp(input.RequiredText("owner", 100), input.Instant("dueAt"));
        if (!input.Refuses("owner") && !FollowUpOwners.Includes(input.Directory, command.Owner)) input.Refuse("owner", FollowUpOwners.Rule);
        return command;
    }

    public Decision Decide(FollowUp followUp, Actor actor, Instant at)
    {
        if (followUp.State != FollowUpState.Open) return Decision.Reject("not-open", "The follow-up is done; verify it.");
        if (DueAt <= followUp.OpenedAt) return Decision.Invalid("dueAt", "must lie after the opening");
        var due = DueAt ?? followUp.DueAt;
        return followUp.Owner == Owner && followUp.DueAt == due ? Decision.Nothing : Decision.Accept(new FollowUpAssigned(actor.Id, Owner, due, at));
    }
}

/// <summary>Tells what was found and what is better now.</summary>
internal sealed record FinishFollowUp(string Measure) : IFollowUpCommand<FinishFollowUp>
{
    public static FinishFollowUp Read(Input input) => new(input.RequiredText("measure", 10_000));

    public Decision Decide(FollowUp followUp, Actor actor, Instant at) => followUp switch
    {
        { State: not FollowUpState.Open } => Decision.Reject("not-open", "The follow-up is done already."),
        _ when followUp.Owner != actor.Id && !actor.Is(Roles.Lead, Roles.Admin) => Decision.Reject("not-owner", "The follow-up is somebody else's."),
        _ => Decision.Accept(new FollowUpDone(actor.Id, followUp.Requester, Measure, at)),
    };
}

/// <summary>Closes the loop, or opens the follow-up again; never by the one who did it.</summary>
internal sealed record VerifyFollowUp(bool Passed, string? Note) : IFollowUpCommand<VerifyFollowUp>
{
    public static VerifyFollowUp Read(Input input)
    {
        var passed = input.Truth("passed");
        if (passed is null) input.Require("passed");
        return new VerifyFollowUp(passed == true, input.Text("note", 10_000));
    }

    public Decision Decide(FollowUp followUp, Actor actor, Instant at) => followUp switch
    {
        { State: FollowUpState.Verified } => Passed ? Decision.Nothing : Decision.Reject("verified", "The follow-up is verified."),
        { State: not FollowUpState.Done } => Decision.Reject("not-done", "There is nothing to verify yet."),
        _ when followUp.DoneBy == actor.Id => Decision.Reject("own-work", "Somebody else must verify it."),
        _ => Decision.Accept(new FollowUpVerified(actor.Id, followUp.Requester, Passed, Note, at)),
    };
}

internal static class FollowUpCommand
{
    /// <summary>Offers a command at <c>POST /follow-ups/{ticket}/{verb}</c>.</summary>
    public static RouteHandlerBuilder Map<T>(IEndpointRouteBuilder routes, string verb, params string[] roles) where T : class, IFollowUpCommand<T> =>
        routes.MapPost($"/follow-ups/{{id:guid}}/{verb}", async (Guid id, Body<T> body, Act act, Journal journal, HttpResponse response, CancellationToken cancel) =>
        {
            var command = body.Value;
            var ticket = (await journal.Load<Ticket>(Streams.Ticket(id), cancel)).State;
            var outcome = await journal.Handle<FollowUp>(
                Streams.FollowUp(id), act.IfMatch, followUp => Decide(ticket, followUp, command, act.Actor, act.Now),
                act.Meta(act.RequestId(act.IdempotencyKey), new { id, verb, command }), act.Now, cancel);
            return outcome.ToHttp(response, id, journal.Log);
        }).For(roles).Accepts<T>("application/json").Produces<CommandAnswer>();

    /// <summary>What holds for every command, then the command's own rule. Who it is about, the requester, has no part in it.</summary>
    public static Decision Decide<T>(Ticket ticket, FollowUp followUp, T command, Actor actor, Instant at) where T : IFollowUpCommand<T> =>
        followUp.State == FollowUpState.None || !ticket.IsVisibleTo(actor) ? Decision.Missing : command.Decide(followUp, actor, at);
}
