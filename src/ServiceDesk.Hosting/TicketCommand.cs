using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Hosting;

/// <summary>A ticket as one service knows it, as far as every command must look at it.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
public interface ITicketState<TSelf> : IState<TSelf> where TSelf : ITicketState<TSelf>
{
    /// <summary>When the ticket was submitted.</summary>
    Instant OpenedAt { get; }

    /// <summary>Whether the ticket exists here and the actor may know of it.</summary>
    /// <param name="actor">Who asks.</param>
    bool IsVisibleTo(Actor actor);

    /// <summary>Whether who reads the ticket must be on record.</summary>
    bool IsConfidential { get; }

    /// <summary>Whether the service that ends tickets has archived it; the others hear of that and ask <see cref="ArchivedTickets"/>.</summary>
    bool IsArchived => false;
}

/// <summary>Something a person does with a ticket: the request's body, and the rule.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
/// <typeparam name="TTicket">The ticket as the service knows it.</typeparam>
public interface ITicketCommand<TSelf, TTicket> : IInput<TSelf> where TSelf : ITicketCommand<TSelf, TTicket> where TTicket : ITicketState<TTicket>
{
    /// <summary>When it was done; null = now.</summary>
    Instant? OccurredAt { get; }

    /// <summary>The rule. Pure.</summary>
    /// <param name="ticket">The ticket as it is.</param>
    /// <param name="actor">Who acts.</param>
    /// <param name="at">When it was done.</param>
    Decision Decide(TTicket ticket, Actor actor, Instant at);
}

/// <summary>Commands on tickets, over HTTP.</summary>
public static class TicketCommand
{
    /// <summary>Offers a command at <c>POST /tickets/{id}/{verb}</c>.</summary>
    /// <typeparam name="TTicket">The ticket as the service knows it.</typeparam>
    /// <typeparam name="T">The command.</typeparam>
    /// <param name="routes">Where.</param>
    /// <param name="verb">The last part of the path.</param>
    /// <param name="roles">Who may do it.</param>
    public static RouteHandlerBuilder Map<TTicket, T>(IEndpointRouteBuilder routes, string verb, params string[] roles)
        where TTicket : ITicketState<TTicket> where T : class, ITicketCommand<T, TTicket> =>
        routes.MapPost($"/tickets/{{id:guid}}/{verb}",
            async (Guid id, Body<T> body, Act act, Journal journal, HttpResponse response, CancellationToken cancel) =>
            {
                var command = body.Value;
                var at = act.Occurred(command.OccurredAt);
                var meta = act.Meta(act.RequestId(act.IdempotencyKey), new { id, verb, command });
                var outcome = await journal.Handle<TTicket>(Streams.Ticket(id), act.IfMatch, ticket => Decide(ticket, command, act.Actor, at), meta, at, cancel);
                return outcome.ToHttp(response, id, journal.Log);
            })
            .For(roles).Accepts<T>("application/json").Produces<CommandAnswer>();

    /// <summary>What holds for every command, then the command's own rule.</summary>
    /// <typeparam name="TTicket">The ticket as the service knows it.</typeparam>
    /// <typeparam name="T">The command.</typeparam>
    /// <param name="ticket">The ticket as it is.</param>
    /// <param name="command">The command.</param>
    /// <param name="actor">Who acts.</param>
    /// <param name="at">When it was done.</param>
    public static Decision Decide<TTicket, T>(TTicket ticket, T command, Actor actor, Instant at)
        where TTicket : ITicketState<TTicket> where T : ITicketCommand<T, TTicket>
    {
        if (!ticket.IsVisibleTo(actor)) return Decision.Missing;
        if (at < ticket.OpenedAt) return Decision.Invalid("occurredAt", "lies before the ticket was opened");
        if (ticket.IsArchived) return Decision.Reject(ArchivedTickets.Code, ArchivedTickets.Reason);
        return command.Decide(ticket, actor, at);
    }
}
