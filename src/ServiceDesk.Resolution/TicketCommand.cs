using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution;

/// <summary>Something a person does with a ticket.</summary>
internal interface ITicketCommand<TSelf> : IInput<TSelf> where TSelf : ITicketCommand<TSelf>
{
    /// <summary>When it was done; null = now.</summary>
    Instant? OccurredAt { get; }

    Decision Decide(Ticket ticket, Actor actor, Instant at);
}

internal static class TicketCommand
{
    public static void Map<T>(IEndpointRouteBuilder routes, string verb, params string[] roles) where T : class, ITicketCommand<T> =>
        routes.MapPost($"/tickets/{{id:guid}}/{verb}",
            async (Guid id, Body<T> body, Act act, Journal journal, HttpResponse response, CancellationToken cancel) =>
            {
                var command = body.Value;
                var at = act.Occurred(command.OccurredAt);
                var meta = act.Meta(act.RequestId(act.IdempotencyKey), new { id, verb, command });
                var outcome = await journal.Handle<Ticket>(Streams.Ticket(id), act.IfMatch, ticket => Decide(ticket, command, act.Actor, at), meta, at, cancel);
                return outcome.ToHttp(response, id, journal.Log);
            })
            .For(roles).Accepts<T>("application/json").Produces<CommandAnswer>();

    /// <summary>What holds for every command, then the command's own rule.</summary>
    public static Decision Decide<T>(Ticket ticket, T command, Actor actor, Instant at) where T : ITicketCommand<T>
    {
        if (!ticket.IsVisibleTo(actor)) return Decision.Missing;
        if (at < ticket.OpenedAt) return Decision.Invalid("occurredAt", "lies before the ticket was opened");
        return command.Decide(ticket, actor, at);
    }

    /// <summary>The refusal of work on a ticket that is not open.</summary>
    public static Decision NotOpen(Ticket ticket) => ticket.Status == TicketStatus.Closed
        ? Decision.Reject("closed", "The ticket is closed.")
        : Decision.Reject("resolved", "The ticket is resolved and waits for the requester; reject the solution to go on.");
}
