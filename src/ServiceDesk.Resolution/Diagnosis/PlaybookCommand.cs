using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Diagnosis;

/// <summary>Something done with a ticket that is measured by the playbooks.</summary>
internal interface IPlaybookCommand<TSelf> : IInput<TSelf> where TSelf : IPlaybookCommand<TSelf>
{
    Instant? OccurredAt { get; }

    /// <param name="ticket">The ticket as it is.</param>
    /// <param name="actor">Who acts.</param>
    /// <param name="at">When it was done.</param>
    /// <param name="playbooks">The version that was in effect when the ticket was opened.</param>
    Decision Decide(Ticket ticket, Actor actor, Instant at, PlaybooksDefined playbooks);
}

internal static class PlaybookCommand
{
    public static RouteHandlerBuilder Map<T>(IEndpointRouteBuilder routes, string verb, params string[] roles) where T : class, IPlaybookCommand<T> =>
        routes.MapPost($"/tickets/{{id:guid}}/{verb}",
            async (Guid id, Body<T> body, Act act, Journal journal, Playbooks playbooks, HttpResponse response, CancellationToken cancel) =>
            {
                var command = body.Value;
                var at = act.Occurred(command.OccurredAt);
                var meta = act.Meta(act.RequestId(act.IdempotencyKey), new { id, verb, command });
                var outcome = await journal.Handle<Ticket>(
                    Streams.Ticket(id), act.IfMatch, ticket => Decide(ticket, command, act.Actor, at, playbooks.Versions), meta, at, cancel);
                return outcome.ToHttp(response, id, journal.Log);
            })
            .For(roles).Accepts<T>("application/json").Produces<CommandAnswer>();

    /// <summary>What holds for every command, then the command's own rule under the ticket's version of the playbooks.</summary>
    public static Decision Decide<T>(Ticket ticket, T command, Actor actor, Instant at, IReadOnlyList<PlaybooksDefined> versions) where T : IPlaybookCommand<T>
    {
        if (!ticket.IsVisibleTo(actor)) return Decision.Missing;
        if (at < ticket.OpenedAt) return Decision.Invalid("occurredAt", "lies before the ticket was opened");
        return command.Decide(ticket, actor, at, versions.At(ticket.OpenedAt));
    }
}
