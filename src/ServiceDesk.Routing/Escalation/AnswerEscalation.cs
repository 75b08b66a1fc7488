using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Routing.Escalation;

/// <summary>Something a person does with an escalation that waits for an answer.</summary>
internal interface IEscalationAnswer<TSelf> : IInput<TSelf> where TSelf : IEscalationAnswer<TSelf>
{
    Decision Decide(RaisedEscalation escalation, IReadOnlyList<string> chain, Actor actor, Instant at);
}

/// <summary>The recipient, or another lead, takes care of it.</summary>
internal sealed record AcknowledgeEscalation(string? Note) : IEscalationAnswer<AcknowledgeEscalation>
{
    public static AcknowledgeEscalation Read(Input input) => new(input.Text("note", 10_000));

    public Decision Decide(RaisedEscalation escalation, IReadOnlyList<string> chain, Actor actor, Instant at) => escalation.Acknowledged is null
        ? Decision.Accept(new EscalationAcknowledged(escalation.Raised.Escalation, actor.Id, escalation.Raised.Requester, Note, at))
        : Decision.Nothing;
}

/// <summary>It goes on to somebody else: whom the recipient names, else to the next one up.</summary>
internal sealed record PassEscalationOn(string? To, string? Note) : IEscalationAnswer<PassEscalationOn>
{
    public static PassEscalationOn Read(Input input)
    {
        var command = new PassEscalationOn(input.Text("to", 100), input.Text("note", 10_000));
        if (command.To is { } to && input.Directory.Find(to)?.Roles.Any(role => role is Roles.Agent or Roles.Lead or Roles.Admin) != true)
            input.Refuse("to", "must be the id of an agent, a lead or an admin");
        return command;
    }

    public Decision Decide(RaisedEscalation escalation, IReadOnlyList<string> chain, Actor actor, Instant at)
    {
        if (escalation.Acknowledged is not null) return Decision.Reject("acknowledged", "Somebody takes care of it already.");
        if ((To ?? ManagementChain.After(chain, escalation.Recipient)) is not { } to) return Decision.Reject("nobody-above", "Nobody is known above the recipient; name somebody.");
        return to == escalation.Recipient
            ? Decision.Nothing
            : Decision.Accept(new EscalationPassedOn(escalation.Raised.Escalation, actor.Id, to, escalation.Raised.Requester, Note, at));
    }
}

internal static class EscalationAnswer
{
    /// <summary>Offers an answer at <c>POST /tickets/{id}/escalations/{number}/{verb}</c>.</summary>
    public static RouteHandlerBuilder Map<T>(IEndpointRouteBuilder routes, string verb) where T : class, IEscalationAnswer<T> =>
        routes.MapPost($"/tickets/{{id:guid}}/escalations/{{number:int}}/{verb}",
            async (Guid id, int number, Body<T> body, Act act, Journal journal, HttpResponse response, CancellationToken cancel) =>
            {
                var command = body.Value;
                var ticket = (await journal.Load<Ticket>(Streams.Ticket(id), cancel)).State;
                var chain = await ManagementChain.Of(ticket, journal, cancel);
                var outcome = await journal.Handle<Escalations>(
                    Streams.Escalations(id), act.IfMatch, state => Decide(state, number, command, chain, act.Actor, act.Now),
                    act.Meta(act.RequestId(act.IdempotencyKey), new { id, number, verb, command }), act.Now, cancel);
                return outcome.ToHttp(response, id, journal.Log);
            }).For(Roles.Agent, Roles.Lead, Roles.Admin).Accepts<T>("application/json").Produces<CommandAnswer>();

    /// <summary>What holds for every answer, then its own rule. An agent answers what the agent was told; a lead answers everything.</summary>
    public static Decision Decide<T>(Escalations state, int number, T command, IReadOnlyList<string> chain, Actor actor, Instant at) where T : IEscalationAnswer<T>
    {
        if (state.Find(number) is not { } one || !actor.MaySee(one.Raised.Organization, one.Raised.Requester)) return Decision.Missing;
        return one.Recipient == actor.Id || actor.Is(Roles.Lead, Roles.Admin)
            ? command.Decide(one, chain, actor, at)
            : Decision.Reject("not-recipient", "The escalation is for somebody else.");
    }
}
